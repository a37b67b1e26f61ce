from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sepgenre_training.errors import ExperimentError
from sepgenre_training.statistics.comparison import (
    TEST_NAMES,
    Comparison,
    compare,
    compare_with_baseline,
)

scores = st.floats(0.0, 1.0)
trials = st.lists(st.tuples(scores, scores), min_size=1, max_size=30)


def _compare(first: list[float], second: list[float]) -> Comparison:
    return compare(first, second, n_train=8, n_test=2)


def test_four_trials_worked_by_hand() -> None:
    # Differences .1, .2, .3, .4: mean .25, variance .05 / 3.
    comparison = _compare([0.3, 0.4, 0.5, 0.6], [0.2, 0.2, 0.2, 0.2])
    assert comparison.mean_difference == pytest.approx(0.25)
    assert comparison.standard_deviation == pytest.approx(math.sqrt(0.05 / 3))
    # Naive: .25 / sqrt(.05 / 3 / 4); corrected: .25 / sqrt((1/4 + 2/8) * .05 / 3).
    assert comparison.naive_paired.statistic == pytest.approx(3.8729833)
    assert comparison.corrected.statistic == pytest.approx(2.7386128)
    # With 3 degrees of freedom: p = 1 - 2/pi (atan(x) + x / (1 + x^2)), x = t / sqrt(3).
    for test in (comparison.naive_paired, comparison.corrected):
        assert test.statistic is not None
        x = test.statistic / math.sqrt(3)
        assert test.p_value == pytest.approx(1 - 2 / math.pi * (math.atan(x) + x / (1 + x * x)))
        assert test.degrees_of_freedom == 3
    assert comparison.wilcoxon.p_value == pytest.approx(2 / 2**4)
    assert (comparison.wins, comparison.ties, comparison.losses) == (4, 0, 0)
    assert comparison.cohens_dz == pytest.approx(0.25 / math.sqrt(0.05 / 3))
    assert comparison.rank_biserial == comparison.cliffs_delta == 1.0


def test_intervals_worked_by_hand() -> None:
    comparison = _compare([0.3, 0.4, 0.5, 0.6], [0.2, 0.2, 0.2, 0.2])
    quantile = 3.182446305  # t(0.975), 3 degrees of freedom
    spread = math.sqrt(0.05 / 3)
    assert comparison.naive_interval is not None
    assert comparison.corrected_interval is not None
    assert comparison.naive_interval.low == pytest.approx(0.25 - quantile * spread * 0.5)
    assert comparison.naive_interval.high == pytest.approx(0.25 + quantile * spread * 0.5)
    assert comparison.corrected_interval.low == pytest.approx(
        0.25 - quantile * spread * math.sqrt(0.5)
    )


def test_the_papers_protocol_widens_the_error_3_8_times() -> None:
    random = np.random.default_rng(0)
    first, second = random.uniform(size=(2, 50))
    comparison = compare(first, second, n_train=52, n_test=14)
    assert comparison.naive_paired.statistic is not None
    assert comparison.corrected.statistic is not None
    ratio = comparison.naive_paired.statistic / comparison.corrected.statistic
    assert ratio == pytest.approx(math.sqrt(1 + 50 * 14 / 52))
    assert ratio == pytest.approx(3.8, abs=0.05)


def test_effect_sizes_worked_by_hand() -> None:
    # Differences .1, -.2, .3, 0: ranks 1, 2, 3; (1 - 2 + 3) / 6.
    comparison = _compare([0.5, 0.3, 0.8, 0.5], [0.4, 0.5, 0.5, 0.5])
    assert comparison.rank_biserial == pytest.approx(2 / 6)
    # .5 beats .4 and ties thrice; .3 loses to all; .8 beats all; .5 as the first.
    assert comparison.cliffs_delta == pytest.approx((1 - 4 + 4 + 1) / 16)
    assert (comparison.wins, comparison.ties, comparison.losses) == (2, 1, 1)


