"""Export of a chart from the chart itself: a button beside it, and the same as its context menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

FORMATS = {".svg": "Drawing (SVG)…", ".png": "Picture (PNG)…", ".csv": "Numbers (CSV)…"}


class ChartExport(QToolButton):
    """The button; a chart that is given to `serve` gets its menu by the right mouse button.

    Parameters
    ----------
    what : str
        What is exported, for people who hear the window.
    name : callable
        Returns the chart's name as `sepgenre_training.report.charts` has it, now that it is asked
        for; empty where what is drawn cannot be exported.

    Signals
    -------
    asked : str, str
        A chart's name, and the suffix of the file that it shall become.
    """

    asked = Signal(str, str)

    def __init__(self, what: str, name: Callable[[], str]) -> None:
        super().__init__()
        self._name = name
        self.formats: dict[str, QAction] = {}
        menu = QMenu(self)
        for suffix, text in FORMATS.items():
            self.formats[suffix] = menu.addAction(text)
            self.formats[suffix].triggered.connect(lambda _=False, suffix=suffix: self._ask(suffix))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setText("Export")
        self.setAccessibleName(f"Export: {what}")
        self.setToolTip("Write this chart as SVG or PNG, or its numbers as CSV")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def serve(self, *charts: QWidget) -> None:
        """Show the menu where the right mouse button is pressed on one of `charts`."""
        for chart in charts:
            chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chart.customContextMenuRequested.connect(
                lambda place, chart=chart: self._open(chart, place)
            )

    def _open(self, chart: QWidget, place: QPoint) -> None:
        if self.isEnabled():
            self.menu().popup(chart.mapToGlobal(place))

    def _ask(self, suffix: str) -> None:
        name = self._name()
        if name:
            self.asked.emit(name, suffix)
