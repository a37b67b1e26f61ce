"""The four tests of a difference between two models over repeated train/test splits.

scipy is imported by the tests that need it: who only reads outcomes, as the window does, is not
held up by it for a second.
"""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

ONE_TRIAL = "one trial has no spread, so no test and no interval can be computed from it"
NO_SPREAD = "the difference is the same in every trial, so there is no spread to judge it by"

# Up to so many differences scipy's p-value is exact even with ties.
_MOST_SIGNED = 13


@attrs.frozen(kw_only=True)
class SignificanceTest:
    """The outcome of one two-sided test.

    Attributes
    ----------
    statistic : float or None
        t for the t-tests, the smaller rank sum for Wilcoxon's test.
    degrees_of_freedom : float or None
        None for Wilcoxon's test.
    p_value : float or None
        Two-sided; None where the test is undefined, with the `reason`.
    p_holm : float or None
        `p_value` after Holm's adjustment over a family of comparisons; None until adjusted.
    reason : str
        Why the test is undefined; empty where it is not.
    """

    statistic: float | None = None
    degrees_of_freedom: float | None = None
    p_value: float | None = None
    p_holm: float | None = None
    reason: str = ""


@attrs.frozen(kw_only=True)
class Interval:
    """A confidence interval, in the unit of the scores."""

    low: float
    high: float


def _degenerate(differences: Values, *, is_t: bool) -> SignificanceTest | None:
    """Return the outcome where `differences` leave nothing to test; None where they do."""
    if differences.size < 2:
        return SignificanceTest(reason=ONE_TRIAL)
    if not differences.any():
        freedom = float(differences.size - 1) if is_t else None
        return SignificanceTest(statistic=0.0, degrees_of_freedom=freedom, p_value=1.0)
    if is_t and np.ptp(differences) == 0.0:
        return SignificanceTest(reason=NO_SPREAD)
    return None


def naive_paired_t_test(differences: Values) -> SignificanceTest:
    """Test `differences` [shape=(J,)] with the paired t-test, as if the trials were independent.

    Over repeated splits of one data set they are not, so it finds differences that are not
    there (Dietterich 1998; Nadeau and Bengio 2003).
    """
    from scipy import stats

    degenerate = _degenerate(differences, is_t=True)
    if degenerate is not None:
        return degenerate
    result = stats.ttest_1samp(differences, 0.0)
    return SignificanceTest(
        statistic=float(result.statistic),
        degrees_of_freedom=float(result.df),
        p_value=float(result.pvalue),
    )


def corrected_t_test(differences: Values, *, n_train: float, n_test: float) -> SignificanceTest:
    """Test `differences` [shape=(J,)] with the corrected resampled t-test.

    t = mean / sqrt((1/J + n_test/n_train) * variance), with J - 1 degrees of freedom: the term
    n_test/n_train stands for the correlation that overlapping training sets cause, which more
    trials do not average away.

    Parameters
    ----------
    differences : np.ndarray [shape=(J,)]
        Score of one model less that of the other, trial by trial.
    n_train, n_test : float
        Numbers of examples trained and tested on in a trial.

    References
    ----------
    C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning 52
    (2003), 239-281. R. R. Bouckaert and E. Frank, "Evaluating the replicability of significance
    tests for comparing learning algorithms", PAKDD 2004, 3-12.
    """
    from scipy import stats

    degenerate = _degenerate(differences, is_t=True)
    if degenerate is not None:
        return degenerate
    error = corrected_standard_error(differences, n_train=n_train, n_test=n_test)
    statistic = float(differences.mean()) / error
    freedom = differences.size - 1
    return SignificanceTest(
        statistic=statistic,
        degrees_of_freedom=float(freedom),
        p_value=float(2.0 * stats.t.sf(abs(statistic), freedom)),
    )


