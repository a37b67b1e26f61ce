"""The page Classify by clicks and keys: classifiers, files, filters, one file, sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.classify.classifiers import keeping
from sepgenre_gui.screens.classify.classifiers.training_dialog import TrainingDialog
from sepgenre_gui.screens.classify.files.rows import Column, FileState
from sepgenre_gui.screens.classify.track.view import FileView
from sepgenre_gui.services.jobs.classification_requests import CLASSIFY, TRAIN
from tests.sepgenre_gui.screens.classify.conftest import (
    CLASSES,
    N_SONGS,
    Opened,
    open_page,
    said_of,
)
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.conftest import MakeWindow
from tests.sepgenre_gui.screens.curation.hands import drop

LEFT = Qt.MouseButton.LeftButton


def test_a_project_without_a_classifier_says_what_one_is(
    tmp_path: Path, make_window: MakeWindow, qtbot: QtBot
) -> None:
    Project.create(tmp_path / "empty").close()
    opened = open_page(make_window, qtbot, tmp_path / "empty", tmp_path)
    panel, files = opened.screen.layout.classifiers, opened.screen.layout.files

    assert panel._empty.isVisible()
    assert "tells the genre of tracks" in panel._empty.text()
    assert panel.train.isEnabled()
    assert not files.bar.files.isEnabled()
    assert "First a classifier" in files._hint.text()
    assert clipped(opened.screen.layout) == []
    opened.screen.classifying.classify([tmp_path])
    assert opened.workspace.queue.jobs == ()


def test_the_table_tells_what_is_sure_unsure_and_broken(opened: Opened) -> None:
    assert opened.column(Column.FILE) == [
        "broken.mp3", *(f"song {number}.wav" for number in range(N_SONGS))
    ]  # fmt: skip
    verdicts = opened.column(Column.VERDICT)
    assert verdicts[0] == ""
    assert verdicts[1:5] == ["Deep House", "Drum & Bass", "Techno", "Deep House"]
    assert verdicts[5:] == ["unsure (Drum & Bass?)", "unsure (Techno?)"]
    assert "Export it again" in opened.column(Column.STATE)[0]
    assert opened.column(Column.LENGTH)[1] == "0:15"
    assert "2 unsure, 1 failed" in opened.screen.layout.files.summary.text()
    assert "Expected accuracy" in opened.screen.layout.classifiers.facts.text()
    assert "0.85 (" in opened.screen.layout.classifiers.facts.text()


def test_rows_are_filtered_sorted_and_stepped_through(opened: Opened) -> None:
    files = opened.screen.layout.files
    # The first file is shown from the start.
    opened.keys("J")
    assert files.at_hand.endswith("song 0.wav")
    opened.keys("K")
    assert files.at_hand.endswith("broken.mp3")
    view = opened.screen.layout.track
    assert view.hint.isVisible()
    assert "Export it again" in view.hint.text()
    assert opened.screen.showing.opening.track is None

    opened.keys("Y")
    assert opened.column(Column.FILE) == ["song 4.wav", "song 5.wav"]
    opened.keys("Y")
    opened.keys("Ctrl+F")
    opened.qtbot.keyClicks(opened.window.focusWidget() or files.text_filter, "techno song")
    # Second guesses are found, too.
    assert "song 2.wav" in opened.column(Column.FILE)
    assert "broken.mp3" not in opened.column(Column.FILE)
    opened.qtbot.keyClick(files.text_filter, Qt.Key.Key_Escape)
    files.genre_filter.setCurrentIndex(files.genre_filter.findData("Techno"))
    assert opened.column(Column.FILE) == ["song 2.wav", "song 5.wav"]
    files.genre_filter.setCurrentIndex(0)

    header = files.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.CONFIDENCE) + 5, 5)
    for is_reversed in (False, True):
        opened.qtbot.mouseClick(header.viewport(), LEFT, pos=place)
        *shares, last = (row.confidence for row in files.model.shown_rows)
        # What has no confidence comes last either way.
        assert last is None
        assert shares == sorted(shares, reverse=is_reversed)


def test_another_threshold_holds_for_files_that_are_known(opened: Opened) -> None:
    bar, view = opened.screen.layout.files.bar, opened.screen.layout.track
    opened.choose("song 4.wav")
    assert view.transport.verdict.text().startswith("unsure (Drum & Bass?)")
    bar.threshold.setValue(0.3)
    opened.until(lambda: "song 4.wav" in opened.column(Column.FILE))
    assert opened.column(Column.VERDICT)[opened.column(Column.FILE).index("song 4.wav")] == (
        "Drum & Bass"
    )
    assert view.transport.verdict.text().startswith("Drum & Bass")
    assert opened.screen.layout.files.at_hand.endswith("song 4.wav")
    assert "unsure" not in opened.screen.layout.files.summary.text()
    bar.threshold.setValue(bar.threshold.minimum())
    listed = opened.screen.layout.classifiers.listed
    assert listed is not None
    stored = {file.unsure_below for file in opened.screen._project.classified_files.iterate(1)}
    assert stored == {listed.classifier.decision.unsure_below}


def test_another_threshold_holds_for_files_that_a_job_brings_later(opened: Opened) -> None:
    bar = opened.screen.layout.files.bar
    bar.threshold.setValue(0.95)
    songs = [opened.music / f"song {number}.wav" for number in range(N_SONGS)]
    opened.screen.classifying.classify(songs)
    (job,) = opened.workspace.queue.jobs
    # The job was asked for with 0.95, by which all are unsure, and nothing has come of it yet.
    assert job.request.arguments["unsure_below"] == 0.95
    bar.threshold.setValue(0.3)
    opened.until(lambda: opened.workspace.queue.job(job.id).state.is_finished())
    opened.until(lambda: not bar.said.isVisible())

    assert opened.workspace.queue.job(job.id).state is JobState.DONE
    assert "unsure" not in opened.screen.layout.files.summary.text()
    assert opened.screen.layout.files.model.count(FileState.SURE) == N_SONGS
    files = opened.screen._project.classified_files
    assert {file.unsure_below for file in files.iterate(1)} == {0.3}
    # It is told again where the page is shown anew.
    bar.hop.setValue(2.5)
    bar.threshold.setValue(0.5)
    bar.hop.setValue(5.0)
    assert bar.unsure_below == pytest.approx(0.3)


def test_the_areas_are_the_windows_on_the_axis_of_the_waveform(opened: Opened) -> None:
    opened.choose("song 1.wav")
    view = opened.screen.layout.track
    opened.until(lambda: opened.screen.showing.opening.track is not None)
    assert view.transport.verdict.text().startswith("Drum & Bass")
    stored = opened.screen.layout.classifiers.listed
    assert stored is not None
    file = opened.screen._project.classified_files.get(
        stored.stored.id, opened.music / "song 1.wav", 5.0
    )
    assert file is not None
    first, second = (np.array(row) for row in file.probabilities)
    for label in range(len(CLASSES)):
        lower, upper = (curve.getData() for curve in view.chart.areas[label].curves)
        assert lower[0].tolist() == [0.0, 5.0, 5.0, 10.0, 10.0, 15.0]
        heights = (upper[1] - lower[1])[::2]
        mean = (first[label] + second[label]) / 2
        assert heights == pytest.approx([first[label], mean, second[label]])
    # The same place of both pictures is the same time.
    for time_s in (0.0, 7.0, 15.0):
        x = view.chart.plot.vb.mapViewToScene(QPointF(time_s, 0.0)).x()
        assert x == pytest.approx(view.waveform.x_of(time_s * 8_000), abs=1.5)
    assert clipped(opened.screen.layout) == []


def check_pointer(opened: Opened, view: FileView) -> None:
    """Check that the pointer tells time and probabilities, and that a click seeks."""
    assert "Whole file" in view.legend.text()
    middle = QPoint(view.chart.width() // 2, view.chart.height() // 2)
    opened.qtbot.mouseMove(view.chart, middle - QPoint(9, 0))
    opened.qtbot.mouseMove(view.chart, middle)
    assert "00:07." in view.legend.text()
    assert "Drum" in view.legend.text()
    assert "%" in view.legend.text()

    opened.qtbot.mouseClick(view.chart, LEFT, pos=middle)

    assert opened.screen.showing.opening.listening.playhead / 8_000 == pytest.approx(7.5, abs=0.1)
    assert view.transport.place.text().startswith("00:07.")
    assert view.chart._playhead.value() == pytest.approx(7.5, abs=0.1)


def check_sound(opened: Opened) -> None:
    """Check that Space plays from the playhead, also without a device, and that Escape stops."""
    listening = opened.screen.showing.opening.listening
    states: list[PlaybackState] = []
    listening.state_changed.connect(states.append)
    opened.keys("Space")
    opened.until(lambda: bool(states))
    assert states[0] in (PlaybackState.PLAYING, PlaybackState.UNAVAILABLE)
    assert listening.player.source is not None
    assert listening.player.source.path == opened.music / "song 1.wav"
    opened.keys("Esc")
    opened.until(lambda: listening.state is PlaybackState.STOPPED)


def test_what_is_dropped_becomes_a_job_with_what_the_bar_says(opened: Opened) -> None:
    bar = opened.screen.layout.files.bar
    bar.threshold.setValue(0.7)
    seen: list[bool] = []
    opened.screen.watch.job_changed.connect(lambda: seen.append(bar.said.isVisible()))
    drop(opened.screen.layout, opened.music)
    opened.until(lambda: bool(opened.workspace.queue.jobs))
    (job,) = opened.workspace.queue.jobs
    assert job.request.kind == CLASSIFY
    assert job.request.arguments == {
        "paths": [str(opened.music)],
        "classifier": "Clubs",
        "hop_s": 5.0,
        "unsure_below": 0.7,
    }
    # Its weights are none, so it fails by itself where it is not stopped before.
    opened.until(lambda: any(seen))
    opened.keys("Shift+Esc")
    opened.until(lambda: opened.workspace.queue.job(job.id).state.is_finished())
    opened.until(lambda: not bar.said.isVisible())

    files = opened.screen.layout.files
    bar.hop.setValue(2.5)
    opened.until(lambda: files.model.n_all == 0)
    assert "Drop music files" in files._hint.text()
    assert not bar.results.isEnabled()
    hints: list[str] = []
    opened.screen.watch.job_changed.connect(lambda: hints.append(files._hint.text()))
    opened.screen.classifying.classify([opened.music])
    opened.until(lambda: any("first files come soon" in hint for hint in hints))
    opened.keys("Shift+Esc")
    opened.until(lambda: not bar.said.isVisible())
    bar.hop.setValue(5.0)
    opened.until(lambda: files.model.n_all == N_SONGS + 1)


def nameless(root: QWidget) -> list[str]:
    """Return the controls below `root` that a screen reader could not name."""
    inside = (QTableView, QComboBox, QAbstractSpinBox, QLineEdit)
    found = []
    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QTableView):
        for part in root.findChildren(kind):
            text = part.text() if isinstance(part, QAbstractButton) else ""
            is_part = isinstance(part.parent(), inside)
            if part.isVisible() and not (is_part or part.accessibleName() or text):
                found.append(f"{type(part).__name__} {part.objectName()}")
    return found


def test_two_thousand_files_are_shown_while_the_window_lives(
    classified: Path, tmp_path: Path, make_window: MakeWindow, qtbot: QtBot
) -> None:
    folder = Path(shutil.copytree(classified / "songs", tmp_path / "songs"))
    windows = np.tile([[0.7, 0.2, 0.1]], (4, 1))
    with Project.open(folder) as project:
        (stored,) = project.classifiers.list()
        with project.classified_files._database.transaction():
            for number in range(2_000):
                project.classified_files.store(
                    said_of(Path(f"/nowhere/{number:04d}.mp3"), stored.id, windows)
                )
    opened = open_page(make_window, qtbot, folder, tmp_path)
    model = opened.screen.layout.files.model
    shown_first = model.n_all
    opened.until(lambda: model.n_all == 2_000 + N_SONGS + 1)

    # It was not read in one go.
    assert shown_first < 2_000
    # No widgets per row: what is not in view costs nothing.
    assert len(opened.screen.layout.files.table.viewport().children()) < 10
    opened.screen.layout.files.text_filter.setText("nowhere 1999")
    assert opened.column(Column.FILE) == ["1999.mp3"]
    assert model.count(FileState.SURE) == 2_000 + 4


def test_training_asks_and_is_a_job(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def answer(dialog: TrainingDialog) -> int:
        dialog.show()
        opened.qtbot.waitExposed(dialog)
        seen.append(dialog.problem.text())
        assert clipped(dialog) == []
        return int(dialog.DialogCode.Rejected)

    monkeypatch.setattr(keeping.TrainingDialog, "exec", answer)
    opened.keys("N")
    assert "two genres at least" in seen[0]
    assert all(job.request.kind != TRAIN for job in opened.workspace.queue.jobs)
