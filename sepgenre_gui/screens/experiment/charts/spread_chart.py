"""The F1 of all networks in one chart: as violins, as boxes, or every trial as a dot."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import FAMILY_COLOURS, Chart
from sepgenre_training.report.spread import F1Spread

_HALF_WIDTH, _FILL = 0.38, 110


class SpreadStyle(enum.Enum):
    """How the trials are drawn."""

    VIOLIN = "Violins"
    BOX = "Boxes"
    DOTS = "Dots"


class SpreadChart(Chart):
    """One place on the horizontal axis for each network.

    Attributes
    ----------
    items : dict of str to list of item
        What is drawn for each network: the outline of a violin (left and right curve), a box's
        body, whiskers, median and outliers, or the dots; the mean comes last.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, y_label="macro F1", hint="No trial yet.")
        self._spreads: tuple[F1Spread, ...] = ()
        self._style = SpreadStyle.VIOLIN
        self.items: dict[str, list[Any]] = {}
        self.setAccessibleName("Distribution of the macro F1 of each network")

    def show_spreads(self, spreads: Sequence[F1Spread], style: SpreadStyle) -> None:
        """Draw `spreads`."""
        if (tuple(spreads), style) == (self._spreads, self._style):
            return
        self._spreads, self._style = tuple(spreads), style
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether a trial has finished."""
        return bool(self._spreads)

    def draw(self) -> None:
        """Draw each network at its place, its mean dashed."""
        self.items = {}
        for place, spread in enumerate(self._spreads):
            color = self.of(FAMILY_COLOURS[spread.family])
            soft = QColor(color)
            soft.setAlpha(_FILL)
            draw = {
                SpreadStyle.VIOLIN: self._violin,
                SpreadStyle.BOX: self._box,
                SpreadStyle.DOTS: self._dots,
            }[self._style]
            items = draw(place, spread, color, soft)
            mean = self.plot.plot(
                [place - _HALF_WIDTH, place + _HALF_WIDTH],
                [spread.mean, spread.mean],
                pen=self.pen(self.colors.text, 1.5, dashed=True),
            )
            self.items[spread.network] = [*items, mean]
        # Two lines, for four names side by side are longer than the axis.
        names = [
            (place, f"{spread.network.replace(', ', chr(10), 1)}\n{spread.mean:.3f}")
            for place, spread in enumerate(self._spreads)
        ]
        axis = self.plot.getAxis("bottom")
        axis.setTicks([names])
        axis.setHeight(3.6 * self.fontMetrics().height())
        self.plot.setXRange(-0.5, len(self._spreads) - 0.5, padding=0)
        self.plot.enableAutoRange(axis="y")

    def _violin(self, place: int, spread: F1Spread, color: QColor, soft: QColor) -> list[Any]:
        violin = spread.violin
        widest = max(violin.density, default=0.0) or 1.0
        left = [place - _HALF_WIDTH * each / widest for each in violin.density]
        right = [place + _HALF_WIDTH * each / widest for each in violin.density]
        outline = QPainterPath()
        outline.addPolygon(
            QPolygonF(
                [
                    QPointF(x, y)
                    for side, grid in ((left, violin.grid), (right[::-1], violin.grid[::-1]))
                    for x, y in zip(side, grid, strict=True)
                ]
            )
        )
        outline.closeSubpath()
        fill = QGraphicsPathItem(outline)
        fill.setBrush(soft)
        fill.setPen(self.pen(color, 0.5))
        self.plot.addItem(fill)
        return [
            self.plot.plot(side, list(violin.grid), pen=self.pen(color, 1.2))
            for side in (left, right)
        ]

    def _box(self, place: int, spread: F1Spread, color: QColor, soft: QColor) -> list[Any]:
        box = spread.box
        body = pyqtgraph.BarGraphItem(
            x=[place], y0=[box.lower], height=[box.upper - box.lower], width=_HALF_WIDTH,
            brush=soft, pen=self.pen(color, 1.2),
        )  # fmt: skip
        self.plot.addItem(body)
        whiskers = self.plot.plot(
            [place, place, place, place],
            [box.low_whisker, box.lower, box.upper, box.high_whisker],
            pen=self.pen(color, 1.2),
            connect="pairs",
        )
        half = _HALF_WIDTH / 2
        median = self.plot.plot(
            [place - half, place + half], [box.median, box.median], pen=self.pen(color, 2.5)
        )
        outliers = self._points([place] * len(box.outliers), box.outliers, color)
        return [body, whiskers, median, outliers]

    def _dots(self, place: int, spread: F1Spread, color: QColor, soft: QColor) -> list[Any]:
        del soft
        dots = spread.dots
        return [
            self._points([place + _HALF_WIDTH * each for each in dots.offsets], dots.values, color)
        ]

    def _points(self, x: Sequence[float], y: Sequence[float], color: QColor) -> Any:
        points = pyqtgraph.ScatterPlotItem(
            x=list(x), y=list(y), size=6, brush=color, pen=self.pen(self.colors.plot, 0.5)
        )
        self.plot.addItem(points)
        return points
