from __future__ import annotations

import attrs
import numpy as np
import pytest

from sepgenre_training.statistics.comparison import Comparison, compare, compare_with_baseline
from sepgenre_training.statistics.verdict import Verdict, verdict


def _comparison(shift: float, n_trials: int = 50) -> Comparison:
    random = np.random.default_rng(3)
    base = random.uniform(0.3, 0.5, n_trials)
    model = base + random.normal(shift, 0.05, n_trials)
    return compare(list(model), list(base), n_train=52, n_test=14)


@pytest.mark.parametrize(
    ("shift", "expected"),
    [(0.2, Verdict.BETTER), (-0.2, Verdict.WORSE), (0.0, Verdict.NO_DIFFERENCE)],
)
def test_follows_the_corrected_test(shift: float, expected: Verdict) -> None:
    assert verdict(_comparison(shift)) is expected


def test_does_not_follow_the_naive_test() -> None:
    comparison = _comparison(0.03)
    assert comparison.naive_paired.p_value is not None
    assert comparison.naive_paired.p_value < 0.01
    assert verdict(comparison) is Verdict.NO_DIFFERENCE


def test_few_trials_are_too_early_however_clear_they_look() -> None:
    assert verdict(_comparison(0.3, n_trials=9)) is Verdict.TOO_EARLY
    assert verdict(_comparison(0.3, n_trials=10)) is Verdict.BETTER
    assert verdict(_comparison(0.3, n_trials=9), minimum_trials=5) is Verdict.BETTER
    assert verdict(compare([0.5] * 20, [0.4] * 20, n_train=8, n_test=2)) is Verdict.TOO_EARLY


def test_holms_adjustment_decides_where_there_is_one() -> None:
    comparison = _comparison(0.2)
    adjusted = attrs.evolve(comparison, corrected=attrs.evolve(comparison.corrected, p_holm=0.06))
    assert verdict(adjusted) is Verdict.NO_DIFFERENCE
    assert verdict(adjusted, alpha=0.1) is Verdict.BETTER


def test_equal_models_show_no_difference() -> None:
    same = [0.1 * (i % 7) for i in range(20)]
    (comparison,) = compare_with_baseline({"a": same, "b": same}, "b", 8, 2)
    assert verdict(comparison) is Verdict.NO_DIFFERENCE
