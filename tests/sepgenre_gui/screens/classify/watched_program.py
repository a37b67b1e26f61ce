"""The program as it is installed, which also writes down what its page Classify shows.

    python -m tests.sepgenre_gui.screens.classify.watched_program PROJECT SEEN.json

A test on a real display presses keys and moves the mouse; from this it knows what a person would
see, and where. Nothing is done to the window from here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from sepgenre_gui import app
from sepgenre_gui.screens.classify.files.rows import HEADINGS
from sepgenre_gui.screens.classify.screen import ClassifyScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import CLASSIFY
from sepgenre_gui.screens.workspace.workspace import Workspace

_EVERY_MS = 100


class WatchedWindow(MainWindow):
    """Writes down what it shows."""

    seen_path = Path()

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._watching = QTimer(self)
        self._watching.timeout.connect(self._write)
        self._watching.start(_EVERY_MS)

    def _write(self) -> None:
        workspace = self.screen_shown
        if not isinstance(workspace, Workspace) or workspace.shown != CLASSIFY:
            return
        screen = workspace.screen(CLASSIFY)
        assert isinstance(screen, ClassifyScreen)
        dialog = QApplication.activeModalWidget()
        line = None if dialog is None else dialog.findChild(QLineEdit)
        seen = {
            **see(screen),
            "dialog": "" if dialog is None else dialog.windowTitle(),
            "written": "" if line is None else line.text(),
        }
        temporary = self.seen_path.with_suffix(".part")
        temporary.write_text(json.dumps(seen))
        temporary.replace(self.seen_path)


def see(screen: ClassifyScreen) -> dict[str, Any]:
    """Return the page's texts and drawings as shown, and where its parts are on the display."""
    files, view, bar = screen.layout.files, screen.layout.track, screen.layout.files.bar
    model, table = files.model, files.table
    rows = [
        [model.index(place, column).data() for column in range(len(HEADINGS))]
        for place in range(model.rowCount())
    ]
    places = {
        "folder": _middle(bar.folder),
        "results": _middle(bar.results),
        "pause": _middle(bar.pause),
        "stop": _middle(bar.stop),
        "hop": _middle(bar.hop),
    }
    header = table.horizontalHeader()
    for column, name in enumerate(HEADINGS):
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 3
        places[name] = _place(header.viewport(), QPoint(x, header.height() // 2))
    for place, row in enumerate(rows):
        middle = table.visualRect(model.index(place, 0)).center()
        places[row[0]] = _place(table.viewport(), middle)
    curves = [[curve.getData()[1] for curve in area.curves] for area in view.chart.areas]
    heights = [(upper - lower).tolist() for lower, upper in curves]
    return {
        "rows": rows,
        "summary": files.summary.text(),
        "job": bar.said.text() if bar.said.isVisible() else "",
        "pause": bar.pause.text(),
        "hint": view.hint.text() if view.hint.isVisible() else "",
        "verdict": view.transport.verdict.text() if view.transport.isVisible() else "",
        "areas": heights if view.chart.isVisible() else [],
        "has_waveform": screen.showing.opening.analysis.peaks is not None,
        "filter": files.text_filter.text(),
        "places": places,
    }


def _middle(part: QWidget) -> list[int]:
    return _place(part, part.rect().center())


def _place(part: QWidget, point: QPoint) -> list[int]:
    on_display = part.mapToGlobal(point)
    return [on_display.x(), on_display.y()]


if __name__ == "__main__":
    WatchedWindow.seen_path = Path(sys.argv[2])
    app.MainWindow = WatchedWindow  # type: ignore[misc]
    sys.exit(app.open_window(Path(sys.argv[1])))
