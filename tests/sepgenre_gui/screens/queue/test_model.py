"""The table's model: which rows change, and when."""

from __future__ import annotations

import time

import attrs
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.jobs.queue.job import JobProgress
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.queue.model import HEADINGS, Column, JobModel
from tests.sepgenre_gui.screens.queue.jobs import every_state, make_job

RUNNING = JobState.RUNNING


@pytest.fixture
def model(qtbot: QtBot, theme: Theme) -> JobModel:
    made = JobModel(theme)
    # It fails the test where rows come and go without being told.
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def cell(model: JobModel, place: int, column: Column) -> str:
    return str(model.index(place, column).data())


def test_every_state_is_written_and_has_an_icon_of_its_own(model: JobModel) -> None:
    model.set_jobs(every_state())

    assert [cell(model, 2, column) for column in Column] == [
        "Waveforms of 412 tracks",
        "Running",
        "31 of 412, 1.2 a second",
        "0:26, about 5 min left",
        "Árabesk 観 (a very long version of it).flac",
    ]
    assert [cell(model, 7, column) for column in (Column.PROGRESS, Column.TIME)] == ["", ""]
    icons = {
        model.index(place, Column.STATE).data(Qt.ItemDataRole.DecorationRole).cacheKey()
        for place in range(model.rowCount())
    }
    assert len(icons) == len(JobState)
    heading = model.headerData(Column.TIME, Qt.Orientation.Horizontal)
    assert heading == HEADINGS[Column.TIME] == "Time"


def test_a_failure_stands_in_the_tip_with_its_remedy(model: JobModel) -> None:
    model.set_jobs(every_state())

    tip = model.index(1, Column.STATE).data(Qt.ItemDataRole.ToolTipRole)

    assert "3 items failed" in tip
    assert "Mend it" in tip


def test_progress_is_repainted_with_the_next_flush_and_only_its_rows(model: JobModel) -> None:
    jobs = [make_job(number, RUNNING) for number in range(1, 1001)]
    model.set_jobs(jobs)
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last, _: changed.append(first.row() - last.row()))
    rows: list[int] = []
    model.dataChanged.connect(lambda first, *_: rows.append(first.row()))

    for done in range(50):
        model.set_job(attrs.evolve(jobs[6], progress=JobProgress(stage="s", done=done, total=50)))
    assert rows == []
    model.flush()
    model.flush()

    assert (rows, changed) == ([6], [0])
    assert cell(model, 6, Column.PROGRESS) == "49 of 50"


def test_another_state_is_shown_at_once(model: JobModel) -> None:
    model.set_jobs([make_job(1, RUNNING), make_job(2, RUNNING)])
    rows: list[int] = []
    model.dataChanged.connect(lambda first, *_: rows.append(first.row()))

    model.set_job(make_job(2, JobState.FAILED))

    assert rows == [1]
    assert cell(model, 1, Column.STATE) == "Failed"


def test_rows_come_and_go_in_the_order_in_which_they_were_asked_for(model: JobModel) -> None:
    model.set_jobs([make_job(4, RUNNING), make_job(2, RUNNING)])
    kept = QPersistentModelIndex(model.index(1, 0))

    model.set_job(make_job(3, RUNNING))
    model.set_job(make_job(9, RUNNING))
    model.remove_job(2)
    model.remove_job(77)

    assert [job.id for job in model.jobs] == [3, 4, 9]
    assert model.place_of(9) == 2
    assert model.place_of(2) is None
    assert model.job_at(kept.row()).id == 4


def test_the_time_goes_on_only_while_it_runs(model: JobModel) -> None:
    running = make_job(1, RUNNING, worked_s=3.0, started_at=1.0)
    paused = make_job(2, JobState.PAUSED, worked_s=3.0, started_at=1.0)
    model.set_jobs([running, paused])

    time.sleep(0.02)

    assert model.worked_s(running) > 3.0
    assert model.worked_s(paused) == 3.0


def test_a_thousand_jobs_come_and_go_in_a_moment(model: JobModel, theme: Theme) -> None:
    plain = JobModel(theme)
    began_s = time.process_time()
    for number in range(1, 1001):
        plain.set_job(make_job(number, RUNNING))
    for number in range(1, 1001):
        plain.remove_job(number)

    assert time.process_time() - began_s < 1.0
    assert plain.rowCount() == 0


def test_the_icons_follow_the_theme(model: JobModel, theme: Theme) -> None:
    model.set_jobs(every_state())
    index = model.index(0, Column.STATE)
    before: QIcon = index.data(Qt.ItemDataRole.DecorationRole)

    theme.choose(ThemeChoice.DARK)

    after: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
    assert before.pixmap(16).toImage() != after.pixmap(16).toImage()
