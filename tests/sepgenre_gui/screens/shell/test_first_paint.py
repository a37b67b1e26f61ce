"""What the window loads before its first paint: nothing that takes seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project

HEAVY = (
    "tensorflow",
    "keras",
    "librosa",
    "scipy",
    "sklearn",
    "matplotlib",
    "sounddevice",
    "pyqtgraph",
    "cyclopts",
)

# Runs the command as a person does, and leaves it at the first paint of its window.
SCRIPT = f"""
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            application.removeEventFilter(self)
            print("painted", *[name for name in {HEAVY!r} if name in sys.modules], flush=True)
            application.quit()
        return False

application = QApplication(sys.argv[:1])
watch = Watch()
application.installEventFilter(watch)
from sepgenre_gui.__main__ import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("shown", ["start page", "project"])
def test_before_the_first_paint_nothing_heavy_is_loaded(tmp_path: Path, shown: str) -> None:
    arguments = []
    if shown == "project":
        Project.create(tmp_path / "songs").close()
        arguments = [str(tmp_path / "songs")]
    places = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        env={
            **os.environ,
            **dict.fromkeys(places, str(tmp_path)),
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["painted"]
