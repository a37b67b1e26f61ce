"""All tests of significance: the table and the forest plot say what the pure function says."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.results.tests_view import TestsView
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import STEMS_CONV, STEMS_SEPARABLE
from sepgenre_training.report.explanations import EFFECTS_NOTE, TEST_EXPLANATIONS
from sepgenre_training.report.figures_of_run import RunFigures, compute_run_figures
from sepgenre_training.report.summary import interval_text, number_text, p_text
from sepgenre_training.statistics.comparison import Comparison
from sepgenre_training.statistics.verdict import Verdict, verdict
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column, titles
from tests.sepgenre_training.report.conftest import REFERENCES, build_record

FAMILIES = [
    "Macro F1 against the baseline",
    "Accuracy against the baseline",
    *(f"Accuracy against {each}" for each in REFERENCES),
]


def _shows(view: TestsView, comparisons: tuple[Comparison, ...]) -> None:
    table = view.tests
    assert column(table, "Network") == [each.name for each in comparisons]
    assert column(table, "Verdict") == [verdict(each).value for each in comparisons]
    assert column(table, "Mean difference") == [
        number_text(each.mean_difference, sign=True) for each in comparisons
    ]
    for name, test in (
        ("naive", "naive_paired"), ("corrected", "corrected"), ("Wilcoxon", "wilcoxon"),
        ("Welch", "welch"),
    ):  # fmt: skip
        outcomes = [getattr(each, test) for each in comparisons]
        assert column(table, f"p, {name}") == [p_text(each.p_value) for each in outcomes]
        assert column(table, f"p (Holm), {name}") == [p_text(each.p_holm) for each in outcomes]
    assert column(table, "95 % interval, corrected") == [
        interval_text(each.corrected_interval) for each in comparisons
    ]
    assert column(table, "95 % interval, naive") == [
        interval_text(each.naive_interval) for each in comparisons
    ]
    counts = [column(view.effects, name) for name in ("Better", "Equal", "Worse")]
    assert [tuple(map(int, each)) for each in zip(*counts, strict=True)] == [
        (each.wins, each.ties, each.losses) for each in comparisons
    ]
    assert column(view.effects, "Cliff's delta") == [
        number_text(each.cliffs_delta, 2) for each in comparisons
    ]
    drawn = [dot.getData() for dot in view.chart.dots]
    assert [(x[0], y[0]) for x, y in drawn] == [
        (each.mean_difference, place) for place, each in enumerate(comparisons)
    ]
    intervals = [each.opts for each in view.chart.intervals]
    known = [each for each in comparisons if each.corrected_interval is not None]
    for opts, each in zip(intervals, known, strict=True):
        assert each.corrected_interval is not None
        assert opts["x"][0] - opts["left"] == pytest.approx(each.corrected_interval.low)
        assert opts["x"][0] + opts["right"] == pytest.approx(each.corrected_interval.high)
    # Printed as they are, with a real minus.
    axis = view.chart.plot.getAxis("bottom")
    assert axis.tickStrings([-0.2, 0.0, 0.2], 1.0, 0.2) == ["\N{MINUS SIGN}0.2", "0", "0.2"]
    assert axis.autoSIPrefixScale == 1.0


def test_numbers_stay_as_they_are_in_another_theme(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    view = TestsView(theme)
    view.show_figures(figures, record)
    show(view)
    theme.choose(ThemeChoice.DARK)
    axis = view.chart.plot.getAxis("bottom")
    assert axis.autoSIPrefixScale == 1.0
    assert max(map(abs, view.chart.plot.viewRange()[0])) < 1


def test_every_family_by_keyboard(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    view = TestsView(theme)
    view.show_figures(figures, record)
    show(view)
    significance = figures.significance
    families = [*significance.with_baseline.values(), *significance.with_references.values()]
    assert [view.family_box.itemText(place) for place in range(4)] == FAMILIES
    view.family_box.setFocus()
    for comparisons in families:
        _shows(view, comparisons)
        QTest.keyClick(view.family_box, Qt.Key.Key_Down)
    assert "12 trials" in view.overlap.text()


def test_the_leading_test_of_the_protocol_stands_first(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    view = TestsView(theme)
    view.show_figures(figures, record)
    assert titles(view.tests)[3] == "95 % interval, corrected"
    assert "p, published" not in titles(view.tests)
    paper = build_record(protocol="paper", n_trials=10)
    view.show_figures(compute_run_figures(paper), paper)
    assert titles(view.tests)[3] == "95 % interval, naive"
    names, values = (column(view.tests, each) for each in ("Network", "p, published"))
    published = dict(zip(names, values, strict=True))
    assert published[STEMS_CONV] == "0.04"
    assert published[STEMS_SEPARABLE] == "0.07"
    assert any("does not say which t-test" in each for each in view.explanations.texts)


def test_verdicts_in_words_and_colours(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    view = TestsView(theme)
    view.show_figures(figures, record)
    view.family_box.setCurrentIndex(2)
    comparisons = figures.significance.with_references[REFERENCES[0]]
    outcomes = [verdict(each) for each in comparisons]
    assert Verdict.BETTER in outcomes
    place = outcomes.index(Verdict.BETTER)
    assert view.verdicts.texts[place] == (
        f"{comparisons[place].name}: better than {REFERENCES[0]}."
    )
    assert view.chart.dots[place].opts["brush"].color().name() == theme.colors.success
    assert view.verdicts.texts[-1].startswith("“")
    explained = "\n".join(view.explanations.texts)
    assert all(each in explained for each in TEST_EXPLANATIONS.values())
    assert EFFECTS_NOTE in explained


def test_one_trial_has_differences_and_reasons(theme: Theme) -> None:
    record = build_record(n_trials=1, planned=12)
    view = TestsView(theme)
    figures = compute_run_figures(record)
    view.show_figures(figures, record)
    _shows(view, figures.significance.with_baseline["macro_f1"])
    assert view.chart.intervals == []
    assert "one trial has no spread" in view.missing.text()
    assert view.overlap.text() == ""


def test_the_family_stays_and_nothing_is_shown_before_a_trial(
    theme: Theme, record: RunRecord, figures: RunFigures, empty: RunRecord,
    empty_figures: RunFigures, show: Show,
) -> None:  # fmt: skip
    view = TestsView(theme)
    show(view)
    view.show_figures(figures, record)
    view.family_box.setCurrentIndex(1)
    view.show_figures(attrs.evolve(figures), record)
    assert view.family_box.currentText() == FAMILIES[1]
    view.show_figures(empty_figures, empty)
    assert view.hint.isVisible()
    assert not view.tests.isVisible()
    view.clear()
    assert view.family_box.count() == 0


def test_nothing_is_cut_off(
    type_size: float, theme: Theme, record: RunRecord, figures: RunFigures, show: Show,
    qapp: QApplication,
) -> None:  # fmt: skip
    view = TestsView(theme)
    view.show_figures(figures, record)
    for width in (1000, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
