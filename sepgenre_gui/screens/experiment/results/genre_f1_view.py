"""F1 of each genre, for each network: as a chart and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.charts.genre_f1_chart import GenreF1Chart
from sepgenre_gui.screens.experiment.charts.legend import Entry, Legend
from sepgenre_gui.screens.experiment.charts.shades import network_shades
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    heading,
    paragraph,
    row_of,
)
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.confusion import Confusion
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.summary import score_text

_NOTE = (
    "Mean ± standard deviation over the trials. A trial in which a genre is neither on the test "
    "side nor predicted tells nothing of it and is left out of its mean."
)


class GenreF1View(ScrollPage):
    """Shows which genres the networks find.

    Attributes
    ----------
    chart : GenreF1Chart
    legend : Legend
    export : ChartExport
    table : FigureTable
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.chart = GenreF1Chart(theme)
        self.legend = Legend(theme)
        self.table = FigureTable("F1 of each genre")
        self._note = paragraph(_NOTE, role="muted")
        self.export = ChartExport("F1 of each genre", lambda: "genre_f1")
        self.export.serve(self.chart)
        self.body.addLayout(row_of(heading("F1 of each genre"), self.export))
        for part in (self.legend, self.chart, self.table, self._note):
            self.body.addWidget(part)
        self.body.addStretch()
        self.clear()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show the genres of a run as far as it is."""
        self._show(figures.confusions, record.genres)

    def clear(self) -> None:
        """Show no run."""
        self._show((), ())

    def _show(self, confusions: Sequence[Confusion], genres: Sequence[str]) -> None:
        networks = [each.network for each in confusions]
        shades = network_shades(networks)
        self.legend.show_entries([Entry(network, shades[network]) for network in networks])
        self.chart.show_confusions(confusions, genres)
        columns = (Column("Genre"), *(Column(each, is_number=True) for each in networks))
        self.table.show_rows(columns, tuple(_rows(confusions, genres)))
        for part in (self.table, self._note, self.export):
            part.setVisible(bool(confusions))


def _rows(confusions: Sequence[Confusion], genres: Sequence[str]) -> Iterator[Row]:
    if confusions:
        for index, genre in enumerate(genres):
            scores = (Cell(score_text(each.genre_f1[index])) for each in confusions)
            yield Row(cells=(Cell(genre), *scores))
