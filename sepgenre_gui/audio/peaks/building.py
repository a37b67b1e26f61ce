"""Building a pyramid in a worker, while the track is decoded once from start to end."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_gui.audio.peaks.layout import BASE_SAMPLES, FACTOR, FULL_SCALE, Layout
from sepgenre_gui.audio.peaks.pyramid import Peaks
from sepgenre_gui.audio.peaks.task import PeaksTask
from sepgenre_training.audio import iter_blocks, printable
from sepgenre_training.cache import replacing, unfinished_name
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import AudioError
from sepgenre_training.os_errors import explain_os_error
from sepgenre_training.separation.stems import Audio
from sepgenre_training.unfinished import unfinished

BLOCK_SAMPLES = 65_536
"""Samples decoded at a time. A block and its peaks fit into a processor's cache."""

_REPORT_EVERY_S = 0.1
_LIMIT = 32_767


@attrs.frozen(kw_only=True)
class PeaksGrown:
    """`n_ready_samples` of `n_samples` can be drawn from the file at `path`."""

    path: Path
    n_ready_samples: int
    n_samples: int


def build_peaks(task: PeaksTask) -> Path:
    """Build the pyramid of a track, unless the cache has it; runs in a worker process.

    The pyramid grows in a file of its own, which `PeaksGrown` events name about ten times a
    second and `Peaks.open_growing` reads. The finished one appears in the cache at once and
    whole. After an error or a cancel nothing stays.

    Returns
    -------
    Path
        The finished file, ``task.file``.

    Raises
    ------
    AudioError
        Where the audio cannot be decoded, or is not what was examined.
    SepgenreError
        Where the cache folder cannot be written.
    CancelledError
        Where the person asked to stop.
    """
    if Peaks.open_cached(task) is not None:
        return task.file
    try:
        with _growing_file(task) as (path, file):
            _Building(task, path, file).run()
            _finish(path, task.file)
    except OSError as error:
        # In a file that is open, the system does not say which it is.
        error.filename = error.filename or str(task.file)
        raise explain_os_error(error) from error
    return task.file


