"""A forest plot: mean differences with their intervals, around a line at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pyqtgraph

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_training.statistics.verdict import Verdict

_LEAST_REACH = 0.05
_ROW_LINES, _FRAME_LINES, _LONGEST_NAME = 1.9, 3.5, 34
_DOT, _BEAM = 9, 0.3


@attrs.frozen(kw_only=True)
class Difference:
    """One row.

    Attributes
    ----------
    name : str
    mean : float
    low, high : float or None
        The 95 % interval; None where there is none.
    verdict : Verdict or None
        Colours it.
    """

    name: str
    mean: float
    low: float | None
    high: float | None
    verdict: Verdict | None = None


class ForestChart(Chart):
    """Draws differences, the first on top.

    Attributes
    ----------
    dots : list of ScatterPlotItem
        The means, one item for each row.
    intervals : list of ErrorBarItem
        The intervals of those rows that have one.
    zero : InfiniteLine or None
    """

    def __init__(
        self, theme: Theme, *, x_label: str, hint: str = "Nothing to compare yet."
    ) -> None:
        super().__init__(theme, x_label=x_label, hint=hint)
        self._differences: tuple[Difference, ...] = ()
        self.dots: list[Any] = []
        self.intervals: list[Any] = []
        self.zero: pyqtgraph.InfiniteLine | None = None
        self.setAccessibleName("Mean differences with their 95 % intervals")

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Draw `differences`."""
        self._differences = tuple(differences)
        lines = _FRAME_LINES + _ROW_LINES * max(len(self._differences), 1)
        self.setFixedHeight(math.ceil(lines * self.fontMetrics().lineSpacing()))
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether there is a difference."""
        return bool(self._differences)

    def draw(self) -> None:
        """Draw the line at zero, then intervals and means."""
        self.dots, self.intervals = [], []
        self.zero = pyqtgraph.InfiniteLine(0.0, pen=self.pen(self.colors.muted, 1.2, dashed=True))
        self.plot.addItem(self.zero)
        for place, each in enumerate(self._differences):
            color = {
                Verdict.BETTER: self.colors.success,
                Verdict.WORSE: self.colors.danger,
            }.get(each.verdict or Verdict.TOO_EARLY, self.colors.text)
            if each.low is not None and each.high is not None:
                interval = pyqtgraph.ErrorBarItem(
                    x=np.array([each.mean]),
                    y=np.array([float(place)]),
                    left=each.mean - each.low,
                    right=each.high - each.mean,
                    beam=_BEAM,
                    pen=self.pen(color, 2.0),
                )
                self.intervals.append(interval)
                self.plot.addItem(interval)
            dot = pyqtgraph.ScatterPlotItem(
                x=[each.mean], y=[place], size=_DOT, brush=color, pen=None
            )
            self.dots.append(dot)
            self.plot.addItem(dot)
        names = [(place, _short(each.name)) for place, each in enumerate(self._differences)]
        self.plot.getAxis("left").setTicks([names])
        self.plot.invertY(b=True)
        ends = [
            abs(end)
            for each in self._differences
            for end in (each.mean, each.low, each.high)
            if end is not None
        ]
        reach = max(*ends, _LEAST_REACH)
        self.plot.setXRange(-reach, reach, padding=0.06)
        self.plot.setYRange(-0.6, len(self._differences) - 0.4, padding=0.0)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