def welch_t_test(first: Values, second: Values) -> SignificanceTest:
    """Test two samples of scores [shape=(J,) and (K,)] with Welch's t-test, without pairing.

    Offered because a paper that says "t-test" may mean it; it shares the naive test's fault,
    and also throws away that both models met the same splits.

    References
    ----------
    B. L. Welch, "The generalization of 'Student's' problem when several different population
    variances are involved", Biometrika 34 (1947), 28-35.
    """
    from scipy import stats

    if min(first.size, second.size) < 2:
        return SignificanceTest(reason=ONE_TRIAL)
    spreads = [float(values.std(ddof=1)) if np.ptp(values) else 0.0 for values in (first, second)]
    if not any(spreads):
        if first[0] == second[0]:
            return SignificanceTest(statistic=0.0, p_value=1.0)
        return SignificanceTest(reason=NO_SPREAD)
    # From moments rather than samples: scipy warns about one constant sample, which is legal.
    result = stats.ttest_ind_from_stats(
        mean1=first.mean(),
        std1=spreads[0],
        nobs1=first.size,
        mean2=second.mean(),
        std2=spreads[1],
        nobs2=second.size,
        equal_var=False,
    )
    return SignificanceTest(
        statistic=float(result.statistic),
        degrees_of_freedom=_welch_freedom(spreads[0], spreads[1], first.size, second.size),
        p_value=float(result.pvalue),
    )


def _welch_freedom(first_sd: float, second_sd: float, n_first: int, n_second: int) -> float:
    """Return the Welch-Satterthwaite degrees of freedom, which scipy keeps to itself here."""
    first, second = first_sd**2 / n_first, second_sd**2 / n_second
    return (first + second) ** 2 / (first**2 / (n_first - 1) + second**2 / (n_second - 1))


def wilcoxon_test(differences: Values) -> SignificanceTest:
    """Test `differences` [shape=(J,)] with Wilcoxon's signed-rank test; zeros are dropped.

    The p-value is scipy's: exact for few differences, by the normal approximation for more. With
    ties scipy computes the exact one from the ranks of each of 2**J assignments of signs, which
    takes seconds; here the same number comes from the distribution of their sums.

    Demsar recommends it for comparing two classifiers over *independent data sets*; over
    overlapping splits of one data set it over-claims as the naive t-test does.

    References
    ----------
    J. Demsar, "Statistical comparisons of classifiers over multiple data sets", Journal of
    Machine Learning Research 7 (2006), 1-30.
    """
    from scipy import stats

    degenerate = _degenerate(differences, is_t=False)
    if degenerate is not None:
        return degenerate
    unequal = differences[differences != 0.0]
    if unequal.size <= _MOST_SIGNED:
        return _exact_signed_rank_test(unequal)
    result = stats.wilcoxon(unequal)
    return SignificanceTest(statistic=float(result.statistic), p_value=float(result.pvalue))


def _exact_signed_rank_test(unequal: Values) -> SignificanceTest:
    """Return Wilcoxon's test of differences other than zero, ties or not, without approximation."""
    from scipy import stats

    # Tied ranks are halves of whole numbers: doubled, they count the sums exactly.
    ranks = np.rint(2.0 * stats.rankdata(np.abs(unequal))).astype(np.int64)
    ways = np.zeros(ranks.sum() + 1)
    ways[0] = 1.0
    for rank in ranks:
        ways[rank:] += ways[:-rank]
    positive = int(ranks[unequal > 0.0].sum())
    smaller = min(positive, int(ranks.sum()) - positive)
    p_value = min(1.0, 2.0 * float(ways[: smaller + 1].sum()) / 2.0**unequal.size)
    return SignificanceTest(statistic=smaller / 2.0, p_value=p_value)


def naive_standard_error(differences: Values) -> float:
    """Return sd / sqrt(J) of `differences` [shape=(J,)], J at least 2."""
    return float(differences.std(ddof=1)) / math.sqrt(differences.size)


def corrected_standard_error(differences: Values, *, n_train: float, n_test: float) -> float:
    """Return sd * sqrt(1/J + n_test/n_train) of `differences` [shape=(J,)], J at least 2."""
    factor = 1.0 / differences.size + n_test / n_train
    return float(differences.std(ddof=1)) * math.sqrt(factor)


def confidence_interval(
    differences: Values, standard_error: float, *, level: float = 0.95
) -> Interval:
    """Return the two-sided t interval for the mean of `differences` [shape=(J,)], J >= 2."""
    from scipy import stats

    centre = float(differences.mean())
    reach = float(stats.t.ppf(0.5 + level / 2.0, differences.size - 1)) * standard_error
    return Interval(low=centre - reach, high=centre + reach)