class _Building:
    """The levels so far, held in memory (13 MB for two hours of stereo) and written on."""

    def __init__(self, task: PeaksTask, path: Path, file: BinaryIO) -> None:
        self._task, self._path, self._file = task, path, file
        self._layout = task.layout
        self._levels = [
            np.zeros((2 * task.n_channels, bins), "<i2") for bins in self._layout.level_bins
        ]
        self._n_ready = 0
        self._n_written = 0

    def run(self) -> None:
        """Decode the track, from start to end."""
        self._start_file()
        reported_s = 0.0
        for block in iter_blocks(self._task.path, BLOCK_SAMPLES, decoder=self._task.decoder):
            check_cancelled()
            self._add(block)
            if time.monotonic() - reported_s >= _REPORT_EVERY_S:
                self._write()
                reported_s = time.monotonic()
        if self._n_ready != self._task.n_samples:
            raise _changed(self._task, "another length")
        self._write()

    def _start_file(self) -> None:
        self._file.truncate(self._layout.n_bytes)
        self._file.write(self._layout.header(0))

    def _add(self, block: Audio) -> None:
        first, self._n_ready = self._n_ready, self._n_ready + block.shape[1]
        if block.shape[0] != self._task.n_channels or self._n_ready > self._task.n_samples:
            raise _changed(self._task, "another length or number of channels")
        peaks = reduce_block(block)
        if peaks is None:
            raise _changed(self._task, "samples that are not numbers")
        begin = first // BASE_SAMPLES
        self._levels[0][:, begin : begin + peaks.shape[1]] = peaks
        for level in range(1, len(self._levels)):
            self._raise(level, first)

    def _raise(self, level: int, first: int) -> None:
        """Make the bins of `level` that hold samples from `first` on, of the level below."""
        begin = first // Layout.bin_samples(level)
        stop = -(-self._n_ready // Layout.bin_samples(level - 1))
        below = self._levels[level - 1][:, FACTOR * begin : stop]
        starts = np.arange(0, below.shape[1], FACTOR)
        end = begin + len(starts)
        np.minimum.reduceat(below[0::2], starts, axis=1, out=self._levels[level][0::2, begin:end])
        np.maximum.reduceat(below[1::2], starts, axis=1, out=self._levels[level][1::2, begin:end])

    def _write(self) -> None:
        """Write what is new, then that it is there."""
        for level, rows in enumerate(self._levels):
            begin = self._n_written // Layout.bin_samples(level)
            end = -(-self._n_ready // Layout.bin_samples(level))
            for number, row in enumerate(rows):
                self._file.seek(self._layout.row_offset(level, number) + row.itemsize * begin)
                self._file.write(row[begin:end].tobytes())
        place, ready = Layout.pack_ready(self._n_ready)
        self._file.seek(place)
        self._file.write(ready)
        # Seeking has written the peaks before it, so they are there when it says so.
        self._file.flush()
        self._n_written = self._n_ready
        report(
            PeaksGrown(
                path=self._path, n_ready_samples=self._n_ready, n_samples=self._task.n_samples
            )
        )


def reduce_block(block: Audio) -> npt.NDArray[np.int16] | None:
    """Return the peaks of the lowest level, rounded outward: no peak is drawn too small.

    Parameters
    ----------
    block : Audio [shape=(channels, samples)]
        It begins where a bin does; the last bin may be incomplete.

    Returns
    -------
    ndarray [shape=(2 * channels, bins)] or None
        int16, minima and maxima of each channel; None where a sample is not finite.
    """
    channels, n_samples = block.shape
    whole = n_samples // BASE_SAMPLES
    extremes = np.empty((channels, 2, -(-n_samples // BASE_SAMPLES)), np.float32)
    # Whole bins by a reduction over the last axis, which is an order faster than reduceat.
    bins = block[:, : whole * BASE_SAMPLES].reshape(channels, whole, BASE_SAMPLES)
    bins.min(axis=2, out=extremes[:, 0, :whole])
    bins.max(axis=2, out=extremes[:, 1, :whole])
    if whole < extremes.shape[2]:
        rest = block[:, whole * BASE_SAMPLES :]
        rest.min(axis=1, out=extremes[:, 0, whole])
        rest.max(axis=1, out=extremes[:, 1, whole])
    if not np.isfinite(extremes).all():
        return None
    extremes *= FULL_SCALE
    np.floor(extremes[:, 0], out=extremes[:, 0])
    np.ceil(extremes[:, 1], out=extremes[:, 1])
    np.clip(extremes, -_LIMIT, _LIMIT, out=extremes)
    return extremes.astype(np.int16).reshape(2 * channels, -1)


@contextmanager
def _growing_file(task: PeaksTask) -> Iterator[tuple[Path, BinaryIO]]:
    folder = task.file.parent
    folder.mkdir(parents=True, exist_ok=True)
    # Of its own name, because another window may build the peaks of the same track.
    with unfinished(unfinished_name(task.file)) as path:
        try:
            with path.open("x+b") as file:
                yield path, file
        finally:
            # On Windows a window that has mapped it keeps it until the cache is next cleaned.
            with suppress(OSError):
                path.unlink()


def _finish(grown: Path, finished: Path) -> None:
    # A copy, because Windows renames no file that a window has mapped; 13 MB for two hours.
    with replacing(finished) as temporary, temporary.open("wb") as target:
        with grown.open("rb") as source:
            shutil.copyfileobj(source, target)
        target.flush()
        # Without it a power failure could leave zeros, which look like silence.
        os.fsync(target.fileno())


def _changed(task: PeaksTask, what: str) -> AudioError:
    return AudioError(
        f"{printable(task.path)}: decodes to {what} than when it was imported; it was changed.",
        remedy="Bring the original file back, or remove the track and import it again.",
    )
