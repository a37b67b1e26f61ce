"""Figure 1: how each network's F1 is spread over the trials, with the mean as a dashed line."""

from __future__ import annotations

import itertools

import pyqtgraph
from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import FAMILY_COLOURS, Chart
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.report.f1_distribution import F1Panel

_FILL = 200


class F1Histogram(Chart):
    """One panel of Figure 1.

    Attributes
    ----------
    bars, mean_line
        The items that show the counts and the mean; None while there are no numbers.
    """

    def __init__(self, theme: Theme, network: str) -> None:
        super().__init__(theme, hint=f"{network}\n\nno trial yet")
        self._panel: F1Panel | None = None
        self._edges: tuple[float, ...] = ()
        self._highest = 1
        self.bars: pyqtgraph.BarGraphItem | None = None
        self.mean_line: pyqtgraph.InfiniteLine | None = None
        self.network = network
        self.setAccessibleName(f"Distribution of the macro F1 of {network}")

    def show_panel(self, panel: F1Panel | None, edges: tuple[float, ...], highest: int) -> None:
        """Draw `panel`; `edges` and the `highest` count are those of all panels."""
        if (panel, edges, max(highest, 1)) == (self._panel, self._edges, self._highest):
            return
        self._panel, self._edges, self._highest = panel, edges, max(highest, 1)
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether a trial of the network has finished."""
        return self._panel is not None

    def draw(self) -> None:
        """Draw bars and mean."""
        panel, edges = self._panel, self._edges
        assert panel is not None
        color = self.of(FAMILY_COLOURS[panel.family])
        fill = QColor(color)
        fill.setAlpha(_FILL)
        self.bars = pyqtgraph.BarGraphItem(
            x0=edges[:-1],
            width=[b - a for a, b in itertools.pairwise(edges)],
            height=panel.counts,
            brush=fill,
            pen=self.pen(self.colors.plot, 1.0),
        )
        self.plot.addItem(self.bars)
        self.mean_line = pyqtgraph.InfiniteLine(
            panel.mean, pen=self.pen(self.colors.text, 1.5, dashed=True)
        )
        self.plot.addItem(self.mean_line)
        self.plot.setXRange(edges[0], edges[-1], padding=0.02)
        self.plot.setYRange(0, self._highest, padding=0.05)
        self.plot.getAxis("left").setTickSpacing(max(1, -(-self._highest // 4)), 1)
        text = f"mean {panel.mean:.3f}, {count(len(panel.values), 'trial')}"
        self.set_title(f"{panel.network}: {text}")
        self.setAccessibleDescription(f"F1: {text}")
