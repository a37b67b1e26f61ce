"""Effect sizes: how large a difference is, apart from whether chance explains it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def cohens_dz(differences: Values) -> float | None:
    """Return the mean of the paired `differences` [shape=(J,)] over their standard deviation.

    Returns
    -------
    float or None
        Zero where all differences are zero; None where there is one difference only, or where
        all are equal and not zero, so that there is no spread to divide by.

    References
    ----------
    J. Cohen, *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed. (1988), 48.
    """
    if not differences.any():
        return 0.0 if differences.size > 1 else None
    if differences.size < 2 or np.ptp(differences) == 0.0:
        return None
    return float(differences.mean() / differences.std(ddof=1))


def rank_biserial(differences: Values) -> float:
    """Return the matched-pairs rank-biserial correlation of `differences` [shape=(J,)].

    The share of the rank sum that positive differences hold, less the share that negative ones
    hold: 1 where every trial that differs favours the first model, -1 where each favours the
    second. Zero differences are dropped, as in Wilcoxon's test; zero where none is left.

    References
    ----------
    D. S. Kerby, "The simple difference formula", Comprehensive Psychology 3 (2014), 1.
    """
    # As in `hypothesis_tests`, only where it is needed.
    from scipy import stats

    unequal = differences[differences != 0.0]
    if unequal.size == 0:
        return 0.0
    ranks = stats.rankdata(np.abs(unequal))
    return float(np.sum(np.sign(unequal) * ranks) / np.sum(ranks))


def cliffs_delta(first: Values, second: Values) -> float:
    """Return P(first > second) - P(first < second) over all pairs of values.

    Unlike `rank_biserial` it ignores which values belong to the same trial: it says how far
    the two distributions of Figure 1 stand apart.

    Parameters
    ----------
    first, second : np.ndarray [shape=(J,) and (K,)]
        Scores of the two models.

    References
    ----------
    N. Cliff, "Dominance statistics", Psychological Bulletin 114 (1993), 494-509.
    """
    return math.fsum(np.sign(first[:, None] - second[None, :]).ravel()) / (first.size * second.size)
