"""Any separator on a track of any length: stems block by block, in memory that stays bounded."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, runtime_checkable

import attrs
import numpy as np
from attrs import validators

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.stems import STEM_NAMES, Audio, Separator

WINDOW_S = 30.0
"""What a separator that does not stream by itself is given at once, about."""

OVERLAP_S = 2.0
"""How far successive windows overlap, about; their stems are cross-faded there."""

# Windows start at multiples: the frames of short-time spectra fall where they would in the
# whole track, which makes windows agree better by 20 dB.
_STEP_SAMPLES = 8192
_N_PAIRED = 2


@attrs.frozen(kw_only=True)
class WindowGrid:
    """Where the windows on a track lie.

    Attributes
    ----------
    step_samples : int
        Every window starts at a multiple.
    n_hop_steps : int
        Steps from the start of a window to that of the next.
    n_overlap_steps : int
        Steps by which two windows overlap; the last ones, which end with the track, by more.
    """

    step_samples: int = attrs.field(validator=validators.ge(1))
    n_hop_steps: int = attrs.field(validator=validators.ge(1))
    n_overlap_steps: int = attrs.field(validator=validators.ge(0))

    @classmethod
    def in_seconds(cls, sample_rate: int) -> WindowGrid:
        """Return the grid of about `WINDOW_S` and `OVERLAP_S` at `sample_rate` Hz."""
        n_hop, n_overlap = (
            math.ceil(duration_s * sample_rate / _STEP_SAMPLES)
            for duration_s in (WINDOW_S - OVERLAP_S, OVERLAP_S)
        )
        return cls(step_samples=_STEP_SAMPLES, n_hop_steps=n_hop, n_overlap_steps=n_overlap)

    @property
    def overlap_samples(self) -> int:
        """How far two windows overlap."""
        return self.n_overlap_steps * self.step_samples

    @property
    def window_samples(self) -> int:
        """Length of a window; the last is up to a step longer."""
        return (self.n_hop_steps + self.n_overlap_steps) * self.step_samples


@runtime_checkable
class StreamingSeparator(Separator, Protocol):
    """A separator that takes a track block by block."""

    def separate_blocks(
        self, blocks: Iterable[Audio], sample_rate: int
    ) -> Iterator[Mapping[str, Audio]]:
        """Yield the next samples of every stem, together as many as `blocks` have.

        Parameters
        ----------
        blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
            The track's samples in their order; read as far as is needed, and no further.
        sample_rate : int
            In Hz.
        """
        ...


def stream_stems(
    separator: Separator, blocks: Iterable[Audio], sample_rate: int
) -> Iterator[tuple[Audio, Mapping[str, Audio]]]:
    """Separate a track that is read block by block, in memory that its length does not change.

    A `StreamingSeparator` streams by itself; any other is run on overlapping windows.

    Parameters
    ----------
    separator : Separator
        What separates.
    blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
        The track's samples in their order; any number of channels, the same in each.
    sample_rate : int
        In Hz.

    Yields
    ------
    tuple of Audio and Mapping[str, Audio]
        The next samples of the mixture, [shape=(channels, samples)], and the same samples of
        every stem; together exactly those of `blocks`.

    Raises
    ------
    SeparationError
        Where the separator refuses the track, or gives more or fewer samples than it has.
    CancelledError
        Where the person asked to stop; noticed before each window or chunk.
    """
    mixture = _Retained(blocks)
    if isinstance(separator, StreamingSeparator):
        separated = separator.separate_blocks(mixture, sample_rate)
    else:
        grid = WindowGrid.in_seconds(sample_rate)
        separated = separate_windows(separator, mixture, sample_rate, grid)
    for stems in separated:
        check_cancelled()
        given = stems[STEM_NAMES[0]].shape[1]
        if given > mixture.n_retained:
            raise _unusable(separator, "stems that are longer than the track")
        if given:
            yield mixture.take(given), stems
    if mixture.n_retained:
        missing = f"stems that end {mixture.n_retained} samples before the track"
        raise _unusable(separator, missing)


def separate_windows(
    separator: Separator, blocks: Iterable[Audio], sample_rate: int, grid: WindowGrid
) -> Iterator[Mapping[str, Audio]]:
    """Separate overlapping windows, and join their stems by a linear cross-fade.

    The gains sum to one, so that stems that sum to the mixture still do. Channels are taken
    two by two, since separators know mono and stereo.

    Parameters
    ----------
    separator : Separator
        Is given whole windows; only a track that is shorter makes a shorter one.
    blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
        The track's samples in their order.
    sample_rate : int
        In Hz.
    grid : WindowGrid
        Where the windows lie.

    Yields
    ------
    Mapping[str, Audio]
        The next samples of every stem, [shape=(channels, samples)]; together exactly as many as
        `blocks` have.
    """
    overlap = grid.overlap_samples
    fade_in = (np.arange(overlap, dtype=np.float32) + np.float32(0.5)) / np.float32(overlap or 1)
    tail: Audio | None = None
    for window, n_covered in cut_windows(blocks, grid):
        check_cancelled()
        stems = _separate_pairs(separator, window, sample_rate)
        if tail is not None:
            stems = stems[..., n_covered - overlap :]
            stems[..., :overlap] += (tail - stems[..., :overlap]) * (1.0 - fade_in)
        n_final = max(stems.shape[-1] - overlap, 0)
        tail = stems[..., n_final:].copy()
        yield dict(zip(STEM_NAMES, stems[..., :n_final], strict=True))
    if tail is not None:
        yield dict(zip(STEM_NAMES, tail, strict=True))


def cut_windows(blocks: Iterable[Audio], grid: WindowGrid) -> Iterator[tuple[Audio, int]]:
    """Cut blocks of any length into overlapping windows.

    The last window ends with the track, and so overlaps more. A track that is shorter than a
    window is one.

    Yields
    ------
    tuple of Audio and int
        A window, [shape=(channels, samples)], and how many of its first samples windows before
        it have had: none in the first, ``grid.overlap_samples``, or in the last one more.
    """
    n_window, n_overlap = grid.window_samples, grid.overlap_samples
    before: Audio | None = None
    window: Audio | None = None
    filled = 0
    for block in blocks:
        if window is None:
            window = np.empty((block.shape[0], n_window), dtype=np.float32)
        taken = 0
        while taken < block.shape[1]:
            n = min(block.shape[1] - taken, n_window - filled)
            window[:, filled : filled + n] = block[:, taken : taken + n]
            filled, taken = filled + n, taken + n
            if filled == n_window:
                yield window, 0 if before is None else n_overlap
                before, window = window, np.empty_like(window)
                window[:, :n_overlap] = before[:, n_window - n_overlap :]
                filled = n_overlap
    if window is not None and before is None:
        yield window[:, :filled], 0
    elif window is not None and before is not None and filled > n_overlap:
        start = (filled - n_overlap) // grid.step_samples * grid.step_samples
        fresh = window[:, n_overlap:filled]
        yield np.concatenate([before[:, start:], fresh], axis=1), n_window - start


class _Retained:
    """Passes blocks on, and keeps their samples until their stems are there."""

    def __init__(self, blocks: Iterable[Audio]) -> None:
        self._blocks = blocks
        self._kept: deque[Audio] = deque()
        self.n_retained = 0

    def __iter__(self) -> Iterator[Audio]:
        for block in self._blocks:
            self._kept.append(block)
            self.n_retained += block.shape[1]
            yield block

    def take(self, n_samples: int) -> Audio:
        taken, n_missing = [], n_samples
        while n_missing:
            block = self._kept.popleft()
            taken.append(block[:, :n_missing])
            if block.shape[1] > n_missing:
                self._kept.appendleft(block[:, n_missing:])
            n_missing -= taken[-1].shape[1]
        self.n_retained -= n_samples
        return np.concatenate(taken, axis=1)


def _separate_pairs(separator: Separator, window: Audio, sample_rate: int) -> Audio:
    """Return the stems of `window`, [shape=(stems, channels, samples)]."""
    stems = np.empty((len(STEM_NAMES), *window.shape), dtype=np.float32)
    for first in range(0, len(window), _N_PAIRED):
        pair = slice(first, first + _N_PAIRED)
        separated = separator.separate(window[pair], sample_rate)
        for number, name in enumerate(STEM_NAMES):
            if name not in separated or separated[name].shape != window[pair].shape:
                raise _unusable(separator, f"no stem {name!r}, or one of another shape")
            stems[number, pair] = separated[name]
    return stems


def _unusable(separator: Separator, what: str) -> SeparationError:
    return SeparationError(
        f"The separator {separator.name!r} gave {what}.",
        remedy="Choose another separator, and report this one's name and version as a fault.",
    )
