"""The curve through single samples, as columns: the line itself, not the extremes of bins."""

from __future__ import annotations

import math

import numpy as np

from sepgenre_gui.audio.peaks import Columns
from sepgenre_training.separation.stems import Audio


def curve_columns(
    begin_sample: int, samples: Audio, first: int, n_columns: int, samples_per_column: float
) -> Columns:
    """Return the range that straight lines from sample to sample cover in each column.

    QPainter's own lines, wider than a pixel and smoothed, take ten times as long.

    Parameters
    ----------
    begin_sample : int
        Where in the track `samples` begin.
    samples : Audio [shape=(channels, samples)]
        An unbroken run.
    first, n_columns : int
        Which columns, on the grid that `Columns` describes; those that do not lie within the
        run are left out.
    samples_per_column : float
        About 2 at most: sample `i` lies at column ``i / samples_per_column``.
    """
    last_sample = begin_sample + samples.shape[1] - 1
    begin = max(first, math.ceil(begin_sample / samples_per_column))
    end = min(first + n_columns, math.floor(last_sample / samples_per_column))
    edges = np.arange(begin, max(begin, end) + 1) * samples_per_column - begin_sample
    numbers = np.arange(samples.shape[1])
    at_edges = np.stack([np.interp(edges, numbers, channel) for channel in samples])
    minima = np.minimum(at_edges[:, :-1], at_edges[:, 1:]).astype(np.float32)
    maxima = np.maximum(at_edges[:, :-1], at_edges[:, 1:]).astype(np.float32)
    # A sample within a column is a corner of the line, and may lie beyond both its ends.
    holders = np.floor((numbers + begin_sample) / samples_per_column).astype(np.int64) - begin
    inside = (holders >= 0) & (holders < minima.shape[1])
    for channel, values in enumerate(samples):
        np.minimum.at(minima[channel], holders[inside], values[inside])
        np.maximum.at(maxima[channel], holders[inside], values[inside])
    return Columns(first=begin, minima=minima, maxima=maxima)
