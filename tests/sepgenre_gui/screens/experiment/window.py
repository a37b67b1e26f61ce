"""What tests of the experiment screen do with the window."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.screen import ExperimentScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import EXPERIMENT
from sepgenre_gui.screens.workspace.workspace import Workspace

PATIENCE_MS = 180_000


def workspace_of(window: MainWindow) -> Workspace:
    return cast("Workspace", window.screen_shown)


def screen_of(window: MainWindow) -> ExperimentScreen:
    workspace = workspace_of(window)
    assert workspace.shown == EXPERIMENT
    return cast("ExperimentScreen", workspace.screen(EXPERIMENT))


def is_ready(screen: ExperimentScreen) -> bool:
    return screen.setting_up.looking.is_known and not screen.layout.setup.obstacle


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    combined = Qt.KeyboardModifier.NoModifier
    for each in modifiers:
        combined |= each
    qtbot.keyClick(window, key, combined)


def export(button: ChartExport, suffix: str, path: Path, qtbot: QtBot) -> bytes:
    """Export a chart by the button beside it to a file without a suffix; return what is in it."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        # What has the focus is not changed by `selectFile`.
        dialog.findChild(QLineEdit).setText(str(path))
        dialog.accept()

    QTimer.singleShot(500, answer)
    button.formats[suffix].trigger()
    # A name without a suffix gets that of what was asked for.
    written = path.with_suffix(suffix)
    qtbot.waitUntil(written.is_file, timeout=PATIENCE_MS)
    return written.read_bytes()
