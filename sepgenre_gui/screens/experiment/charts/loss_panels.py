"""Loss by epoch, a panel for each network: a fan over all trials, and the trial at hand."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import SMALL, TIGHT, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import SIDE_COLOURS, Chart
from sepgenre_training.report.live import Fan, HeldOut, LiveCurves, NetworkLosses

_BAND, _PER_ROW, _LEAST_HEIGHT = 60, 2, 110


class LossChart(Chart):
    """One network's losses.

    Attributes
    ----------
    items : dict of str to item
        What is drawn: ``"train"`` and ``"held_out"`` (medians), ``"train now"`` and
        ``"held_out now"`` (the trial at hand), ``"train band"`` and ``"held_out band"``.
    """

    def __init__(self, theme: Theme, network: str) -> None:
        super().__init__(theme, y_label="loss, nats", hint=f"{network}\n\nno epoch yet")
        self._losses: NetworkLosses | None = None
        self._side: HeldOut = "test"
        self._limit, self._highest, self._n_epochs = 0.0, 0.0, 1
        self._axes: tuple[int, float] | None = None
        self._guessing: Any = None
        self.items: dict[str, Any] = {}
        self.setAccessibleName(f"Loss of {network} by epoch")

    def show_losses(
        self, losses: NetworkLosses, side: HeldOut, *, limit: float, highest: float, n_epochs: int
    ) -> None:
        """Draw `losses`; `limit` is the loss of guessing, `highest` the end of all panels."""
        before = self._losses, self._side, self._limit, self._highest, self._n_epochs
        if (losses, side, limit, highest, n_epochs) == before:
            return
        same_items = bool(self.items) and losses.fits > 0 and side == self._side
        self._losses, self._side = losses, side
        self._limit, self._highest, self._n_epochs = limit, highest, n_epochs
        if same_items:
            self._update()
        else:
            self.items = {}
            self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether an epoch has finished."""
        return self._losses is not None and self._losses.fits > 0

    def draw(self) -> None:
        """Draw bands, medians, the trial at hand, and the loss of guessing."""
        self.items = {}
        for name, side in (("train", "train"), ("held_out", self._side)):
            color = self.of(SIDE_COLOURS[side])
            self._add_fan(name, color)
            self.items[f"{name} now"] = self.plot.plot(pen=self.pen(color, 1.2, dashed=True))
        self._guessing = pyqtgraph.InfiniteLine(
            self._limit, angle=0, pen=self.pen(self.colors.outline, 1.0, dashed=True)
        )
        self.plot.addItem(self._guessing)
        self._update()

    def _add_fan(self, name: str, color: QColor) -> None:
        soft = QColor(color)
        soft.setAlpha(_BAND)
        low = pyqtgraph.PlotCurveItem([], [], pen=None)
        high = pyqtgraph.PlotCurveItem([], [], pen=None)
        self.plot.addItem(pyqtgraph.FillBetweenItem(low, high, brush=soft))
        self.items[f"{name} band"] = low, high
        self.items[name] = self.plot.plot(
            pen=self.pen(color, 2.0), symbolBrush=color, symbolSize=6, symbolPen=None
        )

    def _update(self) -> None:
        """Put the numbers into the items: to make them anew for every epoch takes too long."""
        losses = self._losses
        assert losses is not None
        self._put_fan("train", losses.train)
        self._put_fan("held_out", losses.held_out)
        current = losses.current
        for name, now in (
            ("train now", () if current is None else current.train),
            ("held_out now", () if current is None else current.held_out),
        ):
            self.items[name].setData(_epochs(len(now)), list(now))
        self._guessing.setValue(self._limit)
        if self._axes != (self._n_epochs, self._highest):
            self._axes = self._n_epochs, self._highest
            self.plot.setXRange(1, max(self._n_epochs, 2), padding=0.03)
            self.plot.setYRange(0, self._highest, padding=0.02)
            self.plot.getAxis("bottom").setTickSpacing(max(1, -(-self._n_epochs // 6)), 1)
        self.set_title(f"{losses.network}, {losses.fits} fits")

    def _put_fan(self, name: str, fan: Fan) -> None:
        x = _epochs(len(fan.median))
        low, high = self.items[f"{name} band"]
        low.setData(x, list(fan.lower))
        high.setData(x, list(fan.upper))
        self.items[name].setData(x, list(fan.median), symbol="o" if len(x) == 1 else None)


class LossPanels(QWidget):
    """One `LossChart` for each network, all on the same axes, with a line that explains them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.charts: dict[str, LossChart] = {}
        self.legend = label(scale=SMALL, role="muted")
        self.legend.setWordWrap(True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(TIGHT)
        theme.theme_changed.connect(self._explain)
        self._side: HeldOut = "test"

    def show_curves(self, curves: LiveCurves, n_epochs: int, limit: float) -> None:
        """Draw `curves`; `n_epochs` each fit shall have, `limit` is the loss of guessing."""
        self._lay_out(tuple(each.network for each in curves.networks))
        self._side = curves.held_out
        highest = max(
            (
                value
                for each in curves.networks
                for value in (*each.train.upper, *each.held_out.upper)
                if math.isfinite(value)
            ),
            default=limit,
        )
        # A fit that diverges must not press all others flat.
        highest = min(max(highest, 1.2 * limit), 4.0 * limit)
        for losses in curves.networks:
            self.charts[losses.network].show_losses(
                losses, curves.held_out, limit=limit, highest=highest, n_epochs=n_epochs
            )
        self._explain()

    def _lay_out(self, networks: tuple[str, ...]) -> None:
        if networks == tuple(self.charts):
            return
        for old in self.charts.values():
            self._grid.removeWidget(old)
            old.deleteLater()
        self._grid.removeWidget(self.legend)
        self.charts = {network: LossChart(self._theme, network) for network in networks}
        columns = 1 if len(networks) == 1 else _PER_ROW
        for place, chart in enumerate(self.charts.values()):
            chart.setMinimumHeight(_LEAST_HEIGHT)
            self._grid.addWidget(chart, *divmod(place, columns))
        self._grid.addWidget(self.legend, -(-len(networks) // columns), 0, 1, columns)

    def _explain(self) -> None:
        dark = self._theme.colors.is_dark
        train, held_out = SIDE_COLOURS["train"][dark], SIDE_COLOURS[self._side][dark]
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setText(
            f"<span style='color:{train}'><b>training</b></span>, "
            f"<span style='color:{held_out}'><b>{self._side}</b></span>: "
            "median and middle half of all trials; dashed: the trial at hand, and the loss of "
            "guessing."
        )


def _epochs(count: int) -> list[int]:
    return list(range(1, count + 1))
