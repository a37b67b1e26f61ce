"""The learning curve: held-out accuracy and macro F1 by number of labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_gui.screens.experiment.charts.legend import Entry
from sepgenre_training.learning.curve import CurvePoint

COLOURS = {"accuracy": ("#2f6fc4", "#6ea8f5"), "macro_f1": ("#c96a12", "#f0a050")}
NAMES = {"accuracy": "accuracy", "macro_f1": "macro F1"}
ENTRIES = tuple(Entry(NAMES[each], COLOURS[each], "line") for each in NAMES)
_DOT = 7
_LINES = 18


class CurveChart(Chart):
    """Draws a line for each score, with the deviation between folds as whiskers.

    Attributes
    ----------
    lines : dict of str to PlotDataItem
        By score: ``"accuracy"`` and ``"macro_f1"``.
    whiskers : dict of str to ErrorBarItem
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            x_label="labels",
            y_label="held-out score",
            hint="The curve has not been computed yet.",
        )
        self._points: tuple[CurvePoint, ...] = ()
        self.lines: dict[str, Any] = {}
        self.whiskers: dict[str, Any] = {}
        self.setAccessibleName("Held-out scores by number of labels")
        self.setFixedHeight(_LINES * self.fontMetrics().lineSpacing())

    def show_points(self, points: Sequence[CurvePoint]) -> None:
        """Draw `points`."""
        self._points = tuple(points)
        self.setAccessibleDescription(
            ", ".join(f"{each.n_labels} labels: accuracy {each.accuracy:.2f}" for each in points)
        )
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether the curve was computed."""
        return bool(self._points)

    def draw(self) -> None:
        """Draw whiskers, then lines."""
        n_labels = [float(each.n_labels) for each in self._points]
        for score, colour in COLOURS.items():
            color = self.of(colour)
            values = [getattr(each, score) for each in self._points]
            spread = [getattr(each, f"{score}_deviation") for each in self._points]
            item: Any = pyqtgraph.ErrorBarItem(pen=self.pen(color, 1.0))
            item.setData(**_arrays(n_labels, values, spread))
            self.whiskers[score] = item
            self.plot.addItem(item)
            self.lines[score] = self.plot.plot(
                n_labels,
                values,
                pen=self.pen(color, 2.0),
                symbol="o",
                symbolSize=_DOT,
                symbolBrush=color,
                symbolPen=None,
            )
        first, last = n_labels[0], n_labels[-1]
        self.plot.setXRange(first, max(last, first + 1), padding=0.06)
        self.plot.setYRange(0.0, 1.0, padding=0.04)


def _arrays(x: list[float], y: list[float], spread: list[float]) -> dict[str, Any]:
    size = np.array(spread)
    return {"x": np.array(x), "y": np.array(y), "top": size, "bottom": size, "beam": 0.0}
