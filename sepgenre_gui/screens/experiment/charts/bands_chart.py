"""Quantities by epoch: the median over the trials as a line, the middle half of them as a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import pyqtgraph
from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_training.report.learning_curves import Quartiles

_BAND_ALPHA, _DOT = 56, 5


@attrs.frozen(kw_only=True)
class Band:
    """One quantity.

    Attributes
    ----------
    name : str
    colour : tuple of str
        On light ground, and on dark.
    epochs : tuple of int
        Those of which something is known.
    quartiles : tuple of Quartiles
        One for each epoch.
    """

    name: str
    colour: tuple[str, str]
    epochs: tuple[int, ...]
    quartiles: tuple[Quartiles, ...]

    @property
    def highest(self) -> float:
        """The largest value that is drawn; 0 where there is none."""
        return max((each.upper for each in self.quartiles), default=0.0)


class BandsChart(Chart):
    """Draws bands over the epochs.

    Attributes
    ----------
    lines : dict of str to PlotDataItem
        The medians, by the name of the band.
    edges : dict of str to tuple of PlotCurveItem
        The lower and the upper edge of each band.
    fills : dict of str to FillBetweenItem
        What lies between them.
    level_line : InfiniteLine or None
        What the medians are to be compared with.
    """

    def __init__(self, theme: Theme, *, y_label: str, hint: str = "No epoch yet.") -> None:
        super().__init__(theme, x_label="epoch", y_label=y_label, hint=hint)
        self._bands: tuple[Band, ...] = ()
        self._level: float | None = None
        self._range = 0.0, 1.0
        self.lines: dict[str, Any] = {}
        self.edges: dict[str, tuple[Any, Any]] = {}
        self.fills: dict[str, Any] = {}
        self.level_line: pyqtgraph.InfiniteLine | None = None

    def show_bands(
        self,
        bands: Sequence[Band],
        *,
        level: float | None = None,
        y_range: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        """Draw `bands`, and a dashed line at `level`."""
        self._bands = tuple(band for band in bands if band.epochs)
        self._level, self._range = level, y_range
        last = [f"{each.name} {each.quartiles[-1].median:.3f}" for each in self._bands]
        self.setAccessibleDescription(f"At the last epoch: {', '.join(last)}" if last else "")
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether an epoch has finished."""
        return bool(self._bands)

    def draw(self) -> None:
        """Draw bands, then lines, so that no line is dimmed by another's band."""
        self.lines, self.edges, self.fills = {}, {}, {}
        for band in self._bands:
            color = QColor(self.of(band.colour))
            color.setAlpha(_BAND_ALPHA)
            # Not `PlotDataItem`, which has no path while it has no pen.
            low, high = (
                pyqtgraph.PlotCurveItem(
                    list(band.epochs), [getattr(each, side) for each in band.quartiles]
                )
                for side in ("lower", "upper")
            )
            self.edges[band.name] = low, high
            fill = pyqtgraph.FillBetweenItem(low, high, brush=color)
            self.fills[band.name] = fill
            self.plot.addItem(fill)
        self.level_line = None
        if self._level is not None:
            self.level_line = pyqtgraph.InfiniteLine(
                self._level, angle=0, pen=self.pen(self.colors.text, 1.0, dashed=True)
            )
            self.plot.addItem(self.level_line)
        for band in self._bands:
            color = self.of(band.colour)
            self.lines[band.name] = self.plot.plot(
                list(band.epochs),
                [each.median for each in band.quartiles],
                pen=self.pen(color, 2.0),
                symbol="o",
                symbolSize=_DOT,
                symbolBrush=color,
                symbolPen=None,
            )
        epochs = [epoch for band in self._bands for epoch in band.epochs]
        first, last = min(epochs), max(epochs)
        self.plot.setXRange(first, max(last, first + 1), padding=0.04)
        self.plot.setYRange(*self._range, padding=0.02)
        self.plot.getAxis("bottom").setTickSpacing(max(1, -(-(last - first) // 6)), 1)
