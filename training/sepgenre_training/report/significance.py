"""The significance of the differences: each network against the baseline, and the references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import STEMS_CONV, STEMS_SEPARABLE
from sepgenre_training.report.selection import (
    MEASURE_TITLES,
    Measure,
    networks_fitted,
    reference_names,
    split_sizes,
    trials_with,
)
from sepgenre_training.statistics.comparison import Comparison, compare_with_baseline

LeadingTest = Literal["naive_paired", "corrected"]

PAPER_P_VALUES = {STEMS_CONV: 0.04, STEMS_SEPARABLE: 0.07}
"""The p-values of F1 against the baseline that the paper prints; it names no test."""

PAPER_TEST_UNKNOWN = (
    "The paper gives p-values of 0.04 and 0.07 but does not say which t-test they come from "
    "(paired or not, one-sided or two-sided), nor whether they were adjusted. The naive paired "
    "test is the closest guess; Welch's test, which ignores the pairing, is listed too."
)


@attrs.frozen(kw_only=True)
class Significance:
    """Every comparison of a run.

    Attributes
    ----------
    leading : {"naive_paired", "corrected"}
        The test that the protocol puts first: the naive one under ``paper``, the corrected one
        under ``sound``. Both are always computed.
    n_trials : int
        Trials in which all networks have a fit.
    n_train, n_test : float
        Mean numbers of segments trained and tested on. Segments of the validation side are not
        trained on and count for neither.
    with_baseline : mapping of measure to tuple of Comparison
        Networks against the baseline, Holm's adjustment over each measure's comparisons.
    with_references : mapping of reference name to tuple of Comparison
        Accuracy of each network against each reference, adjusted over the networks. Accuracy,
        because a constant guess has a tiny macro F1 however poor its rival.
    """

    leading: LeadingTest
    n_trials: int
    n_train: float
    n_test: float
    with_baseline: Mapping[Measure, tuple[Comparison, ...]]
    with_references: Mapping[str, tuple[Comparison, ...]]


def significance(record: RunRecord) -> Significance:
    """Return all comparisons of `record`; empty ones where the baseline has no fit yet."""
    networks = networks_fitted(record)
    baseline = record.config.baseline
    trials = trials_with(record, networks)
    n_train, _, n_test = split_sizes(trials)
    return Significance(
        leading="naive_paired" if record.config.protocol == "paper" else "corrected",
        n_trials=len(trials),
        n_train=n_train,
        n_test=n_test,
        with_baseline={
            measure: _comparisons(record, networks, baseline, measure) for measure in MEASURE_TITLES
        },
        with_references={
            reference: _comparisons(record, (*networks, reference), reference, "accuracy")
            for reference in reference_names(record)
        },
    )


def _comparisons(
    record: RunRecord, names: tuple[str, ...], baseline: str, measure: Measure
) -> tuple[Comparison, ...]:
    trials = trials_with(record, names)
    if baseline not in names or not trials:
        return ()
    n_train, _, n_test = split_sizes(trials)
    scores = {
        name: [float(getattr(trial.fit(name).metrics, measure)) for trial in trials]
        for name in names
    }
    return compare_with_baseline(scores, baseline, n_train, n_test)
