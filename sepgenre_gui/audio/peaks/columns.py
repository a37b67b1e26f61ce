"""Columns: what the pixels of a waveform show, on a grid that does not move with the view."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt


@attrs.frozen(kw_only=True, eq=False)
class Columns:
    """Lowest and highest sample of consecutive columns.

    Column `k` of all stands for the samples from ``k * samples_per_column`` on, whatever part of
    them is shown: while a view moves, its columns keep their values and nothing flickers.

    Attributes
    ----------
    first : int
        Number of the first column here.
    minima, maxima : ndarray [shape=(channels, columns)]
        float32, full scale 1.0.
    """

    first: int
    minima: npt.NDArray[np.float32]
    maxima: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return int(self.minima.shape[1])


def column_edges(
    first: int, n_columns: int, samples_per_column: float, bin_samples: int
) -> npt.NDArray[np.int64]:
    """Return the bins at which columns begin [shape=(n_columns + 1,)]; the last one is the end.

    Each bin belongs to one column, so that a peak is neither lost nor drawn twice. Where columns
    are narrower than bins, neighbours begin at the same one.
    """
    numbers = np.arange(first, first + n_columns + 1)
    edges: npt.NDArray[np.int64] = np.floor(numbers * (samples_per_column / bin_samples)).astype(
        np.int64
    )
    return edges


def reduce_columns(
    minima: npt.NDArray[Any],
    maxima: npt.NDArray[Any],
    edges: npt.NDArray[np.int64],
    first_bin: int,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the extremes of the columns that begin within the bins given.

    Parameters
    ----------
    minima, maxima : ndarray [shape=(channels, bins)]
        Consecutive bins, the first of which is `first_bin`.
    edges : ndarray [shape=(n_columns + 1,)]
        As of `column_edges`, none before `first_bin`.

    Returns
    -------
    tuple of ndarray [shape=(channels, columns)]
        Columns that begin behind the bins given are left out, so there may be fewer.
    """
    starts = edges[:-1] - first_bin
    starts = starts[: int(np.searchsorted(starts, minima.shape[1]))]
    if not starts.size:
        return minima[:, :0], maxima[:, :0]
    # reduceat takes a last column to the end of its input.
    end = max(int(edges[len(starts)]) - first_bin, int(starts[-1]) + 1)
    return (
        np.minimum.reduceat(minima[:, :end], starts, axis=1),
        np.maximum.reduceat(maxima[:, :end], starts, axis=1),
    )