def test_agrees_with_scipy() -> None:
    random = np.random.default_rng(7)
    first, second = random.uniform(size=(2, 40))
    comparison = _compare(list(first), list(second))
    paired, welch = stats.ttest_rel(first, second), stats.ttest_ind(first, second, equal_var=False)
    assert comparison.naive_paired.p_value == pytest.approx(paired.pvalue)
    assert comparison.naive_paired.statistic == pytest.approx(paired.statistic)
    assert comparison.welch.p_value == pytest.approx(welch.pvalue)
    assert comparison.welch.degrees_of_freedom == pytest.approx(welch.df)
    assert comparison.wilcoxon.p_value == pytest.approx(stats.wilcoxon(first, second).pvalue)
    interval = paired.confidence_interval(0.95)
    assert comparison.naive_interval is not None
    assert comparison.naive_interval.low == pytest.approx(interval.low)
    assert comparison.naive_interval.high == pytest.approx(interval.high)


def test_wilcoxon_is_exact_with_ties_and_zeros() -> None:
    # Differences .1, .1, -.1, .2, 0: ranks 2, 2, 2, 4; the smaller sum is 2. Of the 16 choices
    # of signs 1 gives 0 and 3 give 2: p = 2 * 4 / 16.
    comparison = _compare([0.3, 0.3, 0.1, 0.4, 0.2], [0.2] * 5)
    assert comparison.wilcoxon.statistic == 2.0
    assert comparison.wilcoxon.p_value == pytest.approx(0.5)
    tied = [0.1, 0.1, 0.2, 0.3, -0.1, 0.3, 0.4, 0.4, -0.2]
    assert _compare(tied, [0.0] * 9).wilcoxon.p_value == pytest.approx(
        stats.wilcoxon(tied, method="auto").pvalue
    )


@pytest.mark.parametrize("n_trials", [2, 3, 5, 8, 10])
def test_wilcoxon_of_few_trials_is_scipys_with_and_without_ties(n_trials: int) -> None:
    random = np.random.default_rng(n_trials)
    for levels in (3, 1000):
        differences = random.integers(1, levels + 1, n_trials) / levels
        differences *= random.choice([-1.0, 1.0], n_trials)
        result = stats.wilcoxon(np.round(differences, 12))
        wilcoxon = _compare(list(differences), [0.0] * n_trials).wilcoxon
        assert wilcoxon.statistic == result.statistic
        assert wilcoxon.p_value == pytest.approx(result.pvalue)


def test_one_trial_gives_no_p_value_but_says_why() -> None:
    comparison = _compare([0.6], [0.4])
    assert comparison.mean_difference == pytest.approx(0.2)
    for test in TEST_NAMES:
        assert getattr(comparison, test).p_value is None
        assert "one trial" in getattr(comparison, test).reason
    assert comparison.standard_deviation is None
    assert comparison.naive_interval is None
    assert comparison.corrected_interval is None
    assert comparison.cohens_dz is None
    assert "one trial" in comparison.reason


def test_equal_scores_have_p_of_one() -> None:
    comparison = _compare([0.4, 0.5, 0.6], [0.4, 0.5, 0.6])
    assert [getattr(comparison, test).p_value for test in TEST_NAMES] == [1.0] * 4
    assert comparison.cohens_dz == comparison.rank_biserial == comparison.cliffs_delta == 0.0


def test_equal_and_constant_scores_have_p_of_one() -> None:
    comparison = _compare([0.4, 0.4], [0.4, 0.4])
    assert [getattr(comparison, test).p_value for test in TEST_NAMES] == [1.0] * 4


def test_a_constant_difference_leaves_the_t_tests_undefined() -> None:
    # .5 - .4 and .6 - .5 differ in the last binary digit; a t of 1e15 would be nonsense.
    comparison = _compare([0.5, 0.6, 0.7], [0.4, 0.5, 0.6])
    assert comparison.naive_paired.p_value is None
    assert comparison.corrected.p_value is None
    assert "no spread" in comparison.corrected.reason
    assert comparison.wilcoxon.p_value == pytest.approx(0.25)
    assert comparison.welch.p_value is not None
    assert comparison.cohens_dz is None
    assert comparison.rank_biserial == 1.0


