"""What each test and each effect size means, in a few sentences for people without statistics."""

from __future__ import annotations

import math

from sepgenre_training.report.significance import Significance
from sepgenre_training.statistics.verdict import MINIMUM_TRIALS, Verdict

TEST_TITLES = {
    "naive_paired": "naive paired t-test",
    "corrected": "corrected resampled t-test",
    "wilcoxon": "Wilcoxon signed-rank",
    "welch": "Welch t-test",
}

TEST_EXPLANATIONS = {
    "naive_paired": (
        "Takes the differences of the trials for independent and asks whether their mean could "
        "be zero. The trials split the same songs again and again, so they are not independent, "
        "and the test finds differences that are not there. The published kind of test; given so "
        "that the results can be compared with those of the paper."
    ),
    "corrected": (
        "The naive test with the overlap of the trials counted in (Nadeau and Bengio): the error "
        "of the mean grows by the share of segments tested on to those trained on, and more "
        "trials do not average that away. The verdict follows this test alone."
    ),
    "wilcoxon": (
        "Ranks the differences by their size and compares the ranks of those above zero with "
        "those below; a single extreme trial counts little. Trials without a difference are "
        "dropped. It takes the trials for independent too, and over-claims as the naive test "
        "does."
    ),
    "welch": (
        "Compares the scores of the two as if each had had trials of its own, with other songs. "
        "It throws away that both met the same splits, and takes the trials for independent. "
        "Given because a paper that says “t-test” may mean it."
    ),
}
"""For each name in `TEST_NAMES`."""

P_EXPLANATION = (
    "p is the probability of a difference at least as large if both were equally good. p (Holm) "
    "is the same, made larger to allow for asking about several networks at once. The interval "
    "holds the true mean difference in 95 of 100 data sets of this kind; it is not adjusted."
)

EFFECT_EXPLANATIONS = {
    "cohens_dz": (
        "Cohen's d_z: the mean of the differences over their standard deviation. Around 0.2 is "
        "called small, 0.5 middling, 0.8 large."
    ),
    "rank_biserial": (
        "Rank-biserial correlation: from \N{MINUS SIGN}1, every trial favours the one it is "
        "compared with, over 0, neither is ahead, to 1, every trial favours the network."
    ),
    "cliffs_delta": (
        "Cliff's delta: how often a trial of the network scores above a trial of the other, less "
        "how often below, whatever trials they are; from \N{MINUS SIGN}1 to 1."
    ),
}
"""For each effect size of a `Comparison`."""

EFFECTS_NOTE = "Effect sizes describe the trials of this data set and are no evidence beyond it."

VERDICT_EXPLANATIONS = {
    Verdict.TOO_EARLY: (
        f"A verdict takes {MINIMUM_TRIALS} trials, and trials that differ from each other."
    ),
    Verdict.BETTER: "The corrected test, adjusted by Holm, finds it better.",
    Verdict.WORSE: "The corrected test, adjusted by Holm, finds it worse.",
    Verdict.NO_DIFFERENCE: (
        "Equally good networks would often differ as much. This does not show that they are equal."
    ),
}


def error_ratio(comparisons: Significance) -> float | None:
    """Return the corrected standard error over the naive one, sqrt(1 + J n_test / n_train).

    None where no trial pairs up.
    """
    n_trials, n_train, n_test = comparisons.n_trials, comparisons.n_train, comparisons.n_test
    return math.sqrt(1.0 + n_trials * n_test / n_train) if n_trials and n_train else None


def overlap_sentence(comparisons: Significance) -> str:
    """Return by how much the naive test is too sure in this run; empty below two trials."""
    ratio = error_ratio(comparisons)
    if ratio is None or comparisons.n_trials < 2:
        return ""
    return (
        f"With {comparisons.n_trials} trials that train on {comparisons.n_train:.1f} segments and "
        f"test on {comparisons.n_test:.1f} (means), the corrected test takes the uncertainty to "
        f"be {ratio:.1f} times what the naive test takes it to be."
    )
