"""Tiles of single samples, for zooms below the pyramid: read in a worker, kept in the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

from sepgenre_gui.audio.held_reader import read_held
from sepgenre_gui.audio.peaks.columns import Columns, column_edges, reduce_columns
from sepgenre_training.audio import DecoderName
from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.separation.stems import Audio

TILE_SAMPLES = 65_536
"""Samples of one tile: the visible part of a track is then at most 18 tiles (4000 pixels)."""

_BIN_SAMPLES = 16


@attrs.frozen(kw_only=True)
class SamplesTask:
    """Tile `index` of a track: its samples from ``index * TILE_SAMPLES`` on.

    `n_samples` is the length of the track.
    """

    path: Path
    decoder: DecoderName
    n_samples: int = attrs.field(validator=validators.ge(1))
    index: int = attrs.field(validator=validators.ge(0))

    def __attrs_post_init__(self) -> None:
        if self.index * TILE_SAMPLES >= self.n_samples:
            raise ValueError(f"a track of {self.n_samples} samples has no tile {self.index}")


@attrs.frozen(kw_only=True, eq=False)
class SampleTile:
    """The samples of one tile, and their extremes by 16.

    Attributes
    ----------
    index : int
        Its number in the track.
    samples : Audio [shape=(channels, samples)]
        `TILE_SAMPLES`, fewer in the last tile.
    minima, maxima : ndarray [shape=(channels, ceil(samples / 16))]
        float32.
    """

    index: int
    samples: Audio
    minima: npt.NDArray[np.float32]
    maxima: npt.NDArray[np.float32]

    def bins(
        self, samples_per_column: float
    ) -> tuple[int, npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the samples of a bin, minima and maxima that resolve `samples_per_column`."""
        if samples_per_column < _BIN_SAMPLES:
            return 1, self.samples, self.samples
        return _BIN_SAMPLES, self.minima, self.maxima


def read_samples(task: SamplesTask) -> SampleTile:
    """Read one tile; runs in a worker process, which keeps the file open for the next one.

    Returns
    -------
    SampleTile
        Its samples equal the slice of the full decode.

    Raises
    ------
    AudioError
        Where the file cannot be decoded, or the tile does not lie within it.
    """
    check_cancelled()
    start = task.index * TILE_SAMPLES
    n_samples = min(TILE_SAMPLES, task.n_samples - start)
    return make_tile(task.index, read_held(task.path, task.decoder, start, n_samples))


def make_tile(index: int, samples: Audio) -> SampleTile:
    """Return the tile `index` of `samples` [shape=(channels, samples)]."""
    starts = np.arange(0, samples.shape[1], _BIN_SAMPLES)
    return SampleTile(
        index=index,
        samples=samples,
        minima=np.minimum.reduceat(samples, starts, axis=1),
        maxima=np.maximum.reduceat(samples, starts, axis=1),
    )


def read_sample_columns(
    tiles: Mapping[int, SampleTile], first: int, n_columns: int, samples_per_column: float
) -> Iterator[Columns]:
    """Yield the columns that the tiles at hand hold, from left to right.

    Parameters
    ----------
    tiles : Mapping[int, SampleTile]
        By index; where some are missing, so are their columns.
    first, n_columns : int
        Which columns, on the grid that `Columns` describes.
    samples_per_column : float
        Below 256, where single samples matter.
    """
    for run in _runs(tiles):
        bin_samples = run[0].bins(samples_per_column)[0]
        tile_bins = TILE_SAMPLES // bin_samples
        parts = [tile.bins(samples_per_column)[1:] for tile in run]
        begin_bin = run[0].index * tile_bins
        end_bin = begin_bin + sum(low.shape[1] for low, _ in parts)
        edges = column_edges(first, n_columns, samples_per_column, bin_samples)
        # A column that reaches out of the run is not whole, but where the track ends.
        reach = edges[:-1] if parts[-1][0].shape[1] < tile_bins else edges[1:] - 1
        inside = np.flatnonzero((edges[:-1] >= begin_bin) & (reach < end_bin))
        if not inside.size:
            continue
        begin, end = int(inside[0]), int(inside[-1]) + 1
        minima, maxima = reduce_columns(
            np.concatenate([low for low, _ in parts], axis=1),
            np.concatenate([high for _, high in parts], axis=1),
            edges[begin : end + 1],
            begin_bin,
        )
        yield Columns(first=first + begin, minima=minima, maxima=maxima)


def read_sample_runs(
    tiles: Mapping[int, SampleTile], start_sample: int, stop_sample: int
) -> Iterator[tuple[int, Audio]]:
    """Yield where each unbroken run of samples begins, and the run, within the range given."""
    for run in _runs(tiles):
        origin = run[0].index * TILE_SAMPLES
        samples = np.concatenate([tile.samples for tile in run], axis=1)
        begin = max(0, start_sample - origin)
        part = samples[:, begin : max(begin, stop_sample - origin)]
        if part.size:
            yield origin + begin, part


def _runs(tiles: Mapping[int, SampleTile]) -> Iterator[list[SampleTile]]:
    run: list[SampleTile] = []
    for index in sorted(tiles):
        if run and index != run[-1].index + 1:
            yield run
            run = []
        run.append(tiles[index])
    if run:
        yield run
