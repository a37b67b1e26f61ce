"""The one place that builds the application's objects and wires them together."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.overview import OverviewWindow
from sepgenre_gui.services.overview import describe_project

EXIT_INTERRUPTED = 130
_SIGNALS_EVERY_MS = 200


def open_window(folder: Path | None) -> int:
    """Show the window until it is closed; return the exit status: 130 after Ctrl-C.

    Parameters
    ----------
    folder : Path or None
        The project to show; None shows how to make one.

    Raises
    ------
    ProjectError
        Where `folder` is no project.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("SepGenre")
    window = OverviewWindow()
    if folder is not None:
        with Project.open(folder, read_only=True) as project:
            window.show_project(describe_project(project))
    window.show()
    with _closing_on_ctrl_c():
        return int(application.exec())


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
