"""The import dialog by clicks, keys and drops, with real files and real lanes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue, JobState, Priority
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.exchange import ImportDialog, ImportOutcome
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.undo import History
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.exchange.conftest import Shown, rows_of
from tests.sepgenre_gui.screens.exchange.importing.conftest import Make, run, states


def test_return_imports_what_was_dropped_and_undo_takes_it_back(
    make: Make,
    music: Path,
    project: Project,
    shown: Shown,
    qtbot: QtBot,
    outcomes: list[ImportOutcome],
) -> None:
    before = rows_of(project)
    dialog = make(music)
    assert states(dialog) == dict.fromkeys(
        ("song 00.wav", "song 01.wav", "song 10.wav", "song 11.wav"), "New"
    )
    assert "New genres: Deep House, ű 观 🎧." in dialog.panel.said

    for _ in range(2):
        # The second must not stop what the first began.
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.is_running
    shown.until_idle(dialog)

    (outcome,) = outcomes
    assert [track.title for track in project.tracks.list()] == [
        "song 00", "song 01", "song 10", "song 11"
    ]  # fmt: skip
    assert [genre.name for genre in project.genres.list()] == ["Deep House", "ű 观 🎧"]
    assert set(states(dialog).values()) == {"Added"}
    assert "4 tracks added. Undo takes all of it back in one step." in dialog.panel.said
    assert outcome.edit is not None
    assert not outcome.was_stopped
    history = History(project, pytest.fail)
    history.record(outcome.edit)
    after = rows_of(project)
    assert history.undo()
    assert rows_of(project) == before
    assert history.redo()
    assert rows_of(project) == after


def test_files_that_cannot_be_used_get_their_reason_and_are_tried_again(
    make: Make,
    music: Path,
    project: Project,
    shown: Shown,
    qtbot: QtBot,
    outcomes: list[ImportOutcome],
) -> None:
    silent = write_track(
        music / "Deep House" / "a silent.wav", np.zeros((11 * 22_050, 2), np.float32)
    )
    (music / "Deep House" / "text.wav").write_text("no audio" * 9)
    dialog = make(music)

    run(dialog, shown, qtbot)

    assert len(project.tracks.list()) == 4
    assert dialog.panel.only_out.isChecked()
    assert set(states(dialog)) == {"a silent.wav", "text.wav"}
    assert "is silent" in states(dialog)["a silent.wav"]
    assert str(silent) in dialog.panel.said, "the first reason is shown in full"
    qtbot.mouseClick(dialog.panel.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in copied] == [
        str(silent),
        str(music / "Deep House" / "text.wav"),
    ]

    write_track(silent, make_track(0, 7))
    assert dialog.panel.retry.text() == "Retry 2 files"
    qtbot.mouseClick(dialog.panel.retry, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)

    assert project.tracks.find_by_path(silent) is not None
    assert dialog.panel.retry.text() == "Retry 1 file"
    assert [len(outcome.tracks.added) for outcome in outcomes] == [4, 1]


def test_escape_stops_keeps_what_was_added_and_the_rest_can_be_imported_later(
    make: Make,
    tmp_path: Path,
    project: Project,
    shown: Shown,
    qtbot: QtBot,
    outcomes: list[ImportOutcome],
    queue: JobQueue,
) -> None:
    for song in range(12):
        write_track(tmp_path / "music" / "House" / f"song {song:02}.wav", make_track(0, song))
    dialog = make(tmp_path / "music")

    def stop_at_third(place: int, _: object) -> None:
        if place == 2:
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    dialog.run.file_done.connect(stop_at_third)
    run(dialog, shown, qtbot)
    dialog.run.file_done.disconnect(stop_at_third)

    assert dialog.isVisible(), "the first Escape only stops"
    assert outcomes[0].was_stopped
    assert project.tracks.list() == outcomes[0].tracks.added
    assert len(project.tracks.list()) == 3
    assert "Stopped; what was finished stays. 3 tracks added." in dialog.panel.said

    assert dialog.panel.begin.text() == "Import 9 files"
    run(dialog, shown, qtbot)
    assert len(project.tracks.list()) == 12
    assert len(outcomes[1].tracks.added) == 9
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert queue.jobs[-1].reason == "Examined 9 files."


def test_dropping_on_the_dialog_looks_at_all_that_was_dropped(
    make: Make, music: Path, tmp_path: Path, shown: Shown
) -> None:
    dialog = make()
    assert dialog.panel.drop_area.isVisible()
    assert not dialog.panel.begin.isEnabled()
    data = QMimeData()
    single = write_track(tmp_path / "loose.flac", make_track(2, 2))
    data.setUrls([QUrl.fromLocalFile(str(music / "Deep House")), QUrl.fromLocalFile(str(single))])
    actions = Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(dialog.rect().center(), actions, data, left, none)
    drop = QDropEvent(QPointF(dialog.rect().center()), actions, data, left, none)

    QGuiApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    QGuiApplication.sendEvent(dialog, drop)
    shown.until(lambda: dialog.run.preview is not None)

    assert set(states(dialog)) == {"song 00.wav", "song 01.wav", "loose.flac"}
    assert dialog.paths == (music / "Deep House", single)


def test_another_layout_is_looked_at_anew(make: Make, music: Path, shown: Shown) -> None:
    dialog = make(music / "Deep House")
    assert "No new genre" in dialog.panel.said

    dialog.panel.layout_choice.setCurrentIndex(1)
    shown.until(lambda: dialog.run.preview is not None)
    assert "New genres: Deep House." in dialog.panel.said

    dialog.panel.layout_choice.setCurrentIndex(3)
    shown.until(lambda: bool(dialog.panel.error.isVisible()))
    assert "Deep House" in dialog.panel.error.text
    assert not dialog.panel.begin.isEnabled()


def test_what_holds_no_audio_is_named_with_a_remedy(make: Make, tmp_path: Path) -> None:
    (tmp_path / "empty folder").mkdir()

    dialog = make(tmp_path / "empty folder")

    assert str(tmp_path / "empty folder") in dialog.panel.error.text
    assert "Choose a folder that holds audio files" in dialog.panel.error.text
    assert dialog.panel.drop_area.isVisible()


def test_known_files_are_told_from_new_ones_and_changed_ones_are_flagged(
    make: Make,
    music: Path,
    project: Project,
    add_music: Callable[..., None],
    shown: Shown,
    qtbot: QtBot,
) -> None:
    add_music(music)
    write_track(music / "Deep House" / "song 00.wav", make_track(3, 3))
    write_track(music / "Deep House" / "zest.wav", make_track(3, 4))
    dialog = make(music)
    assert "5 audio files, read as folders: 1 new, 4 in the project already" in dialog.panel.said

    run(dialog, shown, qtbot)

    assert "The file has changed since it was imported" in states(dialog)["song 00.wav"]
    (changed,) = [row for row in project.tracks.list_rows() if row.state.value == "changed"]
    assert changed.title == "song 00"
    assert "1 track added. 3 in the project already. 1 left out" in dialog.panel.said


def test_a_read_only_project_says_why_nothing_can_be_imported(
    project: Project, context: ScreenContext, music: Path, shown: Shown
) -> None:
    with Project.open(project.folder, read_only=True) as reading:
        dialog = ImportDialog(reading, context, paths=[music])
        shown.show(dialog)
        shown.until(lambda: dialog.run.preview is not None)

        assert not dialog.panel.begin.isEnabled()
        assert "read-only" in dialog.panel.said
        dialog.shut_down()


def test_closing_the_window_in_the_middle_leaves_nothing_going_on(
    make: Make, tmp_path: Path, project: Project, shown: Shown, qtbot: QtBot, queue: JobQueue
) -> None:
    for song in range(8):
        write_track(tmp_path / "music" / f"song {song}.wav", make_track(0, song))
    dialog = make(tmp_path / "music")
    qtbot.mouseClick(dialog.panel.begin, Qt.MouseButton.LeftButton)
    shown.until(lambda: bool(project.tracks.list()))

    dialog.close()

    assert not dialog.isVisible()
    n_tracks = len(project.tracks.list())
    qtbot.wait(300)
    assert len(project.tracks.list()) == n_tracks
    assert not dialog.is_running
    shown.until(lambda: not queue.is_busy)
    assert queue.jobs == ()


def test_the_examination_is_an_urgent_job_that_is_shown_as_any_other(
    make: Make, music: Path, project: Project, shown: Shown, qtbot: QtBot, queue: JobQueue
) -> None:
    (music / "Deep House" / "text.wav").write_text("no audio" * 9)
    dialog = make(music)
    qtbot.mouseClick(dialog.panel.begin, Qt.MouseButton.LeftButton)
    (job,) = (job for job in queue.jobs if not job.state.is_finished())
    assert job.request.title == "Examine 5 files"
    assert job.request.priority is Priority.URGENT
    assert not queue.is_offered_again(job.id)

    shown.until_idle(dialog)

    job = queue.job(job.id)
    assert job.state is JobState.DONE
    assert job.reason == "Examined 5 files; 1 cannot be used."
    assert any("text.wav" in line.text for line in queue.log(job.id))
    assert len(project.tracks.list()) == 4
    assert len(project.jobs.list()) == 0


def test_an_examination_that_is_cancelled_in_the_list_of_jobs_stops_the_import(
    make: Make,
    tmp_path: Path,
    shown: Shown,
    qtbot: QtBot,
    outcomes: list[ImportOutcome],
    queue: JobQueue,
) -> None:
    for song in range(8):
        write_track(tmp_path / "music" / f"song {song}.wav", make_track(0, song))
    dialog = make(tmp_path / "music")
    qtbot.mouseClick(dialog.panel.begin, Qt.MouseButton.LeftButton)
    queue.cancel_all()
    shown.until_idle(dialog)

    assert outcomes[0].was_stopped
    assert len(outcomes[0].tracks.added) < 8
    assert dialog.panel.begin.isEnabled()
    assert "Stopped; what was finished stays." in dialog.panel.said
    assert not dialog.panel.error.isVisible()


def test_everything_can_be_reached_and_named_without_a_mouse(make: Make, music: Path) -> None:
    panel = make(music).panel
    for widget in (panel.table, panel.layout_choice):
        assert widget.accessibleName()
    dialog = panel.begin.window()
    reached = []
    widget = panel.add_files
    while widget not in reached:
        reached.append(widget)
        widget = widget.nextInFocusChain()
    order = [each for each in reached if each in (
        panel.add_files, panel.add_folder, panel.layout_choice, panel.table, panel.begin
    )]  # fmt: skip
    assert order == [
        panel.add_files, panel.add_folder, panel.layout_choice, panel.table, panel.begin
    ]  # fmt: skip
    assert all(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in order)
    assert panel.begin.isDefault()
    assert dialog.isModal()
