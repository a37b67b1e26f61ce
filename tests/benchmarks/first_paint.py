"""How soon the window is there: from the start of the command to its first paint."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np

from sepgenre_gui.project.project import Project

REPEATS = 5
TARGET_S = 2.0

# Runs the command as a person does, and leaves it at the first paint of its window.
_UNTIL_FIRST_PAINT = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            application.removeEventFilter(self)
            QTimer.singleShot(0, lambda: (print(time.time(), flush=True), application.quit()))
        return False

application = QApplication(sys.argv[:1])
watch = Watch()
application.installEventFilter(watch)
from sepgenre_gui.__main__ import main
main(sys.argv[1:])
"""


@attrs.frozen(kw_only=True)
class FirstPaint:
    """Seconds from the start of the process to the first paint: the median, and the longest."""

    shown: str
    median_s: float
    longest_s: float


def measure() -> Iterator[FirstPaint]:
    """Yield the time of the start page and of a project; the disk is warm."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        Project.create(project).close()
        for shown, arguments in (("start page", []), ("project", [str(project)])):
            seconds_until_paint(arguments, Path(folder))
            times = [seconds_until_paint(arguments, Path(folder)) for _ in range(REPEATS)]
            yield FirstPaint(shown=shown, median_s=float(np.median(times)), longest_s=max(times))


def seconds_until_paint(arguments: list[str], folder: Path) -> float:
    """Return the seconds that ``sepgenre-gui`` with `arguments` takes to its first paint.

    Parameters
    ----------
    folder : Path
        Where the program keeps its settings meanwhile.
    """
    places = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    environment = {**os.environ, **dict.fromkeys(places, str(folder))}
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Both clocks are the system's, since no monotonic one is shared by two processes everywhere.
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-c", _UNTIL_FIRST_PAINT, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[0]) - started
