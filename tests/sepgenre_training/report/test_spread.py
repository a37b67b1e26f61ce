"""Violin, box, dots and accuracy by epoch: numbers worked by hand, and against other libraries."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import cbook
from scipy import stats

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORK_NAMES
from sepgenre_training.report.accuracy_by_epoch import accuracy_by_epoch
from sepgenre_training.report.learning_curves import learning_curves
from sepgenre_training.report.spread import box, dots, f1_spread, violin

MakeRecord = Callable[..., RunRecord]

scores = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40)


def area(grid: tuple[float, ...], density: tuple[float, ...]) -> float:
    return float(np.trapezoid(density, grid))


def test_a_violin_is_scipys_density_away_from_the_ends() -> None:
    values = np.random.default_rng(0).normal(0.5, 0.05, 50)
    ours = violin(values.tolist())
    theirs = stats.gaussian_kde(values, ours.bandwidth / values.std(ddof=1))(ours.grid)
    np.testing.assert_allclose(ours.density, theirs, rtol=0.02, atol=0.01)


@given(scores)
def test_a_violin_stays_within_the_scores_and_holds_one(values: list[float]) -> None:
    each = violin(values)
    assert area(each.grid, each.density) == pytest.approx(1.0)
    assert 0.0 <= each.grid[0] <= min(values)
    assert max(values) <= each.grid[-1] <= 1.0
    assert all(np.isfinite(each.density))
    assert len(each.grid) == len(each.density)


def test_equal_values_have_a_density_too() -> None:
    each = violin([0.4] * 12)
    assert each.grid[int(np.argmax(each.density))] == pytest.approx(0.4)
    assert each.bandwidth == 0.005


def test_a_box_by_hand() -> None:
    each = box([0.9, 0.1, 0.40, 0.42, 0.44, 0.46, 0.48, 0.50])
    assert (each.lower, each.median, each.upper) == pytest.approx((0.415, 0.45, 0.485))
    assert (each.low_whisker, each.high_whisker) == (0.40, 0.50)
    assert each.outliers == (0.1, 0.9)


@given(scores)
def test_a_box_is_matplotlibs(values: list[float]) -> None:
    ours = box(values)
    (theirs,) = cbook.boxplot_stats(values)
    assert (ours.lower, ours.median, ours.upper) == pytest.approx(
        (theirs["q1"], theirs["med"], theirs["q3"])
    )
    assert ours.low_whisker <= ours.high_whisker
    inside = len(values) - len(ours.outliers)
    assert inside >= len(values) / 2


@given(scores)
def test_dots_do_not_overlap(values: list[float]) -> None:
    each = dots(values)
    assert each == dots(values)
    assert each.values == tuple(values)
    assert all(-1.0 <= offset <= 1.0 for offset in each.offsets)
    placed = sorted(zip(each.values, each.offsets, strict=True))
    for index, (value, offset) in enumerate(placed):
        for other, beside in placed[index + 1 :]:
            assert other - value >= 0.015 or beside != offset


def test_dots_that_are_alone_stand_in_the_middle() -> None:
    assert dots([0.1, 0.5, 0.3]).offsets == (0.0, 0.0, 0.0)
    assert dots([0.5, 0.5, 0.5]).offsets == (0.0, 0.25, -0.25)


def test_the_spread_is_of_the_records_scores(make_record: MakeRecord) -> None:
    record = make_record(n_trials=12)
    spreads = f1_spread(record)
    assert [each.network for each in spreads] == list(NETWORK_NAMES)
    for each in spreads:
        values = [trial.fit(each.network).metrics.macro_f1 for trial in record.trials]
        assert each.dots.values == tuple(values)
        assert each.mean == pytest.approx(np.mean(values))
        assert each.box.median == pytest.approx(np.median(values))
    assert f1_spread(make_record(n_trials=0, planned=2)) == ()


def test_accuracy_by_epoch_is_over_the_trials(make_record: MakeRecord, tiny: RunRecord) -> None:
    record = make_record(n_trials=7)
    curves = accuracy_by_epoch(record)
    assert [curve.network for curve in curves] == list(NETWORK_NAMES)
    for curve in curves:
        assert curve.epochs == (1, 2, 3, 4, 5, 6)
        for epoch, quartiles in zip(curve.epochs, curve.accuracy, strict=True):
            values = [
                trial.fit(curve.network).epochs[epoch - 1].test_accuracy for trial in record.trials
            ]
            assert quartiles.median == pytest.approx(np.median(values))
            assert quartiles.upper == pytest.approx(np.quantile(values, 0.75))
        assert curve.chance == pytest.approx(1 / 6)
    assert accuracy_by_epoch(tiny)[0].chance == 0.5
    assert learning_curves(make_record(n_trials=0, planned=2)) == ()
    assert accuracy_by_epoch(make_record(n_trials=0, planned=2)) == ()
