"""Columns of a waveform as an image: one byte a pixel, made by NumPy in a millisecond.

Measured against its peers for 2000 x 600 pixels: this and its conversion 0.5 ms, QPainter's
filled polygon 190 ms, pyqtgraph's paired lines 7 to 11 ms.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SHADES = 16
"""Steps from the ground, 0, to the waveform's colour."""

_ROWS_AT_ONCE = 32


def draw_columns(
    image: npt.NDArray[np.uint8],
    minima: npt.NDArray[np.float32],
    maxima: npt.NDArray[np.float32],
    thickness: float = 1.0,
) -> None:
    """Draw a lane: a bar from the minimum to the maximum in each column.

    Parameters
    ----------
    image : ndarray [shape=(rows, columns)]
        uint8, written in place: 0 the ground, `SHADES` the waveform, between them its edges.
    minima, maxima : ndarray [shape=(columns,)]
        Full scale 1.0 reaches the edges of the lane; what goes beyond is cut.
    thickness : float
        Least height of a bar in rows: silence, too, is a line.

    Notes
    -----
    A bar reaches halfway to neighbours that it does not meet: a steep slope is unbroken.
    """
    rows = image.shape[0]
    low, high = _join(minima, maxima)
    top, bottom = _to_rows(high, rows), _to_rows(low, rows)
    missing = np.maximum(0.0, thickness - (bottom - top)) / 2
    top, bottom = np.maximum(top - missing, 0), np.minimum(bottom + missing, rows)
    whole_top = np.ceil(top).astype(np.int16)
    whole_rows = np.maximum(np.floor(bottom).astype(np.int16) - whole_top, 0).view(np.uint16)
    _fill(image, whole_top, whole_rows)
    _shade_edges(image, top, bottom)


def _join(
    minima: npt.NDArray[np.float32], maxima: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Let each bar reach halfway to where its neighbours are, where they do not meet."""
    low, high = minima.copy(), maxima.copy()
    # Where neighbours meet, their middle lies within both and changes nothing.
    rising = (maxima[:-1] + minima[1:]) / 2
    falling = (minima[:-1] + maxima[1:]) / 2
    np.maximum(high[:-1], rising, out=high[:-1])
    np.minimum(low[1:], rising, out=low[1:])
    np.minimum(low[:-1], falling, out=low[:-1])
    np.maximum(high[1:], falling, out=high[1:])
    return low, high


def _to_rows(values: npt.NDArray[np.float32], rows: int) -> npt.NDArray[np.float32]:
    clipped: npt.NDArray[np.float32] = np.clip((1 - values) * np.float32(rows / 2), 0, rows)
    return clipped


def _fill(
    image: npt.NDArray[np.uint8], top: npt.NDArray[np.int16], n_rows: npt.NDArray[np.uint16]
) -> None:
    numbers = np.arange(image.shape[0], dtype=np.int16)[:, None]
    distance = np.empty((_ROWS_AT_ONCE, image.shape[1]), np.int16)
    for begin in range(0, image.shape[0], _ROWS_AT_ONCE):
        part = image[begin : begin + _ROWS_AT_ONCE]
        below = distance[: len(part)]
        np.subtract(numbers[begin : begin + len(part)], top, out=below)
        # Rows above the bar wrap around to large numbers: one comparison for both ends.
        np.multiply(below.view(np.uint16) < n_rows, np.uint8(SHADES), out=part)


def _shade_edges(
    image: npt.NDArray[np.uint8], top: npt.NDArray[np.float32], bottom: npt.NDArray[np.float32]
) -> None:
    """Shade the rows that a bar covers in part."""
    last_row = image.shape[0] - 1
    columns = np.arange(image.shape[1])
    top_row = np.floor(top).astype(np.intp)
    bottom_row = np.floor(bottom).astype(np.intp)
    ends = ((top_row, np.minimum(top_row + 1, bottom) - top), (bottom_row, bottom - bottom_row))
    for row, covered in ends:
        shade = np.rint(covered * SHADES).astype(np.uint8)
        row = np.minimum(row, last_row)
        image[row, columns] = np.maximum(image[row, columns], shade)
