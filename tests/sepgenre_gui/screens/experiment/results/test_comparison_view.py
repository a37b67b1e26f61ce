"""Runs side by side: the figures of the pure functions in tables and charts."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.results.comparison_view import ComparisonView
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NETWORK_NAMES, NO_VOX
from sepgenre_training.report.accuracy_by_epoch import accuracy_by_epoch
from sepgenre_training.report.run_comparison import compare_runs
from sepgenre_training.report.summary import interval_text, number_text, p_text, score_text
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column, texts
from tests.sepgenre_training.report.conftest import build_record


@pytest.fixture(scope="module")
def runs(record: RunRecord) -> tuple[RunRecord, ...]:
    """The run, one by another separator on the same splits, and one with splits of its own."""
    better = attrs.evolve(
        record,
        name="By demucs",
        provenance={**record.provenance, "separator": "demucs 4"},
        trials=tuple(
            attrs.evolve(
                trial,
                fits=tuple(
                    attrs.evolve(
                        fit,
                        metrics=attrs.evolve(
                            fit.metrics,
                            macro_f1=min(fit.metrics.macro_f1 + 0.2 + 0.01 * (trial.index % 3), 1),
                        ),
                    )
                    for fit in trial.fits
                ),
            )
            for trial in record.trials
        ),
    )
    other = attrs.evolve(build_record(n_trials=10, seed=7), name="Another day")
    return record, better, other


def show_runs(view: ComparisonView, runs: tuple[RunRecord, ...]) -> None:
    view.show_comparison(compare_runs(runs), runs, [accuracy_by_epoch(each) for each in runs])


def test_scores_stand_beside_each_other(theme: Theme, runs: tuple[RunRecord, ...]) -> None:
    view = ComparisonView(theme)
    show_runs(view, runs)
    comparison = compare_runs(runs)
    assert column(view.scores, "Network") == list(NETWORK_NAMES)
    for place, run in enumerate(runs):
        assert column(view.scores, f"Macro F1, {run.name}") == [
            score_text(each.scores[place].macro_f1) for each in comparison.networks
        ]
        assert column(view.scores, f"Accuracy, {run.name}") == [
            score_text(each.scores[place].accuracy) for each in comparison.networks
        ]
    assert column(view.scores, "Trials, Another day") == ["10"] * 4


def test_differences_are_paired_where_splits_are_shared(
    theme: Theme, runs: tuple[RunRecord, ...]
) -> None:
    view = ComparisonView(theme)
    show_runs(view, runs)
    expected = [
        (across, each) for across in compare_runs(runs).networks for each in across.differences
    ]
    table = view.differences
    assert column(table, "Network") == [across.network for across, _ in expected]
    assert column(table, "Run") == ["By demucs", "Another day"] * 4
    assert column(table, "Mean difference") == [
        number_text(each.mean_difference, sign=True) for _, each in expected
    ]
    assert column(table, "95 % interval") == [
        interval_text(each.comparison.corrected_interval if each.comparison else None)
        for _, each in expected
    ]
    assert column(table, "Pairs") == ["12", "0"] * 4
    assert column(table, "p, Welch")[1] == p_text(expected[1][1].welch.p_value)
    assert column(table, "Verdict")[:2] == ["better", "not paired"]
    assert column(table, "Paired")[0] == "paired"
    assert column(table, "Paired")[1].startswith("no: ")
    sentences = view.verdicts.texts
    assert sentences[0] == f"{FULL_MIX}: better in By demucs than in Six genres, Hpss."
    assert "Another day is not paired" in sentences[1]


def test_what_differs_is_listed(theme: Theme, runs: tuple[RunRecord, ...]) -> None:
    view = ComparisonView(theme)
    show_runs(view, runs)
    comparison = compare_runs(runs)
    fields = (*comparison.configuration, *comparison.provenance)
    assert texts(view.settings) == [[each.name, *each.values] for each in fields]
    assert ["separator", "hpss 1", "demucs 4", "hpss 1"] in texts(view.settings)


def test_accuracy_and_forest_of_the_network_chosen(
    theme: Theme, runs: tuple[RunRecord, ...], show: Show
) -> None:
    view = ComparisonView(theme)
    show_runs(view, runs)
    show(view)
    view.network_box.setFocus()
    QTest.keyClick(view.network_box, Qt.Key.Key_Down)
    assert view.network_box.currentText() == NO_VOX
    assert [*view.accuracy.lines] == [run.name for run in runs]
    for run in runs:
        (curve,) = (each for each in accuracy_by_epoch(run) if each.network == NO_VOX)
        x, y = view.accuracy.lines[run.name].getData()
        assert list(x) == list(curve.epochs)
        assert list(y) == [each.median for each in curve.accuracy]
        low, high = view.accuracy.edges[run.name]
        assert list(low.getData()[1]) == [each.lower for each in curve.accuracy]
        assert list(high.getData()[1]) == [each.upper for each in curve.accuracy]
    assert view.accuracy.level_line is not None
    assert view.accuracy.level_line.value() == pytest.approx(1 / 6)
    assert [each.name for each in view.legend.entries] == [*(run.name for run in runs), "chance"]
    across = compare_runs(runs).networks[1]
    drawn = [dot.getData()[0][0] for dot in view.forest.dots]
    assert drawn == [each.mean_difference for each in across.differences]
    assert len(view.forest.intervals) == 1


def test_two_pairs_of_genres_are_shown_and_not_tested(theme: Theme, show: Show) -> None:
    similar = attrs.evolve(build_record(n_trials=3, genres=("a", "b")), name="similar")
    different = attrs.evolve(build_record(n_trials=3, genres=("a", "c")), name="different")
    view = ComparisonView(theme)
    show_runs(view, (similar, different))
    show(view)
    assert "other genres" in view.warning.texts[0]
    assert not view.differences.isVisible()
    assert not view.forest.isVisible()
    assert [*view.accuracy.lines] == ["similar: a, b", "different: a, c"]
    assert view.accuracy.level_line is not None
    assert view.accuracy.level_line.value() == 0.5


def test_runs_of_one_name_are_told_apart(theme: Theme, record: RunRecord) -> None:
    view = ComparisonView(theme)
    show_runs(view, (record, record))
    assert [*view.accuracy.lines] == [f"{record.name} (1)", f"{record.name} (2)"]
    assert set(column(view.differences, "Mean difference")) == {"+0.000"}


def test_runs_without_a_common_network_or_trial(
    theme: Theme, record: RunRecord, empty: RunRecord, show: Show
) -> None:
    view = ComparisonView(theme)
    show(view)
    view.show_comparison(compare_runs((record, empty)), (record, empty))
    assert [*view.accuracy.lines] == [f"{record.name} (1)"]
    first = attrs.evolve(
        record, config=attrs.evolve(record.config, networks=(FULL_MIX,), baseline=FULL_MIX)
    )
    second = attrs.evolve(
        record, config=attrs.evolve(record.config, networks=(NO_VOX,), baseline=NO_VOX)
    )
    show_runs(view, (first, second))
    assert "share no network" in view.warning.texts[0]
    assert not view.scores.isVisible()
    view.clear()
    assert view.hint.isVisible()
    assert not view.settings.isVisible()


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_nothing_is_cut_off(
    type_size: float,
    theme: Theme,
    runs: tuple[RunRecord, ...],
    show: Show,
    qapp: QApplication,
    choice: ThemeChoice,
) -> None:
    theme.choose(choice)
    view = ComparisonView(theme)
    show_runs(view, runs)
    for width in (1000, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
