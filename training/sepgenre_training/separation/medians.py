"""The running median, by which held tones and short strokes are told apart."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter

from sepgenre_training.separation.stft import Magnitude


def running_median(values: Magnitude, span: float) -> Magnitude:
    """Return the median over about `span` values along the last axis, mirrored at the ends.

    Parameters
    ----------
    values : Magnitude [shape=(rows, columns)]
        Each row is filtered by itself.
    span : float
        Width; rounded to an odd number of at least three.
    """
    half = max(int(span) // 2, 1)
    padded = np.pad(values, ((0, 0), (half, half)), mode="reflect")
    # One long row: SciPy's one-dimensional filter is seven times faster than its general one.
    filtered = median_filter(padded.reshape(-1), size=2 * half + 1)
    return np.ascontiguousarray(filtered.reshape(padded.shape)[:, half:-half])
