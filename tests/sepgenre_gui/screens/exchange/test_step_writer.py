"""A large edit is stored between other things, whole or as far as it came."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.screens.exchange.step_writer import StepWriter
from sepgenre_gui.services.edits import Edit
from sepgenre_gui.services.exchange.steps import ROWS_PER_STEP
from sepgenre_training.errors import ProjectError

N_ROWS = 3 * ROWS_PER_STEP + 7


def large_edit(project: Project, n_rows: int = N_ROWS) -> Edit:
    """Return an edit that adds tracks, taken back already."""
    with project.transaction():
        tracks = [
            project.tracks.add(
                path=Path(f"/music/{number}.wav"),
                content_hash=f"{number:064x}",
                title=f"Song {number}",
                duration_s=30.0,
                sample_rate_hz=8_000,
                channels=1,
                n_samples=240_000,
                decoder="libsndfile",
                decoder_version="1.2.2",
            )
            for number in range(n_rows)
        ]
    edit = Edit(text="Import", changes=tuple(RowChange(after=track) for track in tracks))
    edit.revert(project)
    return edit


def test_other_things_happen_between_the_steps(project: Project, qtbot: QtBot) -> None:
    edit = large_edit(project)
    writer = StepWriter(project)
    ends: list[tuple[Edit | None, BaseException | None]] = []
    counts: list[int] = []
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: counts.append(len(project.tracks.list())))
    timer.start()

    writer.write(edit, lambda *end: ends.append(end))
    qtbot.waitUntil(lambda: bool(ends), timeout=30_000)
    timer.stop()

    assert ends == [(edit, None)]
    assert len(project.tracks.list()) == N_ROWS
    assert {ROWS_PER_STEP, 2 * ROWS_PER_STEP} <= set(counts)


def test_a_stop_returns_the_edit_of_what_is_stored(project: Project, qapp: QApplication) -> None:
    edit = large_edit(project)
    writer = StepWriter(project)
    writer.write(edit, lambda *_: None)
    while not project.tracks.list():
        qapp.processEvents()

    stored = writer.stop()

    assert stored is not None
    assert stored.changes == edit.changes[: len(project.tracks.list())]
    assert 0 < len(stored.changes) < N_ROWS
    stored.revert(project)
    assert project.tracks.list() == ()


def test_an_error_ends_it_and_is_told_with_what_is_stored(project: Project, qtbot: QtBot) -> None:
    edit = large_edit(project)
    doubled = Edit(text="Import", changes=(*edit.changes, edit.changes[0]))
    writer = StepWriter(project)
    ends: list[tuple[Edit | None, BaseException | None]] = []

    writer.write(doubled, lambda *end: ends.append(end))
    qtbot.waitUntil(lambda: bool(ends), timeout=30_000)

    ((stored, error),) = ends
    assert isinstance(error, ProjectError)
    assert stored is not None
    assert len(stored.changes) == len(project.tracks.list()) == 3 * ROWS_PER_STEP


def test_nothing_to_store_ends_at_once(project: Project) -> None:
    ends: list[tuple[Edit | None, BaseException | None]] = []

    StepWriter(project).write(None, lambda *end: ends.append(end))

    assert ends == [(None, None)]
