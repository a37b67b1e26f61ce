"""The table of an import: what its rows say, which are shown, and that 10,000 cost nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT
from sepgenre_gui.screens.exchange.importing.model import Column, ImportModel, RowState
from sepgenre_gui.services.exchange.preview import AnnotationPreview, ImportPreview
from sepgenre_gui.services.exchange.storing import Fate, FileResult, PlannedFile
from sepgenre_gui.services.import_segments import SegmentImport
from sepgenre_gui.services.import_tracks import ImportPlan
from sepgenre_training.datasets.entry import DatasetEntry, Problem

LABELS = Path("/music/labels.txt")
OUT = FileResult(fate=Fate.OUT, reason="is silent. Remove it.")


def planned(number: int, *, known: bool = False, start_s: float | None = None) -> PlannedFile:
    path = Path(f"/music/House/song {number}.wav")
    return PlannedFile(
        path=path,
        real_path=path,
        entries=(DatasetEntry(path=path, genre="House", start_s=start_s),),
        known_hash="ab" * 32 if known else None,
    )


def preview(*files: PlannedFile, problems: tuple[Problem, ...] = ()) -> ImportPreview:
    plan = ImportPlan(layout="folders", files=files, problems=problems, notes=())
    labels = AnnotationPreview(path=LABELS, format="audacity", n_segments=3)
    return ImportPreview(plan=plan, annotations=(labels,))


@pytest.fixture
def model(qtbot: QtBot) -> ImportModel:
    made = ImportModel(LIGHT)
    # It looks at every signal and answer from now on, and fails where they do not fit.
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def said(model: ImportModel) -> list[str]:
    return [str(model.index(number, Column.STATE).data()) for number in range(model.rowCount())]


def test_every_kind_of_row_says_what_will_happen(model: ImportModel) -> None:
    bad = Problem(path=Path("/music/notes.xyz"), reason="The suffix .xyz is not one of audio.")
    model.set_preview(
        preview(planned(1), planned(2, known=True), planned(3, start_s=2.0), problems=(bad,))
    )

    assert said(model) == [
        "New",
        "In the project already; checked for changes",
        "New, with 1 segment",
        "3 segments, matched to tracks by path, content or name",
        "Left out: The suffix .xyz is not one of audio.",
    ]
    assert model.index(0, Column.FILE).data() == "House/song 1.wav"
    assert model.index(0, Column.TITLE).data() == "song 1"
    assert model.index(0, Column.FILE).data(Qt.ItemDataRole.ToolTipRole) == (
        "/music/House/song 1.wav"
    )
    assert model.n_out == 1


def test_results_are_shown_as_they_come_and_those_left_out_alone_where_asked(
    model: ImportModel,
) -> None:
    model.set_preview(preview(planned(1), planned(2), planned(3)))
    model.set_result(1, OUT)
    assert said(model)[1] == "Left out: is silent. Remove it."

    model.set_only_out(only_out=True)
    assert said(model) == ["Left out: is silent. Remove it."]
    model.set_result(0, OUT)
    model.set_result(2, FileResult(fate=Fate.UNCHANGED))
    assert [model.row(number).path.stem for number in range(2)] == ["song 2", "song 1"]
    assert model.n_out == 2

    model.set_result(1, FileResult(fate=Fate.UNCHANGED, remarks=("It is cut off.",)))
    assert said(model)[0] == "In the project already, but: It is cut off."
    assert model.n_out == 1
    assert [row.path.stem for row in model.rows_out()] == ["song 1"]
    model.set_only_out(only_out=False)
    assert model.rowCount() == 4


def test_equal_reasons_of_lines_are_said_once(model: ImportModel) -> None:
    model.set_preview(preview(planned(1)))
    reason = "No track is called so."
    problems = (Problem(path=LABELS, reason=reason),) * 3
    model.set_segments(
        SegmentImport(
            added=(), labelled=(), genres=(), unchanged=0, problems=problems, remarks=(), edit=None
        ),
        [LABELS],
    )

    assert said(model)[-1] == "3 lines left out: No track is called so. (3 times)"
    assert model.row(1).state is RowState.OUT


def test_colours_follow_the_theme(model: ImportModel) -> None:
    model.set_preview(preview(planned(1)))
    model.set_result(0, OUT)
    cell = model.index(0, Column.STATE)
    assert cell.data(Qt.ItemDataRole.ForegroundRole).name() == LIGHT.danger

    model.set_colors(DARK)
    assert cell.data(Qt.ItemDataRole.ForegroundRole).name() == DARK.danger


def test_ten_thousand_files_are_shown_and_filtered_within_a_frame_or_two() -> None:
    model = ImportModel(LIGHT)
    large = preview(*(planned(number) for number in range(10_000)))

    began_s = time.thread_time()
    model.set_preview(large)
    shown_s = time.thread_time() - began_s
    for place in range(0, 10_000, 100):
        model.set_result(place, OUT)
    began_s = time.thread_time()
    model.set_only_out(only_out=True)
    filtered_s = time.thread_time() - began_s

    assert model.rowCount() == 100
    # A frame has 17 ms.
    assert shown_s < 0.03
    assert filtered_s < 0.03
