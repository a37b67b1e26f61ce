"""The waveform of one lane, in memory: two levels of peaks, read as those of a track are."""

from __future__ import annotations

import math
from typing import Self

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_gui.audio.peaks.columns import Columns, column_edges, reduce_columns
from sepgenre_gui.audio.peaks.layout import BASE_SAMPLES, FULL_SCALE

LEVEL_SAMPLES = (BASE_SAMPLES, 16 * BASE_SAMPLES)
"""Samples that a bin stands for, at each level: of 20 minutes the coarser has 13,000 bins."""

Bins = npt.NDArray[np.int16]
"""Minima and maxima, [shape=(channels, 2, bins)], as `peaks.layout.FULL_SCALE` says."""


@attrs.frozen(kw_only=True, eq=False)
class LanePeaks:
    """Lowest and highest samples of a lane at any zoom, as `peaks.Peaks` has them of a track.

    Attributes
    ----------
    n_samples : int
        Length of the lane, once all of it is there.
    first_sample, n_ready_samples : int
        The part of it that is here, from the one to the other; the first is a multiple of
        ``LEVEL_SAMPLES[-1]``.
    levels : tuple of ndarray
        `Bins` of each of `LEVEL_SAMPLES`.
    """

    n_samples: int
    first_sample: int
    n_ready_samples: int
    levels: tuple[Bins, ...]

    @classmethod
    def from_base(cls, base: Bins, *, n_samples: int, first_sample: int, n_ready: int) -> Self:
        """Return the peaks whose finest level is `base`."""
        starts = np.arange(0, base.shape[2], LEVEL_SAMPLES[1] // LEVEL_SAMPLES[0])
        coarse = np.empty((len(base), 2, len(starts)), dtype=np.int16)
        if len(starts):
            np.minimum.reduceat(base[:, 0], starts, axis=1, out=coarse[:, 0])
            np.maximum.reduceat(base[:, 1], starts, axis=1, out=coarse[:, 1])
        return cls(
            n_samples=n_samples,
            first_sample=first_sample,
            n_ready_samples=n_ready,
            levels=(base, coarse),
        )

    @property
    def n_channels(self) -> int:
        """Return the number of channels."""
        return int(self.levels[0].shape[0])

    @property
    def is_complete(self) -> bool:
        """Return whether the whole lane is here."""
        return self.first_sample == 0 and self.n_ready_samples == self.n_samples

    def extended(self, later: LanePeaks) -> LanePeaks:
        """Return these peaks followed by `later`, which begins within them or where they end."""
        levels = tuple(
            np.concatenate(
                [mine[..., : (later.first_sample - self.first_sample) // bin_samples], others],
                axis=2,
            )
            for bin_samples, mine, others in zip(
                LEVEL_SAMPLES, self.levels, later.levels, strict=True
            )
        )
        return attrs.evolve(self, n_ready_samples=later.n_ready_samples, levels=levels)

    def read_columns(self, first: int, n_columns: int, samples_per_column: float) -> Columns:
        """Return columns of the waveform of a lane that is here from its first sample on.

        Parameters
        ----------
        first, n_columns : int
            Which columns, on the grid that `Columns` describes.
        samples_per_column : float
            Below 256 neighbouring columns repeat the bin that they share.

        Returns
        -------
        Columns
            Fewer where the lane ends, or as far as it is here.
        """
        level = int(samples_per_column >= LEVEL_SAMPLES[1])
        bin_samples, bins = LEVEL_SAMPLES[level], self.levels[level]
        stop = min(first + n_columns, math.ceil(self.n_ready_samples / samples_per_column))
        first = max(0, first)
        edges = column_edges(first, max(0, stop - first), samples_per_column, bin_samples)
        begin, end = int(edges[0]), min(int(edges[-1]) + 1, bins.shape[2])
        values = bins[:, :, begin : max(begin, end)]
        minima, maxima = reduce_columns(values[:, 0], values[:, 1], edges, begin)
        scale = np.float32(1 / FULL_SCALE)
        return Columns(first=first, minima=minima * scale, maxima=maxima * scale)
