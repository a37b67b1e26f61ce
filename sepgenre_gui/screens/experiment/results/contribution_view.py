"""What each stem adds: the network without a stem against the one that sees them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.charts.forest_chart import Difference, ForestChart
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    Sentences,
    heading,
    paragraph,
    row_of,
)
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import ABLATED_NETWORK, ABLATION_NAMES
from sepgenre_training.report.explanations import TEST_EXPLANATIONS
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.stem_contribution import StemContribution
from sepgenre_training.report.summary import interval_text, number_text, p_text
from sepgenre_training.statistics.verdict import Verdict

_WAYS = {"without": "left out", "shuffled": "shuffled"}
_ADDS = {Verdict.WORSE: Verdict.BETTER, Verdict.BETTER: Verdict.WORSE}
"""The verdict on a stem from that on the network without it."""

_WORDS = {
    Verdict.BETTER: "adds something",
    Verdict.WORSE: "does harm",
    Verdict.NO_DIFFERENCE: "nothing shown",
    Verdict.TOO_EARLY: "too early to say",
}
_INTRODUCTION = (
    f"Macro F1 of the network “{ABLATED_NETWORK}” that sees all stems, less that of the same "
    "network with one stem left out, or with the stem of another segment in its place "
    "(shuffled). Shuffled, it has as many weights as before; left out, it has fewer."
)
_NO_ABLATION = (
    "This run trained no network with a stem left out or shuffled. To see what each stem adds, "
    "set up a new run with the preset “ablation”."
)
_NO_TRIAL = "No trial has finished yet."
_COLUMNS = (
    Column("Stem"),
    Column("How"),
    Column("Verdict", tip="From the corrected test, adjusted by Holm"),
    Column("Adds to macro F1", is_number=True),
    Column("95 % interval", is_number=True, tip="Of the corrected test"),
    Column("p, corrected", is_number=True, tip=TEST_EXPLANATIONS["corrected"]),
    Column("p (Holm)", is_number=True),
    Column("With all", is_number=True, tip="Mean macro F1 of the network that sees all stems"),
    Column("Without", is_number=True, tip="Mean macro F1 of the network without the stem"),
    Column("Trials", is_number=True),
)


class ContributionView(ScrollPage):
    """Shows what is lost without each stem.

    Attributes
    ----------
    chart : ForestChart
    export : ChartExport
    sentences : Sentences
        The verdicts in words.
    table : FigureTable
    hint : QLabel
        Why nothing is shown, and what to do.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.chart = ForestChart(theme, x_label="what the stem adds to the macro F1")
        self.sentences = Sentences(bullet="\N{BULLET} ")
        self.table = FigureTable("What each stem adds")
        self.hint = paragraph()
        self._introduction = paragraph(_INTRODUCTION, role="muted")
        self.export = ChartExport("what each stem adds", lambda: "stem_contributions")
        self.export.serve(self.chart)
        self.body.addLayout(row_of(heading("What does each stem add?"), self.export))
        for part in (self.hint, self._introduction, self.sentences, self.chart, self.table):
            self.body.addWidget(part)
        self.body.addStretch()
        self.clear()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show what each stem adds, where the run tells it."""
        has_ablation = any(name in ABLATION_NAMES for name in record.config.networks)
        self._show(figures.stem_contributions, _NO_TRIAL if has_ablation else _NO_ABLATION)

    def clear(self) -> None:
        """Show no run."""
        self._show((), _NO_ABLATION)

    def _show(self, contributions: Sequence[StemContribution], hint: str) -> None:
        self.hint.setText(hint)
        self.hint.setVisible(not contributions)
        for part in (self._introduction, self.chart, self.table, self.export):
            part.setVisible(bool(contributions))
        self.sentences.show_texts([each.sentence for each in contributions])
        self.chart.show_differences([_difference(each) for each in contributions])
        self.table.show_rows(_COLUMNS, tuple(_rows(contributions)))


def _on_stem(contribution: StemContribution) -> Verdict:
    return _ADDS.get(contribution.verdict, contribution.verdict)


def _difference(contribution: StemContribution) -> Difference:
    interval = contribution.interval
    return Difference(
        name=f"{contribution.stem}, {_WAYS[contribution.how]}",
        mean=contribution.adds,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        verdict=_on_stem(contribution),
    )


def _rows(contributions: Sequence[StemContribution]) -> Iterator[Row]:
    for place, each in enumerate(contributions):
        comparison = each.comparison
        test = comparison.corrected
        yield Row(
            cells=(
                Cell(each.stem),
                Cell(_WAYS[each.how]),
                Cell(_WORDS[_on_stem(each)], is_bold=True, tip=each.sentence),
                Cell(number_text(each.adds, sign=True)),
                Cell(interval_text(each.interval), tip=comparison.reason),
                Cell(p_text(test.p_value), tip=test.reason),
                Cell(p_text(test.p_holm), tip=test.reason),
                Cell(number_text(comparison.baseline_mean)),
                Cell(number_text(comparison.mean)),
                Cell(str(comparison.n_trials)),
            ),
            starts_group=place > 0 and contributions[place - 1].how != each.how,
        )
