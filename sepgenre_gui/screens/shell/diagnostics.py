"""Diagnostics: versions, places, the screen and the end of the log, as text for a report."""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, FAR, label
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_training import __version__
from sepgenre_training.experiment.provenance import visible_gpus
from sepgenre_training.versions import package_versions

_PACKAGES = (
    "PySide6-Essentials",
    "pyqtgraph",
    "numpy",
    "soundfile",
    "sounddevice",
    "soxr",
    "librosa",
    "tensorflow",
    "keras",
    "scikit-learn",
)
_LOG_BYTES, _LOG_LINES = 512_000, 40
_SIZE = (720, 520)
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_path() -> Path:
    """Return the file of the window's log."""
    return platformdirs.user_log_path("sepgenre", appauthor=False) / "window.log"


def start_log(path: Path) -> logging.Handler | None:
    """Write warnings and errors of this process to `path`; None where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Opened with the first record: most windows never have one.
        handler = RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError as error:
        sys.stderr.write(f"sepgenre-gui: no log is kept: {error}\n")
        return None
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().addHandler(handler)
    return handler


def describe_system(
    preferences: Preferences, project: Path | None, log: Path, shown: Sequence[str] = ()
) -> str:
    """Return what a report of a fault needs to say about this computer.

    Parameters
    ----------
    shown : sequence of str
        Lines about the screen that is shown.
    """
    screens = ", ".join(
        f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    lines = [
        f"SepGenre {__version__}",
        f"Python {platform.python_version()} ({sys.executable})",
        f"Qt {qVersion()}, {QGuiApplication.platformName()}",
        f"{platform.platform()}, {os.cpu_count()} cores",
        f"Graphics processors for TensorFlow: {visible_gpus()}",
        f"Screens: {screens}",
        *(f"{name} {version}" for name, version in package_versions(_PACKAGES).items()),
        f"Project: {project or 'none'}",
        f"Settings: {preferences.path}",
        f"Log: {log}",
        *shown,
        "",
        *_log_end(log),
    ]
    return "\n".join(lines)


def _log_end(log: Path) -> list[str]:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ["The log is empty."]
    shown = lines[-_LOG_LINES:]
    return [f"The last lines of the log ({len(shown)} of {len(lines)}):", *shown]


class Diagnostics(QDialog):
    """Shows the diagnostics, and copies them."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Diagnostics")
        self.resize(*_SIZE)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Diagnostics")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        said = label("Nothing is sent anywhere. Copy this into a report of a fault.", role="muted")
        said.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(said)
        layout.addWidget(self.text, stretch=1)
        layout.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText("Copied")
