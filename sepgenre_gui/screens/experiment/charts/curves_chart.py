"""Learning curves after a run: loss or accuracy by epoch, a panel for each network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.bands_chart import Band, BandsChart
from sepgenre_gui.screens.experiment.charts.chart import SIDE_COLOURS
from sepgenre_training.report.learning_curves import EpochSummary, LearningCurve, Quartiles

What = Literal["loss", "accuracy"]

_PER_ROW, _LINES = 2, 15
_HIGHEST = 4.0
"""Losses beyond so many times that of guessing are cut off: others must not look flat."""


def curve_bands(curve: LearningCurve, what: What) -> tuple[Band, ...]:
    """Return what is drawn of one network's curve: a band for each side that is known."""
    sides = SIDE_COLOURS if what == "loss" else {"test": SIDE_COLOURS["test"]}
    bands = (band_of(curve.epochs, side, f"{side}_{what}", sides[side]) for side in sides)
    return tuple(band for band in bands if band.epochs)


def band_of(
    epochs: Sequence[EpochSummary], name: str, attribute: str, colour: tuple[str, str]
) -> Band:
    """Return one attribute of `epochs`; epochs of which nothing is known are left out."""
    known = [
        (each.epoch, value)
        for each in epochs
        if isinstance(value := getattr(each, attribute), Quartiles)
    ]
    return Band(
        name=name,
        colour=colour,
        epochs=tuple(epoch for epoch, _ in known),
        quartiles=tuple(value for _, value in known),
    )


class CurvePanels(QWidget):
    """One panel for each network, all on the same axes.

    Attributes
    ----------
    charts : dict of str to BandsChart
        By network.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.charts: dict[str, BandsChart] = {}
        self._what: What = "loss"
        self._panels: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(NEAR)

    def show_curves(
        self, curves: Sequence[LearningCurve], what: What, guessing_loss: float, n_genres: int
    ) -> None:
        """Draw `curves`; the dashed line is what guessing comes to."""
        self._lay_out(tuple(curve.network for curve in curves), what)
        bands = {curve.network: curve_bands(curve, what) for curve in curves}
        highest = max((each.highest for panel in bands.values() for each in panel), default=0.0)
        top = min(max(highest, 1.2 * guessing_loss), _HIGHEST * guessing_loss)
        for network, chart in self.charts.items():
            chart.show_bands(
                bands[network],
                level=guessing_loss if what == "loss" else 1.0 / max(n_genres, 1),
                y_range=(0.0, top if what == "loss" else 1.0),
            )

    def _lay_out(self, networks: tuple[str, ...], what: What) -> None:
        if networks == tuple(self.charts) and what == self._what:
            return
        for old in self._panels:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._what = what
        self.charts, self._panels = {}, []
        for place, (network, panel) in enumerate(self._make(networks, what)):
            self._panels.append(panel)
            columns = 1 if len(networks) == 1 else _PER_ROW
            self._grid.addWidget(panel, *divmod(place, columns))
            panel.setAccessibleName(network)
            panel.show()

    def _make(self, networks: Sequence[str], what: What) -> Iterator[tuple[str, QWidget]]:
        for network in networks:
            chart = BandsChart(
                self._theme, y_label="loss, nats" if what == "loss" else "test accuracy"
            )
            chart.setAccessibleName(f"{what.capitalize()} of {network} by epoch")
            chart.setFixedHeight(_LINES * self.fontMetrics().lineSpacing())
            self.charts[network] = chart
            panel, title = QWidget(), label(network, bold=True)
            _may_shrink(title)
            column = QVBoxLayout(panel)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(TIGHT)
            column.addWidget(title)
            column.addWidget(chart)
            yield network, panel


def _may_shrink(title: QLabel) -> None:
    title.setWordWrap(True)
    title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
