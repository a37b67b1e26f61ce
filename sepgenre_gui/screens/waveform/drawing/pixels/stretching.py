"""A picture of levels stretched to pixels: linear between its points, made by NumPy.

Measured against its peer for 2000 x 300 pixels: this 1.5 ms, QPainter's smooth pixmaps 4 to 14 ms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_ROWS_AT_ONCE = 32
# Weights of 7 bits: the product with a difference of two levels fits in an int16.
_SHIFT = 7
_ONE = 1 << _SHIFT


def stretch_levels(
    levels: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.floating[Any]],
    columns: npt.NDArray[np.floating[Any]],
) -> npt.NDArray[np.uint8]:
    """Return `levels` as pixels, linear between the middles of its rows and columns.

    Levels are mixed, not their colours: what lies between two levels has the colour of the map
    between theirs.

    Parameters
    ----------
    levels : ndarray [shape=(n_rows, n_columns)]
        uint8.
    rows, columns : ndarray [shape=(height,)], [shape=(width,)]
        Where among the rows and columns of `levels` the middle of each pixel lies: 0 is the
        middle of the first. What lies beside them all has the level of the nearest.

    Returns
    -------
    ndarray [shape=(height, width)]
        uint8, C-contiguous.
    """
    before, after, weights = _neighbours(columns, levels.shape[1])
    # Transposed, so that a column is copied as one piece.
    upright = np.ascontiguousarray(levels.T)
    wide = np.ascontiguousarray(_mix(upright[before], upright[after], weights).T)
    above, below, weights = _neighbours(rows, levels.shape[0])
    pixels = np.empty((len(rows), len(columns)), np.uint8)
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(begin, begin + _ROWS_AT_ONCE)
        pixels[part] = _mix(wide[above[part]], wide[below[part]], weights[part])
    return pixels


def _neighbours(
    places: npt.NDArray[np.floating[Any]], n_points: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.int16]]:
    """Return the points before and after each place, and the share of the second."""
    places = np.clip(places, 0, n_points - 1)
    before = places.astype(np.intp)
    weights = np.rint((places - before) * _ONE).astype(np.int16)
    return before, np.minimum(before + 1, n_points - 1), weights[:, None]


def _mix(
    one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8], weights: npt.NDArray[np.int16]
) -> npt.NDArray[np.uint8]:
    mixed = np.subtract(other, one, dtype=np.int16)
    mixed *= weights
    mixed += _ONE // 2
    mixed >>= _SHIFT
    mixed += one
    return mixed.astype(np.uint8)
