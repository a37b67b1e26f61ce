"""Genre probabilities over a file's time as stacked areas, on the time axis of its waveform."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_gui.screens.waveform import Viewport
from sepgenre_training.classification.over_time import ProbabilitiesOverTime

_ALPHA = 205
_LINES = (0.25, 0.5, 0.75)
_NOTCH, _NOTCHES_PER_OCTAVE, _PAN_PIXELS = 120.0, 2.0, 60.0
_LEAST_HEIGHT = 60


class AreasChart(Chart):
    """One area for each genre, the first at the bottom; a click seeks, the wheel zooms.

    Signals
    -------
    pointed : float
        The time under the pointer, in s; NaN where it left.
    seek_requested : int
        The person points at the sample to play from.

    Attributes
    ----------
    areas : list of FillBetweenItem
        By genre, as drawn.
    """

    pointed = Signal(float)
    seek_requested = Signal(object)

    def __init__(self, theme: Theme, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(theme, hint="No genre probabilities yet.", parent=parent)
        self._viewport = viewport
        self._over_time: ProbabilitiesOverTime | None = None
        self._colors: tuple[str, ...] = ()
        self._pointer: Any = None
        self._playhead: Any = None
        self.areas: list[Any] = []
        self.setMouseTracking(True)
        self.setAccessibleName("Genre probabilities over time")
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.plot.setContentsMargins(0, 0, 0, 0)
        self.plot.layout.setContentsMargins(0, 0, 0, 0)
        self.view.centralWidget.layout.setContentsMargins(0, 0, 0, 0)
        self.plot.vb.setBorder(None)
        self.plot.vb.setDefaultPadding(0.0)
        viewport.changed.connect(self._follow)

    @property
    def has_numbers(self) -> bool:
        """Whether there is a window."""
        return self._over_time is not None and len(self._over_time.values) > 0

    def show_probabilities(
        self, over_time: ProbabilitiesOverTime | None, colors: Sequence[str]
    ) -> None:
        """Draw `over_time`, whose genres have these colours; None draws nothing."""
        self._over_time, self._colors = over_time, tuple(colors)
        self.redraw()

    def show_playhead(self, time_s: float) -> None:
        """Move the line of what is heard."""
        if self._playhead is not None:
            self._playhead.setPos(time_s)

    def draw(self) -> None:
        """Draw the areas, the lines of 25, 50 and 75 %, playhead and pointer."""
        assert self._over_time is not None
        # The waveform's edges are this chart's: an axis would take room on one side.
        for side in ("left", "bottom"):
            self.plot.getAxis(side).hide()
        x, bounds = self._over_time.stacked()
        lines = [pyqtgraph.PlotDataItem(x, row) for row in bounds]
        self.areas = []
        for label, color in enumerate(self._colors):
            fill = QColor(color)
            fill.setAlpha(_ALPHA)
            area = pyqtgraph.FillBetweenItem(lines[label], lines[label + 1], brush=fill)
            self.plot.addItem(area)
            self.areas.append(area)
        for level in _LINES:
            self.plot.addItem(
                pyqtgraph.InfiniteLine(
                    level, angle=0, pen=self.pen(self.colors.text, 0.6, dashed=True),
                    label=f"{level:.0%}".replace("%", " %"),
                    labelOpts={"position": 0.0, "anchors": [(0, 1), (0, 1)],
                               "color": self.colors.text},
                )
            )  # fmt: skip
        self._playhead = pyqtgraph.InfiniteLine(0.0, pen=self.pen(self.colors.cursor, 1.5))
        self._pointer = pyqtgraph.InfiniteLine(0.0, pen=self.pen(self.colors.text, 1.0))
        self._pointer.hide()
        for line in (self._playhead, self._pointer):
            self.plot.addItem(line)
        self.plot.setYRange(0.0, 1.0, padding=0)
        self._follow()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's
        """Tell the time under the pointer."""
        time_s = self._viewport.sample_at(event.position().x()) / self._viewport.sample_rate_hz
        if self._pointer is not None:
            self._pointer.setPos(time_s)
            self._pointer.show()
        self.pointed.emit(time_s)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's
        """Play from where the person points."""
        if event.button() == Qt.MouseButton.LeftButton and self.has_numbers:
            self.seek_requested.emit(self._viewport.sample_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's
        """Take the pointer's line away."""
        super().leaveEvent(event)
        if self._pointer is not None:
            self._pointer.hide()
        self.pointed.emit(math.nan)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's
        """Zoom at the pointer; sideways, or with Shift, pan: as on the waveform."""
        turn = event.angleDelta()
        is_pan = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if turn.x() or is_pan:
            self._viewport.pan(-(turn.x() or turn.y()) / _NOTCH * _PAN_PIXELS)
        else:
            factor = 2.0 ** (turn.y() / _NOTCH / _NOTCHES_PER_OCTAVE)
            self._viewport.zoom(factor, event.position().x())
        event.accept()

    def _follow(self) -> None:
        """Show the range that the waveform shows."""
        viewport, rate_hz = self._viewport, self._viewport.sample_rate_hz
        first = viewport.first_sample / rate_hz
        width = viewport.width * viewport.samples_per_pixel / rate_hz
        self.plot.setXRange(first, first + width, padding=0)
