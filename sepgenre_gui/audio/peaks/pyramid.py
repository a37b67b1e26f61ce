"""The pyramid as the window reads it: mapped into memory, growing or finished."""

from __future__ import annotations

import math
import mmap
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sepgenre_gui.audio.peaks.columns import Columns, column_edges, reduce_columns
from sepgenre_gui.audio.peaks.layout import FULL_SCALE, Layout
from sepgenre_gui.audio.peaks.task import PeaksTask
from sepgenre_training.audio import printable
from sepgenre_training.cache import touch
from sepgenre_training.errors import SepgenreError


class Peaks:
    """Lowest and highest samples of a track at any zoom.

    Opening reads 32 bytes, drawing about as many values as there are pixels; the system keeps
    in memory what was read.
    """

    def __init__(self, layout: Layout, mapped: mmap.mmap) -> None:
        self._layout = layout
        self._mapped = mapped
        self._levels = [
            np.frombuffer(
                mapped, "<i2", 2 * layout.n_channels * bins, layout.offset(level)
            ).reshape(layout.n_channels, 2, bins)
            for level, bins in enumerate(layout.level_bins)
        ]
        self._n_ready = 0

    @classmethod
    def open_cached(cls, task: PeaksTask) -> Peaks | None:
        """Return the finished pyramid of a track; None where the cache has none that is whole."""
        peaks = _open(task.file, task.layout)
        if peaks is None or not peaks.is_complete:
            return None
        touch(task.file)
        return peaks

    @classmethod
    def open_growing(cls, task: PeaksTask, path: Path) -> Peaks:
        """Return the pyramid that a `PeaksGrown` event names.

        Raises
        ------
        SepgenreError
            Where it is gone, as after a cancel.
        """
        peaks = _open(path, task.layout)
        if peaks is None:
            raise SepgenreError(
                f"{printable(task.path)}: its peaks are no longer built in {printable(path)}.",
                remedy="Open the track again.",
            )
        return peaks

    @property
    def n_samples(self) -> int:
        """Return the length of the track."""
        return self._layout.n_samples

    @property
    def n_channels(self) -> int:
        """Return the number of channels."""
        return self._layout.n_channels

    @property
    def n_ready_samples(self) -> int:
        """Return how much of the track is there so far."""
        if self._n_ready < self.n_samples:
            self._n_ready = self._layout.read_ready(self._mapped) or 0
        return self._n_ready

    @property
    def is_complete(self) -> bool:
        """Return whether the whole track is there."""
        return self.n_ready_samples == self.n_samples

    def read_columns(self, first: int, n_columns: int, samples_per_column: float) -> Columns:
        """Return columns of a waveform, from the level that has about as many bins.

        Parameters
        ----------
        first, n_columns : int
            Which columns, on the grid that `Columns` describes.
        samples_per_column : float
            Below 256 neighbouring columns repeat the bin that they share.

        Returns
        -------
        Columns
            Fewer where the track ends, or as far as it is there. Each column shows the extremes
            of its samples, rounded outward by 6e-5 of full scale at most, at the places that
            its level resolves: less than one column beside the true one.
        """
        level = self._layout.level_for(samples_per_column)
        bin_samples = self._layout.bin_samples(level)
        stop = min(first + n_columns, math.ceil(self.n_ready_samples / samples_per_column))
        first = max(0, first)
        edges = column_edges(first, max(0, stop - first), samples_per_column, bin_samples)
        n_bins = -(-self.n_ready_samples // bin_samples)
        begin, end = int(edges[0]), min(int(edges[-1]) + 1, n_bins)
        values = self._levels[level][:, :, begin : max(begin, end)]
        minima, maxima = reduce_columns(values[:, 0], values[:, 1], edges, begin)
        return Columns(first=first, minima=_scale(minima), maxima=_scale(maxima))


def _open(path: Path, layout: Layout) -> Peaks | None:
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # absent, or empty
        return None
    if layout.read_ready(mapped) is None:
        mapped.close()
        return None
    return Peaks(layout, mapped)


def _scale(values: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    return values * np.float32(1 / FULL_SCALE)
