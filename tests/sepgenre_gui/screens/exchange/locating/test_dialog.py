"""The dialog that finds moved audio: siblings, searches, changed files, real moves on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.screens.exchange import LocateDialog, LocateOutcome
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.undo import History
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.exchange.conftest import Shown

Make = Callable[..., LocateDialog]


@pytest.fixture
def outcomes() -> list[LocateOutcome]:
    return []


@pytest.fixture
def make(
    project: Project,
    context: ScreenContext,
    shown: Shown,
    outcomes: list[LocateOutcome],
) -> Make:
    def make_dialog(**more: object) -> LocateDialog:
        dialog = LocateDialog(project, context, **more)
        dialog.located.connect(outcomes.append)
        shown.show(dialog)
        shown.until_idle(dialog)
        return dialog

    return make_dialog


@pytest.fixture
def music(tmp_path: Path, add_music: Callable[..., None]) -> Path:
    """Four imported songs in two folders."""
    for genre, name in enumerate(("House", "Techno")):
        for song in range(2):
            path = tmp_path / "music" / name / f"song {genre}{song}.wav"
            write_track(path, make_track(genre, song))
    add_music(tmp_path / "music")
    return tmp_path / "music"


def click(button: object, dialog: LocateDialog, shown: Shown, qtbot: QtBot) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)


def listed(dialog: LocateDialog) -> dict[str, str]:
    model = dialog.model
    return {
        model.row(number).track.title: str(model.index(number, 2).data())
        for number in range(model.rowCount())
    }


def paths_of(project: Project) -> list[Path]:
    return [track.path for track in project.tracks.list()]


def test_nothing_is_lost_and_what_to_do_about_changes_is_said(
    make: Make, music: Path, outcomes: list[LocateOutcome]
) -> None:
    dialog = make()

    assert listed(dialog) == {}
    assert not dialog.table.isVisible()
    assert not dialog.search_button.isEnabled()
    assert not dialog.locate_button.isEnabled()
    assert dialog.check_button.isEnabled()
    assert dialog.close_button.isDefault()
    assert outcomes == []


def test_locating_one_finds_its_siblings_and_undo_takes_it_back(
    make: Make,
    music: Path,
    project: Project,
    shown: Shown,
    qtbot: QtBot,
    outcomes: list[LocateOutcome],
) -> None:
    before = paths_of(project)
    moved = music.rename(music.with_name("moved ű 🎧"))
    asked: list[str] = []

    def ask(_: object, title: str, start: str) -> str:
        asked.extend((title, start))
        return str(moved / "House" / "song 00.wav")

    dialog = make(ask_file=ask)
    assert listed(dialog) == dict.fromkeys(("song 00", "song 01", "song 10", "song 11"), "Missing")
    assert {track.file_state for track in project.tracks.list()} == {FileState.MISSING}
    assert "does not exist" in dialog.detail.toPlainText()

    dialog.table.selectRow(0)
    click(dialog.locate_button, dialog, shown, qtbot)

    assert asked == ["Where song 00.wav is now", str(music.parent)]
    assert set(listed(dialog).values()) == {"Found"}
    after = [moved / path.relative_to(music) for path in before]
    assert paths_of(project) == after
    assert {track.file_state for track in project.tracks.list()} == {FileState.THERE}
    assert "4 tracks found and stored. Every track has its audio again." in dialog.said.text()
    edit = outcomes[-1].edit
    assert edit is not None
    history = History(project, pytest.fail)
    history.record(edit)
    assert history.undo()
    assert paths_of(project) == before
    assert {track.file_state for track in project.tracks.list()} == {FileState.MISSING}
    assert history.redo()
    assert paths_of(project) == after


def test_searching_a_folder_finds_what_was_renamed_and_names_what_it_did_not_find(
    make: Make, music: Path, project: Project, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    elsewhere = tmp_path / "elsewhere" / "deep"
    elsewhere.mkdir(parents=True)
    (music / "House" / "song 00.wav").rename(elsewhere / "other name.wav")
    (music / "Techno" / "song 10.wav").unlink()
    dialog = make(ask_folder=lambda *_: str(tmp_path / "elsewhere"))

    click(dialog.search_button, dialog, shown, qtbot)

    assert listed(dialog) == {"song 00": "Found", "song 10": "Missing"}
    assert project.tracks.list()[0].path == elsewhere / "other name.wav"
    assert "1 track found and stored. 1 track without their audio." in dialog.said.text()
    dialog.table.selectRow(0)
    assert not dialog.locate_button.isEnabled()
    assert str(elsewhere / "other name.wav") in dialog.detail.toPlainText()


def test_a_changed_file_is_noticed_by_reading_and_never_taken(
    make: Make, music: Path, project: Project, shown: Shown, qtbot: QtBot
) -> None:
    changed = write_track(music / "House" / "song 00.wav", make_track(5, 5))
    dialog = make(ask_file=lambda *_: str(changed))
    assert listed(dialog) == {}, "a look from outside does not show it"

    click(dialog.check_button, dialog, shown, qtbot)
    assert listed(dialog) == {"song 00": "Changed"}
    assert project.tracks.list()[0].file_state is FileState.CHANGED

    click(dialog.locate_button, dialog, shown, qtbot)
    assert f"{changed}: is not the audio of track 1 (song 00)" in dialog.error.text
    assert "Choose the very file that was added" in dialog.error.text
    assert listed(dialog) == {"song 00": "Changed"}

    again = make()
    assert listed(again) == {"song 00": "Changed"}, "what is known is shown at once"


def test_the_track_asked_for_is_read_and_chosen(make: Make, music: Path, project: Project) -> None:
    present, changed = project.tracks.list()[1:3]
    write_track(changed.path, make_track(6, 6))

    dialog = make(track_id=changed.id)
    assert listed(dialog) == {changed.title: "Changed"}
    assert dialog.model.row(dialog.table.currentIndex().row()).track.id == changed.id
    assert dialog.locate_button.isEnabled()
    dialog.close()

    dialog = make(track_id=present.id)
    assert listed(dialog) == {present.title: "In its place", changed.title: "Changed"}
    assert "with the same content" in dialog.detail.toPlainText()


def test_files_that_exchanged_their_names_are_told_apart(
    make: Make, music: Path, project: Project, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    first, second = music / "House" / "song 00.wav", music / "House" / "song 01.wav"
    aside = first.rename(tmp_path / "aside.wav")
    second.rename(first)
    aside.rename(second)
    dialog = make(ask_folder=lambda *_: str(music))
    click(dialog.check_button, dialog, shown, qtbot)
    assert listed(dialog) == {"song 00": "Changed", "song 01": "Changed"}

    click(dialog.search_button, dialog, shown, qtbot)

    assert paths_of(project)[:2] == [second, first]
    assert set(listed(dialog).values()) == {"Found"}


def test_escape_stops_a_search_and_then_closes(
    make: Make, music: Path, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    music.rename(tmp_path / "moved")
    for number in range(30):
        write_track(tmp_path / "moved" / f"{number}.wav", make_track(3, number))
    before = paths_of(project)
    dialog = make(ask_folder=lambda *_: str(tmp_path / "moved"))
    qtbot.mouseClick(dialog.search_button, Qt.MouseButton.LeftButton)
    assert dialog.is_running
    assert dialog.close_button.text() == "Stop"

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.is_running
    assert dialog.isVisible()
    assert "Stopped." in dialog.said.text()
    qtbot.wait(500)
    assert paths_of(project) == before
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_folder_that_is_gone_is_named(
    make: Make, music: Path, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    (music / "House" / "song 00.wav").unlink()
    dialog = make(ask_folder=lambda *_: str(tmp_path / "nowhere"))

    click(dialog.search_button, dialog, shown, qtbot)

    assert f"{tmp_path / 'nowhere'}: is no folder" in dialog.error.text
    assert listed(dialog) == {"song 00": "Missing"}


def test_a_read_only_project_is_looked_at_and_not_changed(
    project: Project, music: Path, context: ScreenContext, shown: Shown
) -> None:
    (music / "House" / "song 00.wav").unlink()
    with Project.open(project.folder, read_only=True) as reading:
        dialog = LocateDialog(reading, context)
        shown.show(dialog)
        shown.until_idle(dialog)

        assert listed(dialog) == {"song 00": "Missing"}
        assert "read-only" in dialog.said.text()
        assert not dialog.search_button.isEnabled()
        assert not dialog.locate_button.isEnabled()
        dialog.shut_down()
    assert {track.file_state for track in project.tracks.list()} == {FileState.THERE}