def test_one_constant_model_is_no_obstacle_to_welch() -> None:
    comparison = _compare([0.5, 0.6, 0.7], [0.2, 0.2, 0.2])
    assert comparison.welch.statistic == pytest.approx(0.4 / (0.1 / math.sqrt(3)))
    assert comparison.welch.degrees_of_freedom == pytest.approx(2)
    both = _compare([0.5, 0.5], [0.2, 0.2])
    assert both.welch.p_value is None


@pytest.mark.parametrize(
    ("first", "second"),
    [([0.1, 0.2], [0.1]), ([], []), ([0.1, float("nan")], [0.1, 0.2]), ([0.1], [float("inf")])],
)
def test_refuses_trials_that_do_not_pair(first: list[float], second: list[float]) -> None:
    with pytest.raises(ExperimentError) as raised:
        _compare(first, second)
    assert raised.value.remedy


def test_refuses_empty_sides_and_unknown_baselines() -> None:
    with pytest.raises(ExperimentError, match="trains on 0"):
        compare([0.1], [0.2], n_train=0, n_test=3)
    with pytest.raises(ExperimentError, match="no scores"):
        compare_with_baseline({"a": [0.1]}, "b", 8, 2)


def test_holm_is_taken_over_the_comparisons_for_each_test() -> None:
    random = np.random.default_rng(1)
    base = random.uniform(size=20)
    named = {
        "far": base + random.normal(0.2, 0.1, 20),
        "base": base,
        "near": base + random.normal(0.02, 0.1, 20),
    }
    far, near = compare_with_baseline({k: list(v) for k, v in named.items()}, "base", 8, 2)
    assert (far.name, near.name, far.baseline) == ("far", "near", "base")
    for test in TEST_NAMES:
        first, second = getattr(far, test), getattr(near, test)
        assert first.p_value is not None
        assert first.p_holm == pytest.approx(2 * first.p_value)
        assert second.p_holm == pytest.approx(max(second.p_value, 2 * first.p_value))


@settings(max_examples=40, deadline=None)
@given(trials)
def test_swapping_the_models_mirrors_everything(pairs: list[tuple[float, float]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = _compare(first, second), _compare(second, first)
    assert there.mean_difference == pytest.approx(-back.mean_difference, abs=1e-12)
    assert there.rank_biserial == pytest.approx(-back.rank_biserial)
    assert there.cliffs_delta == pytest.approx(-back.cliffs_delta)
    assert (there.wins, there.losses) == (back.losses, back.wins)
    for test in TEST_NAMES:
        assert getattr(there, test).p_value == pytest.approx(getattr(back, test).p_value)


@settings(max_examples=40, deadline=None)
@given(trials)
def test_the_correction_only_ever_makes_a_claim_weaker(pairs: list[tuple[float, float]]) -> None:
    comparison = _compare([a for a, _ in pairs], [b for _, b in pairs])
    naive, corrected = comparison.naive_paired.p_value, comparison.corrected.p_value
    assert (naive is None) == (corrected is None)
    if naive is not None and corrected is not None:
        assert naive <= corrected <= 1.0
    if comparison.corrected_interval is not None and comparison.naive_interval is not None:
        assert comparison.corrected_interval.low <= comparison.naive_interval.low
        assert comparison.naive_interval.high <= comparison.corrected_interval.high


@settings(max_examples=40, deadline=None)
@given(trials)
def test_a_p_value_is_missing_exactly_where_a_reason_is_given(
    pairs: list[tuple[float, float]],
) -> None:
    comparison = _compare([a for a, _ in pairs], [b for _, b in pairs])
    for name in TEST_NAMES:
        test = getattr(comparison, name)
        assert (test.p_value is None) == bool(test.reason)
        assert test.p_value is None or 0.0 <= test.p_value <= 1.0
