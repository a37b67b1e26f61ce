"""The F1 distributions of all networks side by side, in the way that the person chooses."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import TIGHT
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.f1_chart import F1Histogram
from sepgenre_gui.screens.experiment.charts.spread_chart import SpreadChart, SpreadStyle
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.f1_distribution import F1Distribution, f1_distribution
from sepgenre_training.report.spread import f1_spread

_PER_ROW = 2
_LEAST_HEIGHT = 110


class F1Histograms(QWidget):
    """Figure 1: one histogram for each network, all on the same axes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.charts: dict[str, F1Histogram] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(TIGHT)

    def show_networks(self, networks: tuple[str, ...]) -> None:
        """Give each of `networks` a panel."""
        if networks == tuple(self.charts):
            return
        for chart in self.charts.values():
            self._grid.removeWidget(chart)
            chart.deleteLater()
        self.charts = {network: F1Histogram(self._theme, network) for network in networks}
        columns = 1 if len(networks) < _PER_ROW else _PER_ROW
        for place, chart in enumerate(self.charts.values()):
            chart.setMinimumHeight(_LEAST_HEIGHT)
            self._grid.addWidget(chart, *divmod(place, columns))

    def show_distribution(self, distribution: F1Distribution) -> None:
        """Draw `distribution`; a network without a trial keeps its hint."""
        panels = {panel.network: panel for panel in distribution.panels}
        highest = max((max(panel.counts) for panel in panels.values()), default=1)
        for network, chart in self.charts.items():
            chart.show_panel(panels.get(network), distribution.edges, highest)


class F1Panels(QWidget):
    """The distributions in one of several styles, chosen by `style_box`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_box = QComboBox()
        self.histograms, self.spread = F1Histograms(theme), SpreadChart(theme)
        self._stack = QStackedWidget()
        self._record: RunRecord | None = None
        self.style_box.setAccessibleName("How the F1 is drawn")
        self.style_box.addItem("Histograms", None)
        for style in SpreadStyle:
            self.style_box.addItem(style.value, style)
        self.style_box.currentIndexChanged.connect(lambda _: self._draw())
        self._stack.addWidget(self.histograms)
        self._stack.addWidget(self.spread)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def chart_name(self) -> str:
        """What `sepgenre_training.report.charts` calls what is drawn."""
        style: SpreadStyle | None = self.style_box.currentData()
        return "figure1" if style is None else f"f1_{style.name.lower()}"

    def show_record(self, record: RunRecord) -> None:
        """Draw the F1 of all trials of `record`, with a place for each of its networks."""
        self._record = record
        self._draw()

    def _draw(self) -> None:
        record, style = self._record, self.style_box.currentData()
        if record is None:
            return
        if style is None:
            self.histograms.show_networks(record.config.networks)
            self.histograms.show_distribution(f1_distribution(record))
        else:
            self.spread.show_spreads(f1_spread(record), style)
        self._stack.setCurrentWidget(self.histograms if style is None else self.spread)
