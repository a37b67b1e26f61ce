"""What a test of the window sees of the project at hand."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_training.errors import ProjectLockedError
from tests.sepgenre_gui.screens.plain_screen import PlainScreen


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
