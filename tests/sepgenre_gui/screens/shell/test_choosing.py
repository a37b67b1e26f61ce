"""Which project is opened: asked for, made anew, dropped, or one of the recent ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.start.new_project import NewProject
from sepgenre_training.errors import DatasetError
from tests.sepgenre_gui.screens.shell.seen import folders, is_free, screen

MakeWindow = Callable[..., MainWindow]


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
