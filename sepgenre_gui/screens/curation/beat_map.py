"""The beats of a track as they become known, stretch by stretch; knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sepgenre_gui.project.track import Track
from sepgenre_training.segmentation.beats import STRETCH_S, BeatGrid, BeatTask

Samples = npt.NDArray[np.int64]

# A shorter end of a track belongs to the stretch before it, or goes without beats.
_LEAST_S = 6.0


class BeatMap:
    """Which stretches of a track have been looked into, and the beats found there."""

    def __init__(self, track: Track | None = None) -> None:
        self._track = track
        self._grids: dict[int, BeatGrid] = {}
        self._asked: set[int] = set()
        self._beats = self._bars = np.empty(0, np.int64)

    @classmethod
    def of(cls, track: Track) -> BeatMap:
        """Return the map of a track of which nothing is known."""
        return cls(track)

    @property
    def beats(self) -> Samples:
        """The beats found so far, ascending, in samples."""
        return self._beats

    @property
    def bars(self) -> Samples:
        """Those of `beats` that begin a bar."""
        return self._bars

    @property
    def bar_indices(self) -> Samples:
        """The positions in `beats` of `bars`."""
        return np.searchsorted(self._beats, self._bars)

    def tempo_bpm(self, sample: int) -> float | None:
        """Return the tempo around `sample`, or None where no beat is known there."""
        if self._track is None:
            return None
        grid = self._grids.get(self._stretch_at(sample))
        return None if grid is None else grid.tempo_bpm

    def take_missing(self, start_sample: int, stop_sample: int) -> Iterator[BeatTask]:
        """Yield the tasks of the stretches within a range that were not asked for before."""
        track = self._track
        if track is None:
            return
        first = self._stretch_at(max(start_sample, 0))
        last = self._stretch_at(min(stop_sample, track.n_samples) - 1)
        for start in range(first, last + 1, self._stretch_samples):
            n_samples = min(self._stretch_samples, track.n_samples - start)
            too_short = n_samples < _LEAST_S * track.sample_rate_hz
            if start in self._asked or too_short:
                continue
            self._asked.add(start)
            yield BeatTask(
                path=track.path,
                decoder=track.decoder,
                sample_rate_hz=track.sample_rate_hz,
                start_sample=start,
                n_samples=n_samples,
            )

    def put(self, start_sample: int, grid: BeatGrid | None) -> None:
        """Take in what was found in the stretch that starts at `start_sample`."""
        if grid is None:
            return
        self._grids[start_sample] = grid
        ordered = [self._grids[start] for start in sorted(self._grids)]
        self._beats = np.unique(np.concatenate([each.beats for each in ordered]))
        self._bars = np.unique(np.concatenate([each.bars for each in ordered]))

    @property
    def _stretch_samples(self) -> int:
        assert self._track is not None
        return round(STRETCH_S * self._track.sample_rate_hz)

    def _stretch_at(self, sample: int) -> int:
        return sample // self._stretch_samples * self._stretch_samples
