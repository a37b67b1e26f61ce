"""All tests of significance: each network against the baseline, and against the references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from PySide6.QtWidgets import QComboBox, QHBoxLayout

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
)
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.charts.families import baseline_chart, reference_chart
from sepgenre_training.report.explanations import (
    EFFECT_EXPLANATIONS,
    EFFECTS_NOTE,
    P_EXPLANATION,
    TEST_EXPLANATIONS,
    TEST_TITLES,
    VERDICT_EXPLANATIONS,
    overlap_sentence,
)
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.selection import MEASURE_TITLES
from sepgenre_training.report.significance import (
    PAPER_P_VALUES,
    PAPER_TEST_UNKNOWN,
    Significance,
)
from sepgenre_training.report.summary import interval_text, number_text, p_text
from sepgenre_training.statistics.comparison import TEST_NAMES, Comparison
from sepgenre_training.statistics.verdict import Verdict, verdict

_INTERVALS = {"naive_paired": "naive_interval", "corrected": "corrected_interval"}
_SHORT = {
    "naive_paired": "naive",
    "corrected": "corrected",
    "wilcoxon": "Wilcoxon",
    "welch": "Welch",
}
_CHART_NOTE = (
    "Dots are mean differences, bars the 95 % intervals of the corrected test. A bar that "
    "reaches over the dashed line at zero leaves open which of the two is better."
)


@attrs.frozen
class _Family:
    """Comparisons that are adjusted together, and the p-values that the paper prints for them."""

    title: str
    chart: str
    comparisons: tuple[Comparison, ...]
    published: dict[str, float] = attrs.field(factory=dict)


class TestsView(ScrollPage):
    """Shows one family of comparisons at a time, with every test explained.

    Attributes
    ----------
    family_box : QComboBox
        A measure against the baseline, or accuracy against a reference.
    chart : ForestChart
    export : ChartExport
    tests, effects : FigureTable
    verdicts, explanations : Sentences
    """

    __test__ = False  # or pytest would take it for a test

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._families: tuple[_Family, ...] = ()
        self._leading = "corrected"
        self.family_box = QComboBox()
        self.family_box.setAccessibleName("What is compared with what")
        self.overlap = paragraph()
        self.chart = ForestChart(theme, x_label="mean difference; right: better")
        self.export = ChartExport("differences", self._chart_name)
        self.export.serve(self.chart)
        self.verdicts = Sentences(bullet="\N{BULLET} ")
        self.tests = FigureTable("Tests of significance")
        self.missing = paragraph(role="muted")
        self.effects = FigureTable("Effect sizes")
        self.explanations = Sentences()
        self.hint = paragraph("Nothing can be compared yet: no trial has finished.", role="muted")
        self._chart_note = paragraph(_CHART_NOTE, role="muted")
        bar = QHBoxLayout()
        bar.addWidget(self.family_box)
        bar.addStretch()
        bar.addWidget(self.export)
        self.body.addWidget(heading("Is the difference more than chance?"))
        self.body.addLayout(bar)
        self._parts = (
            self.verdicts,
            self.chart,
            self._chart_note,
            heading("Tests"),
            self.tests,
            self.missing,
            self.overlap,
            heading("Effect sizes"),
            self.effects,
            heading("What they mean"),
            self.explanations,
        )
        for part in (self.hint, *self._parts):
            self.body.addWidget(part)
        self.body.addStretch()
        self.family_box.currentIndexChanged.connect(lambda _: self._show())
        self._show()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show the comparisons of a run as far as it is; the family stays where it can."""
        self._leading = figures.significance.leading
        self._families = tuple(_families(figures.significance, record))
        self.overlap.setText(overlap_sentence(figures.significance))
        texts = [*_explanations()]
        if record.config.protocol == "paper":
            texts.append(PAPER_TEST_UNKNOWN)
        self.explanations.show_texts(texts)
        self._fill_box()

    def clear(self) -> None:
        """Show no run."""
        self._families = ()
        self._fill_box()

    def _fill_box(self) -> None:
        chosen = self.family_box.currentText()
        self.family_box.blockSignals(True)  # noqa: FBT003 - Qt's
        self.family_box.clear()
        self.family_box.addItems([family.title for family in self._families])
        self.family_box.setCurrentIndex(max(self.family_box.findText(chosen), 0))
        self.family_box.blockSignals(False)  # noqa: FBT003 - Qt's
        self._show()

    def _family(self) -> _Family | None:
        place = self.family_box.currentIndex()
        return self._families[place] if 0 <= place < len(self._families) else None

    def _chart_name(self) -> str:
        family = self._family()
        return "" if family is None else family.chart

    def _show(self) -> None:
        family = self._family()
        self.hint.setVisible(family is None)
        self.family_box.setVisible(family is not None)
        self.export.setVisible(family is not None)
        for part in self._parts:
            part.setVisible(family is not None)
        comparisons = () if family is None else family.comparisons
        self.verdicts.show_texts([*_verdict_sentences(comparisons)])
        self.chart.show_differences([difference_of(each, each.name) for each in comparisons])
        names = sorted(TEST_NAMES, key=lambda name: name != self._leading)
        published = {} if family is None else family.published
        self.tests.show_rows(
            tuple(_test_columns(names, has_published=bool(published))),
            tuple(_test_rows(comparisons, names, published)),
        )
        self.effects.show_rows(_EFFECT_COLUMNS, tuple(_effect_rows(comparisons)))
        reasons = dict.fromkeys(each.reason for each in comparisons if each.reason)
        self.missing.setText(f"Where a figure is missing: {'; '.join(reasons)}.")
        self.missing.setVisible(bool(reasons))
        self.overlap.setVisible(family is not None and bool(self.overlap.text()))


