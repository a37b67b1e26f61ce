"""The one place that builds the application's objects and wires them together."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.focus_guard import FocusGuard
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.garbage import GarbageCollector
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import Screen, ScreenContext
from sepgenre_gui.screens.shell.diagnostics import log_path, start_log
from sepgenre_gui.screens.shell.failures import showing_failures
from sepgenre_gui.screens.shell.main_window import PROGRAM, MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project

EXIT_INTERRUPTED = 130
_SIGNALS_EVERY_MS = 200


def open_window(folder: Path | None, *, demo: bool = False) -> int:
    """Show the window until it is closed; return the exit status: 130 after Ctrl-C.

    Parameters
    ----------
    folder : Path or None
        The project to show; None for the start page.
    demo : bool
        Whether `folder` is the demo's, to be made where it is not complete.

    Raises
    ------
    ProjectError
        Where `folder` is no project, and not the demo's.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("sepgenre-gui")
    application.setApplicationDisplayName(PROGRAM)
    preferences = Preferences()
    with _keeping_log(), _closing_on_ctrl_c():
        opened = open_project(folder) if folder is not None and not demo else None
        theme = Theme(application, preferences.theme)
        FocusGuard(application)
        window = MainWindow(preferences=preferences, theme=theme, build_screen=build_screen)
        if opened is not None:
            window.projects.show_soon(opened)
        elif folder is not None:
            # Absolute: the process that makes the demo, and the list of recent ones, need it so.
            QTimer.singleShot(0, window, lambda: window.projects.try_demo(folder.absolute()))
        collector = GarbageCollector()
        # Once its first picture is painted.
        window.projects.changed.connect(collector.collect_all, Qt.ConnectionType.QueuedConnection)
        with showing_failures(window.show_error, window.bridge.deliver):
            window.show()
            status = application.exec()
            window.shut_down()
        collector.end()
    return int(status)


def build_screen(project: Project, context: ScreenContext) -> Screen:
    """Return the workspace of a project that was just opened: its screens and its jobs."""
    # Only who opens a project pays for the waveform's and the player's modules.
    from sepgenre_gui.screens.workspace.building import build_workspace

    return build_workspace(project, context)


@contextmanager
def _keeping_log() -> Iterator[None]:
    """Write what goes wrong within the ``with`` block to the window's log."""
    handler = start_log(log_path())
    try:
        yield
    finally:
        if handler is not None:
            logging.getLogger().removeHandler(handler)
            handler.close()


@contextmanager
def _closing_on_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C in the terminal end Qt's loop within the ``with`` block."""
    previous = signal.signal(signal.SIGINT, lambda *_: QCoreApplication.exit(EXIT_INTERRUPTED))
    # Python runs its handlers between two of its own instructions, and Qt's loop has none.
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(_SIGNALS_EVERY_MS)
    try:
        yield
    finally:
        timer.stop()
        signal.signal(signal.SIGINT, previous)
