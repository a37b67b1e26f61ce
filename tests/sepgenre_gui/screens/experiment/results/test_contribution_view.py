"""What each stem adds: the figures of the pure function, and what to do where there are none."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.contribution_view import ContributionView
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    FULL_MIX,
    NO_VOX,
    STEMS_CONV,
    ablation_name,
)
from sepgenre_training.report.figures_of_run import RunFigures, compute_run_figures
from sepgenre_training.report.summary import interval_text, number_text, p_text
from sepgenre_training.statistics.verdict import Verdict
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column
from tests.sepgenre_training.report.conftest import build_record

NAMES = {
    FULL_MIX: ablation_name("without", "bass"),
    NO_VOX: ablation_name("without", "drums"),
    STEMS_CONV: ablation_name("shuffled", "other"),
}


def ablation_record(n_trials: int = 20) -> RunRecord:
    """Return a run whose poorer networks pass for those without a stem."""
    record = build_record(n_trials=n_trials, planned=20)
    trials = tuple(
        attrs.evolve(
            trial,
            fits=tuple(
                attrs.evolve(fit, network=NAMES.get(fit.network, fit.network)) for fit in trial.fits
            ),
        )
        for trial in record.trials
    )
    config = attrs.evolve(
        record.config, networks=(ABLATED_NETWORK, *NAMES.values()), baseline=ABLATED_NETWORK
    )
    return attrs.evolve(record, trials=trials, config=config)


@pytest.fixture(scope="module")
def ablation() -> RunRecord:
    return ablation_record()


@pytest.fixture(scope="module")
def ablation_figures(ablation: RunRecord) -> RunFigures:
    return compute_run_figures(ablation)


def test_table_and_forest_say_what_each_stem_adds(
    theme: Theme, ablation: RunRecord, ablation_figures: RunFigures
) -> None:
    view = ContributionView(theme)
    view.show_figures(ablation_figures, ablation)
    contributions = ablation_figures.stem_contributions
    assert len(contributions) == 3
    assert column(view.table, "Stem") == ["bass", "drums", "other"]
    assert column(view.table, "How") == ["left out", "left out", "shuffled"]
    assert column(view.table, "Adds to macro F1") == [
        number_text(each.adds, sign=True) for each in contributions
    ]
    assert column(view.table, "95 % interval") == [
        interval_text(each.interval) for each in contributions
    ]
    assert column(view.table, "p (Holm)") == [
        p_text(each.comparison.corrected.p_holm) for each in contributions
    ]
    assert view.sentences.texts == tuple(each.sentence for each in contributions)
    means = {row.name: row.macro_f1.mean for row in ablation_figures.table1}
    whole = means[ABLATED_NETWORK]
    assert whole is not None
    for place, each in enumerate(contributions):
        x, y = view.chart.dots[place].getData()
        ablated = means[each.comparison.name]
        assert ablated is not None
        assert (x[0], y[0]) == (pytest.approx(whole - ablated), place)
        opts = view.chart.intervals[place].opts
        assert each.interval is not None
        assert opts["x"][0] - opts["left"] == pytest.approx(each.interval.low)
        assert opts["x"][0] + opts["right"] == pytest.approx(each.interval.high)


def test_a_stem_that_is_missed_is_said_to_add_something(theme: Theme) -> None:
    record = ablation_record()
    # Without the bass every trial is worse by about a half.
    trials = tuple(
        attrs.evolve(
            trial,
            fits=tuple(
                attrs.evolve(
                    fit,
                    metrics=attrs.evolve(
                        fit.metrics,
                        macro_f1=0.9 if fit.network == ABLATED_NETWORK else 0.3 + 0.01 * place,
                    ),
                )
                for place, fit in enumerate(trial.fits, start=trial.index % 3)
            ),
        )
        for trial in record.trials
    )
    record = attrs.evolve(record, trials=trials)
    figures = compute_run_figures(record)
    assert figures.stem_contributions[0].verdict is Verdict.WORSE
    view = ContributionView(theme)
    view.show_figures(figures, record)
    assert column(view.table, "Verdict") == ["adds something"] * 3
    assert view.chart.dots[0].opts["brush"].color().name() == theme.colors.success


def test_a_run_without_ablation_names_the_preset(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    view = ContributionView(theme)
    view.show_figures(figures, record)
    show(view)
    assert view.hint.isVisible()
    assert "ablation" in view.hint.text()
    assert not view.table.isVisible()


def test_an_ablation_without_a_trial_is_waited_for(
    theme: Theme, ablation: RunRecord, ablation_figures: RunFigures
) -> None:
    view = ContributionView(theme)
    view.show_figures(ablation_figures, ablation)
    waiting = attrs.evolve(ablation, trials=())
    view.show_figures(compute_run_figures(waiting), waiting)
    assert view.hint.text() == "No trial has finished yet."
    view.clear()
    assert view.table.content.rowCount() == 0


def test_nothing_is_cut_off(
    type_size: float,
    theme: Theme,
    ablation: RunRecord,
    ablation_figures: RunFigures,
    show: Show,
    qapp: QApplication,
) -> None:
    view = ContributionView(theme)
    view.show_figures(ablation_figures, ablation)
    for width in (1000, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
