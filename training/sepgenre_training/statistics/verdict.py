"""The verdict: a comparison in plain words, from the corrected test alone."""

from __future__ import annotations

from enum import Enum

from sepgenre_training.statistics.comparison import Comparison

MINIMUM_TRIALS = 10
"""Below so many trials the verdict is `Verdict.TOO_EARLY`.

A standard deviation from J trials is uncertain by about 1 / sqrt(2 (J - 1)): 24 % for 10 trials,
50 % for 3. Below 10 the intervals would mostly reflect the luck of that estimate.
"""


class Verdict(Enum):
    """What may be said about a model and the baseline."""

    TOO_EARLY = "too early to say"
    """Fewer than `MINIMUM_TRIALS` trials, or trials without the spread that a test needs."""

    BETTER = "better"
    """The corrected test, adjusted by Holm, finds the model better than the baseline."""

    WORSE = "worse"
    """The same test finds it worse."""

    NO_DIFFERENCE = "no difference shown"
    """The test finds neither. This does not show that the two are equal."""


def verdict(
    comparison: Comparison, *, alpha: float = 0.05, minimum_trials: int = MINIMUM_TRIALS
) -> Verdict:
    """Judge `comparison` by the corrected resampled t-test.

    Parameters
    ----------
    comparison : Comparison
        From `compare_with_baseline`; where it was compared alone, its raw p-value is its own
        adjusted one.
    alpha : float
        Level of the test, for the whole family of comparisons.
    minimum_trials : int
        Below so many trials nothing is said.
    """
    test = comparison.corrected
    p_value = test.p_value if test.p_holm is None else test.p_holm
    if comparison.n_trials < minimum_trials or p_value is None:
        return Verdict.TOO_EARLY
    if p_value > alpha:
        return Verdict.NO_DIFFERENCE
    return Verdict.BETTER if comparison.mean_difference > 0 else Verdict.WORSE
