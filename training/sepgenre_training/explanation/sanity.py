"""A check that a map shows what the network has learned, and not the input's outlines alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]


def rank_correlation(first: Float64, second: Float64) -> float:
    """Return Spearman's rank correlation of two maps of one shape, cell by cell.

    Adebayo et al., *Sanity Checks for Saliency Maps*, 2018: the map of a network of random
    weights should have little to do with that of the trained one. 0 where one of them is
    constant.
    """
    # A second to import: only what compares pays.
    from scipy.stats import spearmanr

    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(spearmanr(first, second, axis=None).statistic)