def difference_of(comparison: Comparison, name: str) -> Difference:
    """Return what a forest plot draws of `comparison`."""
    interval = comparison.corrected_interval
    return Difference(
        name=name,
        mean=comparison.mean_difference,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        verdict=verdict(comparison),
    )


def _families(significance: Significance, record: RunRecord) -> Iterator[_Family]:
    for measure, comparisons in significance.with_baseline.items():
        if comparisons:
            title = MEASURE_TITLES[measure]
            is_published = record.config.protocol == "paper" and measure == "macro_f1"
            yield _Family(
                f"{title[0].upper()}{title[1:]} against the baseline",
                baseline_chart(measure),
                comparisons,
                PAPER_P_VALUES if is_published else {},
            )
    for place, (reference, comparisons) in enumerate(significance.with_references.items(), start=1):
        if comparisons:
            yield _Family(f"Accuracy against {reference}", reference_chart(place), comparisons)


def _verdict_sentences(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Yield each verdict, then once for each kind what it means."""
    for each in comparisons:
        outcome = verdict(each)
        is_clear = outcome in (Verdict.BETTER, Verdict.WORSE)
        yield f"{each.name}: {outcome.value}{f' than {each.baseline}' if is_clear else ''}."
    for outcome in dict.fromkeys(map(verdict, comparisons)):
        yield f"“{outcome.value[0].upper()}{outcome.value[1:]}”: {VERDICT_EXPLANATIONS[outcome]}"


def _test_columns(names: Sequence[str], *, has_published: bool) -> Iterator[Column]:
    yield Column("Network")
    yield Column("Verdict", tip="From the corrected test, adjusted by Holm, alone")
    yield Column("Mean difference", is_number=True)
    for name in names:
        tip = TEST_EXPLANATIONS[name]
        if name in _INTERVALS:
            yield Column(f"95 % interval, {_SHORT[name]}", is_number=True, tip=tip)
        yield Column(f"p, {_SHORT[name]}", is_number=True, tip=tip)
        yield Column(f"p (Holm), {_SHORT[name]}", is_number=True, tip=tip)
    if has_published:
        yield Column("p, published", is_number=True, tip=PAPER_TEST_UNKNOWN)


def _test_rows(
    comparisons: Sequence[Comparison], names: Sequence[str], published: dict[str, float]
) -> Iterator[Row]:
    for each in comparisons:
        cells = [
            Cell(each.name),
            Cell(verdict(each).value, is_bold=True, tip=VERDICT_EXPLANATIONS[verdict(each)]),
            Cell(number_text(each.mean_difference, sign=True)),
        ]
        for name in names:
            test = getattr(each, name)
            if name in _INTERVALS:
                cells.append(Cell(interval_text(getattr(each, _INTERVALS[name])), tip=each.reason))
            statistic = "" if test.statistic is None else _statistic(name, test.statistic, test)
            cells.append(Cell(p_text(test.p_value), tip=test.reason or statistic))
            cells.append(Cell(p_text(test.p_holm), tip=test.reason))
        if published:
            value = published.get(each.name)
            cells.append(Cell("" if value is None else number_text(value, 2)))
        yield Row(cells=tuple(cells))


def _statistic(name: str, statistic: float, test: object) -> str:
    freedom = getattr(test, "degrees_of_freedom", None)
    letter = "W" if name == "wilcoxon" else "t"
    text = f"{TEST_TITLES[name]}: {letter} = {number_text(statistic, 2)}"
    return text if freedom is None else f"{text}, {number_text(freedom, 1)} degrees of freedom"


_EFFECT_COLUMNS = (
    Column("Network"),
    Column("Better", is_number=True, tip="Trials in which the network scored above"),
    Column("Equal", is_number=True, tip="Trials in which both scored the same"),
    Column("Worse", is_number=True, tip="Trials in which the network scored below"),
    Column("SD of differences", is_number=True),
    Column("Cohen's d_z", is_number=True, tip=EFFECT_EXPLANATIONS["cohens_dz"]),
    Column("Rank-biserial", is_number=True, tip=EFFECT_EXPLANATIONS["rank_biserial"]),
    Column("Cliff's delta", is_number=True, tip=EFFECT_EXPLANATIONS["cliffs_delta"]),
)


def _effect_rows(comparisons: Sequence[Comparison]) -> Iterator[Row]:
    for each in comparisons:
        yield Row(
            cells=(
                Cell(each.name),
                *(Cell(str(count)) for count in (each.wins, each.ties, each.losses)),
                Cell(number_text(each.standard_deviation)),
                Cell(number_text(each.cohens_dz, 2)),
                Cell(number_text(each.rank_biserial, 2)),
                Cell(number_text(each.cliffs_delta, 2)),
            )
        )


def _explanations() -> Iterator[str]:
    for name in TEST_NAMES:
        title = TEST_TITLES[name]
        yield f"{title[0].upper()}{title[1:]}. {TEST_EXPLANATIONS[name]}"
    yield f"p and interval. {P_EXPLANATION}"
    yield from EFFECT_EXPLANATIONS.values()
    yield EFFECTS_NOTE
