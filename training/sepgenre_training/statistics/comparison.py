"""The comparison of a network with the baseline: every test, interval and effect size at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.errors import ExperimentError
from sepgenre_training.statistics.adjustment import holm
from sepgenre_training.statistics.effect_size import cliffs_delta, cohens_dz, rank_biserial
from sepgenre_training.statistics.hypothesis_tests import (
    NO_SPREAD,
    ONE_TRIAL,
    Interval,
    SignificanceTest,
    confidence_interval,
    corrected_standard_error,
    corrected_t_test,
    naive_paired_t_test,
    naive_standard_error,
    welch_t_test,
    wilcoxon_test,
)

Values = npt.NDArray[np.float64]

TEST_NAMES = ("naive_paired", "corrected", "wilcoxon", "welch")
"""The attributes of `Comparison` that hold a test."""

_DECIMALS = 12
"""Scores and differences are rounded to so many decimals: 0.3 - 0.2 and 0.2 - 0.1 must tie."""


@attrs.frozen(kw_only=True)
class Comparison:
    """One model against the baseline over J trials, paired by trial.

    Attributes
    ----------
    name, baseline : str
        The two models.
    n_trials : int
        J.
    n_train, n_test : float
        Examples trained and tested on in a trial (means, where trials differ).
    mean, baseline_mean, mean_difference : float
        Mean scores, and the mean of (model - baseline): positive where the model is better.
    standard_deviation : float or None
        Of the differences (J - 1 in the denominator); None for one trial.
    wins, ties, losses : int
        Trials in which the model scored above, equal to, and below the baseline.
    naive_paired, corrected, wilcoxon, welch : SignificanceTest
        The tests; see `sepgenre_training.statistics.hypothesis_tests`.
    naive_interval, corrected_interval : Interval or None
        95 % confidence intervals of the mean difference; None without spread (`reason` says).
    cohens_dz, rank_biserial, cliffs_delta : float or None
        Effect sizes; see `sepgenre_training.statistics.effect_size`.
    reason : str
        Why intervals are missing; empty where they are not.
    """

    name: str
    baseline: str
    n_trials: int
    n_train: float
    n_test: float
    mean: float
    baseline_mean: float
    mean_difference: float
    standard_deviation: float | None
    wins: int
    ties: int
    losses: int
    naive_paired: SignificanceTest
    corrected: SignificanceTest
    wilcoxon: SignificanceTest
    welch: SignificanceTest
    naive_interval: Interval | None
    corrected_interval: Interval | None
    cohens_dz: float | None
    rank_biserial: float
    cliffs_delta: float
    reason: str = ""


def compare(
    scores: Sequence[float],
    baseline_scores: Sequence[float],
    *,
    n_train: float,
    n_test: float,
    name: str = "model",
    baseline: str = "baseline",
) -> Comparison:
    """Compare a model with the baseline over the same trials.

    Parameters
    ----------
    scores, baseline_scores : sequence of float, length J
        One score for each trial, higher is better; the i-th of both from the same split.
    n_train, n_test : float
        Numbers of examples trained and tested on in a trial.
    name, baseline : str
        What the two are called.

    Returns
    -------
    Comparison
        p-values unadjusted; `compare_with_baseline` adds Holm's.

    Raises
    ------
    ExperimentError
        Where the trials do not pair up, none is given, a score is not finite, or a size is not
        positive.
    """
    first, second = _paired(scores, baseline_scores, name=name, baseline=baseline)
    if n_train <= 0 or n_test <= 0:
        raise ExperimentError(
            f"A trial trains on {n_train} and tests on {n_test} segments.",
            remedy="Give every trial at least one segment on either side.",
        )
    differences = np.round(first - second, _DECIMALS)
    return Comparison(
        name=name,
        baseline=baseline,
        n_trials=first.size,
        n_train=float(n_train),
        n_test=float(n_test),
        mean=float(first.mean()),
        baseline_mean=float(second.mean()),
        mean_difference=float(differences.mean()),
        wins=int(np.sum(differences > 0)),
        ties=int(np.sum(differences == 0)),
        losses=int(np.sum(differences < 0)),
        naive_paired=naive_paired_t_test(differences),
        corrected=corrected_t_test(differences, n_train=n_train, n_test=n_test),
        wilcoxon=wilcoxon_test(differences),
        welch=welch_t_test(first, second),
        cohens_dz=cohens_dz(differences),
        rank_biserial=rank_biserial(differences),
        cliffs_delta=cliffs_delta(first, second),
        **_spread(differences, n_train=n_train, n_test=n_test),
    )


def compare_with_baseline(
    scores: Mapping[str, Sequence[float]], baseline: str, n_train: float, n_test: float
) -> tuple[Comparison, ...]:
    """Compare every model in `scores` but the baseline with the baseline.

    Parameters
    ----------
    scores : mapping of str to sequence of float
        For each model its score in each trial, all of the same length and order.
    baseline : str
        Its name among `scores`.
    n_train, n_test : float
        Numbers of examples trained and tested on in a trial.

    Returns
    -------
    tuple of Comparison
        In the order of `scores`; each test's `p_holm` is adjusted over these comparisons.

    Raises
    ------
    ExperimentError
        Where the baseline is not among `scores`, or for the reasons of `compare`.
    """
    if baseline not in scores:
        raise ExperimentError(
            f"The baseline {baseline!r} has no scores.",
            remedy=f"Choose it from {', '.join(map(repr, scores)) or 'at least one model'}.",
        )
    comparisons = [
        compare(
            values,
            scores[baseline],
            n_train=n_train,
            n_test=n_test,
            name=name,
            baseline=baseline,
        )
        for name, values in scores.items()
        if name != baseline
    ]
    for test in TEST_NAMES:
        adjusted = holm([getattr(comparison, test).p_value for comparison in comparisons])
        comparisons = [
            attrs.evolve(
                comparison, **{test: attrs.evolve(getattr(comparison, test), p_holm=p_holm)}
            )
            for comparison, p_holm in zip(comparisons, adjusted, strict=True)
        ]
    return tuple(comparisons)


def _paired(
    scores: Sequence[float], baseline_scores: Sequence[float], *, name: str, baseline: str
) -> tuple[Values, Values]:
    first = np.asarray(scores, dtype=np.float64)
    second = np.asarray(baseline_scores, dtype=np.float64)
    if first.shape != second.shape or first.ndim != 1 or first.size == 0:
        raise ExperimentError(
            f"{name!r} has {first.size} trials and {baseline!r} has {second.size}: "
            "they do not pair up.",
            remedy="Compare them over trials that both have finished, at least one.",
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ExperimentError(
            f"A score of {name!r} or {baseline!r} is not a finite number.",
            remedy="Leave out the trials that failed, or run them again.",
        )
    return np.round(first, _DECIMALS), np.round(second, _DECIMALS)


class _Spread(TypedDict):
    standard_deviation: float | None
    naive_interval: Interval | None
    corrected_interval: Interval | None
    reason: str


def _spread(differences: Values, *, n_train: float, n_test: float) -> _Spread:
    """Return the fields of `Comparison` that need the spread of `differences`."""
    if differences.size < 2 or np.ptp(differences) == 0.0:
        return _Spread(
            standard_deviation=None if differences.size < 2 else 0.0,
            naive_interval=None,
            corrected_interval=None,
            reason=ONE_TRIAL if differences.size < 2 else NO_SPREAD,
        )
    corrected = corrected_standard_error(differences, n_train=n_train, n_test=n_test)
    return _Spread(
        standard_deviation=float(differences.std(ddof=1)),
        naive_interval=confidence_interval(differences, naive_standard_error(differences)),
        corrected_interval=confidence_interval(differences, corrected),
        reason="",
    )
