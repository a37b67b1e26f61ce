"""The open project: one at a time, with its screen and actions, and closed in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.screens.plain_screen import PlainScreen
from tests.sepgenre_gui.screens.shell.seen import folders, is_free, screen

MakeWindow = Callable[..., MainWindow]


def test_an_opened_project_has_its_screen_title_and_actions(
    window: MainWindow, songs: Path, preferences: Preferences, qtbot: QtBot
) -> None:
    window.projects.open(songs)

    shown = screen(window)
    assert window.windowTitle() == "ű songs - SepGenre"
    assert shown.widget.isVisible()
    assert not shown.project.read_only
    assert folders(preferences) == [songs]
    assert window.book["file.close"].isEnabled()
    menus = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert menus == ["File", "Edit", "View", "Segment", "Help"]
    qtbot.keyClick(window, Qt.Key.Key_P)
    assert shown.triggered == ["segment.play"]
    shown.status.emit("Playing.")
    assert window.status.said == "Playing."


def test_single_letters_are_not_taken_from_a_field(
    window: MainWindow, songs: Path, qtbot: QtBot
) -> None:
    window.projects.open(songs)
    shown = screen(window)
    shown.field.setFocus()
    qtbot.keyClicks(shown.field, "pn?")

    assert shown.field.text() == "pn?"
    assert shown.triggered == []
    assert not window.key_overlay.isVisible()


def test_closed_it_gives_way_to_the_start_page(
    window: MainWindow, songs: Path, preferences: Preferences
) -> None:
    window.projects.open(songs)
    shown = screen(window)

    window.book["file.close"].trigger()

    assert shown.was_closed
    assert is_free(songs)
    assert window.screen_shown is None
    assert window.start_page.isVisible()
    assert window.windowTitle() == "SepGenre"
    assert "segment.play" not in window.book
    assert not window.book["file.close"].isEnabled()
    window.projects.open(songs)
    assert screen(window) is not shown


def test_another_project_takes_its_place(window: MainWindow, songs: Path, tmp_path: Path) -> None:
    Project.create(tmp_path / "two").close()
    window.projects.open(songs)
    first = screen(window)

    window.projects.open(tmp_path / "two")

    assert first.was_closed
    assert is_free(songs)
    assert window.windowTitle() == "two - SepGenre"


def test_it_is_told_when_another_project_is_shown_or_none(
    window: MainWindow, songs: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.projects.changed):
        window.projects.open(songs)
    with qtbot.waitSignal(window.projects.changed):
        window.projects.close()
    with qtbot.assertNotEmitted(window.projects.changed):
        window.projects.open(tmp_path / "no project")


def test_a_busy_screen_stays(window: MainWindow, songs: Path, tmp_path: Path) -> None:
    Project.create(tmp_path / "two").close()
    window.projects.open(songs)
    shown = screen(window)
    shown.is_busy = True

    window.projects.open(tmp_path / "two")
    window.book["file.close"].trigger()

    assert window.close() is False
    assert window.screen_shown is shown
    assert not shown.was_closed
    assert is_free(tmp_path / "two")

    shown.is_busy = False
    assert window.close() is True
    assert shown.was_closed
    assert is_free(songs)


def test_a_folder_that_is_no_project_is_said_and_changes_nothing(
    window: MainWindow, songs: Path, tmp_path: Path, preferences: Preferences
) -> None:
    window.projects.open(songs)
    shown = screen(window)

    window.projects.open(tmp_path / "nowhere")

    assert "is not a SepGenre project" in window.message_bar.text
    assert window.screen_shown is shown
    assert folders(preferences) == [songs]
    window.projects.open(songs)
    assert window.screen_shown is shown


def test_a_screen_that_cannot_be_built_leaves_the_project_free(
    make_window: MakeWindow, songs: Path, qtbot: QtBot
) -> None:
    def refuse(*_: object) -> PlainScreen:
        raise ProjectError("The tracks cannot be read.", remedy="Restore the backup.")

    window = make_window(refuse)
    window.show()

    window.projects.open(songs)

    assert "The tracks cannot be read." in window.message_bar.text
    assert is_free(songs)
    assert window.start_page.isVisible()
    assert window.projects.folder is None


def test_a_screen_whose_actions_clash_is_closed_again(
    make_window: MakeWindow, songs: Path, qtbot: QtBot
) -> None:
    built: list[PlainScreen] = []

    def build(project: Project, context: ScreenContext) -> PlainScreen:
        built.append(PlainScreen(project, context))
        clash = ActionSpec(id="segment.clash", text="Clash", menu="Segment", keys=("Ctrl+O",))
        built[0].specs = (*built[0].specs, clash)
        return built[0]

    window = make_window(build)
    window.show()
    window.projects.open(songs)

    assert "“Open” has it" in window.message_bar.text
    assert built[0].was_closed
    assert "segment.play" not in window.book
    assert is_free(songs)
    assert window.start_page.isVisible()


def test_a_project_opened_before_the_first_paint_is_shown_after_it(
    make_window: MakeWindow, songs: Path, qtbot: QtBot
) -> None:
    window = make_window()
    window.projects.show_soon(open_project(songs))
    assert window.screen_shown is None
    assert window.projects.folder == songs

    window.show()
    qtbot.waitUntil(lambda: window.screen_shown is not None)
    assert window.projects.folder == songs


def test_a_window_shut_before_that_leaves_the_project_free(
    make_window: MakeWindow, songs: Path, qtbot: QtBot
) -> None:
    window = make_window()
    window.projects.show_soon(open_project(songs))
    window.shut_down()
    qtbot.wait(20)

    assert is_free(songs)
    assert window.screen_shown is None
