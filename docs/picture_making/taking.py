"""Taking one picture of the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from picture_making.pictures import PICTURES
from picture_making.scenes import PATIENCE_MS, SCENES, condition

SIZE = (1440, 900)


def take(name: str, scratch: Path, target: Path) -> None:
    """Take one picture, in a process of its own, and write it to `target`."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from sepgenre_gui.app import build_screen
    from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
    from sepgenre_gui.screens.preferences import Preferences
    from sepgenre_gui.screens.shell.main_window import MainWindow
    from sepgenre_gui.screens.shell.project_opening import open_project
    from sepgenre_gui.screens.workspace.workspace import Workspace

    picture = PICTURES[name]
    application = QApplication([])
    # Its own, for what one picture switches on the next would bring back.
    preferences = Preferences(scratch / f"{name}.ini")
    theme = Theme(application, ThemeChoice(picture.theme))
    window = MainWindow(preferences=preferences, theme=theme, build_screen=build_screen)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()

    def wait(condition: Callable[[], bool], at_most_ms: float) -> None:
        loop, poll = QEventLoop(), QTimer()
        poll.timeout.connect(lambda: condition() and loop.quit())
        poll.start(50)
        QTimer.singleShot(round(at_most_ms), loop.quit)
        loop.exec()

    if picture.project is not None:
        opened = open_project(scratch / picture.project)
        window.projects.show_soon(opened)
    wait(lambda: False, 1000)
    for key in picture.keys:
        QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(key))
        wait(lambda: False, 200)
    workspace = window.screen_shown
    if picture.waits_for:
        assert isinstance(workspace, Workspace)
        wait(condition(picture.waits_for, workspace), PATIENCE_MS)
    if picture.scene:
        assert isinstance(workspace, Workspace)
        SCENES[picture.scene](picture.shown, workspace, wait)
    wait(lambda: False, 1000 * picture.settles_s)
    # A dialog that is open is what the picture shows.
    shown = QApplication.activeModalWidget() or window
    shown.grab().save(str(target))
    window.shut_down()
