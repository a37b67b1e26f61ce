"""The open project: new, open, recent, dropped, read-only; one at a time, and closed in order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_gui.screens.start.new_project import NewProject
from sepgenre_training.errors import DatasetError, ProjectError, ProjectLockedError
from tests.sepgenre_gui.screens.plain_screen import PlainScreen

MakeWindow = Callable[..., MainWindow]


def screen(window: MainWindow) -> PlainScreen:
    shown = window.screen_shown
    assert isinstance(shown, PlainScreen)
    return shown


def is_free(folder: Path) -> bool:
    try:
        Project.open(folder).close()
    except ProjectLockedError:
        return False
    return True


def folders(preferences: Preferences) -> list[Path]:
    return [recent.folder for recent in preferences.recent()]


@pytest.fixture
def other_process(songs: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has `songs` open for writing until its input ends."""
    script = (
        "import sys, pathlib\n"
        "from sepgenre_gui.project.project import Project\n"
        "project = Project.open(pathlib.Path(sys.argv[1]))\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
        "project.close()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(songs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.communicate()


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


def test_a_second_window_is_read_only_and_says_who_writes(
    window: MainWindow, songs: Path, other_process: subprocess.Popen[str], qtbot: QtBot
) -> None:
    window.projects.open(songs)

    shown = screen(window)
    assert shown.project.read_only
    assert window.banner.isVisible()
    assert f"process {other_process.pid} on " in window.banner.text
    for edits in ("segment.name", "file.import", "edit.undo"):
        assert not window.book[edits].isEnabled()
        assert window.book.reason(edits) == "This project is open read-only."
    assert window.book["segment.play"].isEnabled()
    with pytest.raises(ProjectError, match="read-only"):
        shown.project.settings.set("a", value=1)

    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert "Still read-only" in window.status.said
    assert window.screen_shown is shown

    other_process.communicate()
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert not screen(window).project.read_only
    assert shown.was_closed
    assert not window.banner.isVisible()
    assert window.book["segment.name"].isEnabled()
    assert not is_free(songs)


def test_read_only_ends_with_the_project(
    window: MainWindow, songs: Path, other_process: subprocess.Popen[str], tmp_path: Path
) -> None:
    Project.create(tmp_path / "two").close()
    window.projects.open(songs)
    window.projects.open(tmp_path / "two")

    assert not window.banner.isVisible()
    assert window.book["segment.name"].isEnabled()


def test_a_window_of_the_same_program_is_named_so(songs: Path) -> None:
    with Project.open(songs):
        opened = open_project(songs)
        opened.project.close()

    assert opened.project.read_only
    assert "another window of this program" in opened.obstacle


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


def test_open_asks_for_a_folder(make_window: MakeWindow, songs: Path) -> None:
    window = make_window(ask=lambda *_: str(songs))
    window.book["file.open"].trigger()

    assert window.projects.folder == songs


def test_a_new_project_is_asked_for_made_and_opened(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, NewProject)]
    dialog.place.setText(str(tmp_path / "projects"))
    dialog.name.setText("fresh")
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)

    assert window.projects.folder == tmp_path / "projects" / "fresh"
    assert screen(window).context.imports == ()
    assert not is_free(tmp_path / "projects" / "fresh")


def test_dropped_music_begins_a_project_that_imports_it(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    music = tmp_path / "summer set"
    music.mkdir()
    window.start_page.dropped.emit([music])
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, NewProject)]
    assert dialog.name.text() == "summer set"
    dialog.place.setText(str(tmp_path / "projects"))
    dialog.accept()
    assert window.screen_shown is None

    window.projects.take_dropped([music])
    (dialog,) = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, NewProject) and each.isVisible()
    ]
    dialog.place.setText(str(tmp_path / "projects"))
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    assert screen(window).context.imports == (music,)


def test_a_dropped_project_is_opened(window: MainWindow, songs: Path) -> None:
    window.start_page.dropped.emit([songs])

    assert window.projects.folder == songs


def test_what_cannot_be_used_is_refused(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "cover.jpg").write_bytes(b"")

    with pytest.raises(DatasetError, match=r"cover\.jpg"):
        window.projects.take_dropped([tmp_path / "cover.jpg"])


def test_recent_projects_are_on_the_page_and_in_the_menu(
    window: MainWindow, songs: Path, tmp_path: Path, preferences: Preferences
) -> None:
    preferences.remember(tmp_path / "gone & away")
    preferences.remember(songs)
    menu = window.book["file.recent"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()

    listed = [(action.text(), action.isEnabled()) for action in menu.actions()]
    assert listed == [("ű songs", True), ("gone && away", False)]
    menu.actions()[0].trigger()
    assert window.projects.folder == songs

    window.projects.close()
    window.start_page.project_forgotten.emit(tmp_path / "gone & away")
    assert folders(preferences) == [songs]


def test_an_empty_menu_of_recent_projects_says_so(window: MainWindow) -> None:
    menu = window.book["file.recent"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()

    (only,) = menu.actions()
    assert (only.text(), only.isEnabled()) == ("No project was open yet", False)


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


def test_a_demo_that_is_ready_is_opened_from_the_start_page(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "demo"
    with Project.create(folder) as project:
        project.settings.set("demo_is_prepared", value=True)

    window.projects.try_demo(folder)
    assert window.start_page.panel.isVisible()
    assert window.status.activity_text == "Making the demo"
    assert window.projects.demo.is_going_on
    qtbot.waitUntil(lambda: window.projects.folder == folder, timeout=60_000)

    assert not window.projects.demo.is_going_on
    assert window.status.activity_text == ""


def test_a_demo_that_cannot_be_made_is_told(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "diary.txt").write_text("mine")

    window.projects.try_demo(tmp_path / "demo")
    qtbot.waitUntil(lambda: not window.projects.demo.is_going_on, timeout=60_000)

    assert "diary.txt" in window.message_bar.text
    assert window.start_page.demo.isEnabled()
    assert not window.start_page.panel.isVisible()


def test_a_window_that_closes_ends_the_demo(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.projects.try_demo(tmp_path / "demo")
    window.close()

    assert not window.projects.demo.is_going_on
    assert not (tmp_path / "demo" / "project.sqlite").exists() or is_free(tmp_path / "demo")
