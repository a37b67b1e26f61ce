"""The one place that builds the application's objects and wires them together."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.overview import OverviewWindow
from sepgenre_gui.services.overview import describe_project


def open_window(folder: Path | None) -> int:
    """Show the window until it is closed; return the exit status.

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
    return int(application.exec())
