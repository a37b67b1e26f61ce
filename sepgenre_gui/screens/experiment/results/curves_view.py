"""Learning curves after a run, and how often each epoch was the chosen one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import SIDE_COLOURS
from sepgenre_gui.screens.experiment.charts.curves_chart import CurvePanels, What, curve_bands
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.charts.legend import Entry, Legend
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_gui.screens.experiment.results.parts.page import ScrollPage, heading, paragraph
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.learning_curves import LearningCurve

_CHOSEN = {
    "paper": "The epoch with the lowest test loss counts, as published.",
    "sound": "The epoch with the lowest validation loss counts.",
}
_NOTE = (
    "Lines are medians over the trials, bands the middle half of them. Training losses are taken "
    "with dropout active and weighted by class, so they can lie above the others."
)


class CurvesView(ScrollPage):
    """Shows how the networks learned.

    Attributes
    ----------
    what_box : QComboBox
        Loss or accuracy.
    panels : CurvePanels
    legend : Legend
    export : ChartExport
    table : FigureTable
        In how many trials each epoch was the chosen one.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._curves: tuple[LearningCurve, ...] = ()
        self._guessing_loss, self._n_genres = 0.0, 1
        self.what_box = QComboBox()
        self.what_box.setAccessibleName("What is drawn by epoch")
        self.what_box.addItem("Loss", "loss")
        self.what_box.addItem("Test accuracy", "accuracy")
        self.panels = CurvePanels(theme)
        self.legend = Legend(theme)
        self.export = ChartExport("learning curves", self._chart_name)
        self.export.serve(self.panels)
        self.table = FigureTable("In how many trials each epoch was chosen")
        self.hint = paragraph("No network has finished a trial yet.", role="muted")
        self.chosen_note = paragraph(role="muted")
        self._table_heading = heading("Which epoch was chosen")
        self._note = paragraph(_NOTE, role="muted")
        bar = QHBoxLayout()
        bar.addWidget(self.what_box)
        bar.addStretch()
        bar.addWidget(self.export)
        self.body.addWidget(heading("Learning curves"))
        self.body.addLayout(bar)
        for part in (
            self.hint,
            self.legend,
            self.panels,
            self._note,
            self._table_heading,
            self.chosen_note,
            self.table,
        ):
            self.body.addWidget(part)
        self.body.addStretch()
        self.what_box.currentIndexChanged.connect(lambda _: self._show())
        self._show()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show the curves of a run as far as it is."""
        self._curves = figures.learning_curves
        self._guessing_loss, self._n_genres = figures.guessing_loss, len(record.genres)
        self.chosen_note.setText(_CHOSEN[record.config.protocol])
        self._show()

    def clear(self) -> None:
        """Show no run."""
        self._curves = ()
        self._show()

    def _chart_name(self) -> str:
        return "learning_curves" if self.what_box.currentData() == "loss" else "accuracy_by_epoch"

    def _show(self) -> None:
        what: What = self.what_box.currentData()
        self.panels.show_curves(self._curves, what, self._guessing_loss, self._n_genres)
        names = {band.name for curve in self._curves for band in curve_bands(curve, what)}
        sides = [Entry(side, colour) for side, colour in SIDE_COLOURS.items() if side in names]
        level = f"ln {self._n_genres}" if what == "loss" else f"1 of {self._n_genres}"
        guessing = Entry(f"guessing ({level})", mark="dashed")
        self.legend.show_entries([*sides, guessing] if self._curves else [])
        self.table.show_rows(*_times_chosen(self._curves))
        has_curves = bool(self._curves)
        self.hint.setVisible(not has_curves)
        for part in (
            self.what_box,
            self.export,
            self.panels,
            self._note,
            self._table_heading,
            self.chosen_note,
            self.table,
        ):
            part.setVisible(has_curves)


def _times_chosen(
    curves: Sequence[LearningCurve],
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    epochs = sorted({each.epoch for curve in curves for each in curve.epochs})
    columns = (Column("Network"), *(Column(f"Epoch {each}", is_number=True) for each in epochs))
    return columns, tuple(_chosen_rows(curves, epochs))


def _chosen_rows(curves: Sequence[LearningCurve], epochs: Sequence[int]) -> Iterator[Row]:
    for curve in curves:
        times = {
            each.epoch: times for each, times in zip(curve.epochs, curve.times_chosen, strict=True)
        }
        cells = (Cell(str(times.get(epoch, 0))) for epoch in epochs)
        yield Row(cells=(Cell(curve.network), *cells))
