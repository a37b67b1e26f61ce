"""While a run goes on: losses by epoch, F1 distributions, means and verdicts as they come."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import HEADING, NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.charts.f1_panels import F1Panels
from sepgenre_gui.screens.experiment.charts.loss_panels import LossPanels
from sepgenre_gui.screens.experiment.run.standing import StandingTable
from sepgenre_gui.screens.experiment.watch import LiveRun
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.live import held_out_side, live_curves
from sepgenre_training.report.selection import guessing_loss
from sepgenre_training.report.table1 import table1

_HALF = 1_000  # Of each other; the splitter shares out what there is.


class LivePage(QWidget):
    """Draws a run as far as it is.

    Losses are drawn at once, means and distributions right after; what takes scipy comes from a
    worker a moment later (`show_figures`).
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.losses, self.f1 = LossPanels(theme), F1Panels(theme)
        self.standing = StandingTable()
        self.losses_export = ChartExport("loss by epoch", lambda: "learning_curves")
        self.f1_export = ChartExport("F1 of the trials", lambda: self.f1.chart_name)
        self.losses_export.serve(self.losses)
        self.f1_export.serve(self.f1)
        self._figures: RunFigures | None = None
        self._record: RunRecord | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._show_rest)
        self._build()

    def show_live(self, live: LiveRun, figures: RunFigures | None) -> None:
        """Draw `live`; `figures` are the newest of the run, which may lack its last trials."""
        record = live.record
        self._figures, self._record = figures, record
        # A turn of the event loop later: all at once may keep the window for a tenth of a second.
        self._rest.start()
        networks = record.config.networks
        curves = live_curves(
            networks, record.trials, live.unfinished, held_out=held_out_side(record.config)
        )
        self.losses.show_curves(curves, record.config.epochs, guessing_loss(record))

    @property
    def chart_asked(self) -> tuple[SignalInstance, ...]:
        """Told when a chart shall be exported: see `ChartExport`."""
        return self.losses_export.asked, self.f1_export.asked

    def show_figures(self, figures: RunFigures) -> None:
        """Show what the worker computed."""
        self._figures = figures
        self._show_standing()

    def _show_rest(self) -> None:
        if self._record is not None:
            self.f1.show_record(self._record)
            self._show_standing()

    def _show_standing(self) -> None:
        if self._record is None:
            return
        comparisons = (
            () if self._figures is None else self._figures.significance.with_baseline["macro_f1"]
        )
        self.standing.show_rows(table1(self._record), {each.name: each for each in comparisons})

    def _build(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        for title, widget, extras in (
            ("Loss by epoch", self.losses, (self.losses_export,)),
            ("F1 of the trials", self.f1, (self.f1.style_box, self.f1_export)),
        ):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(TIGHT)
            row = QHBoxLayout()
            row.addWidget(label(title, scale=HEADING, bold=True))
            row.addStretch()
            for extra in extras:
                row.addWidget(extra)
            column.addLayout(row)
            column.addWidget(widget, stretch=1)
            sides.addWidget(side)
            sides.setStretchFactor(sides.count() - 1, 1)
        sides.setChildrenCollapsible(False)
        sides.setSizes([_HALF, _HALF])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, NEAR, 0, 0)
        layout.setSpacing(NEAR)
        layout.addWidget(sides, stretch=1)
        layout.addWidget(self.standing)
