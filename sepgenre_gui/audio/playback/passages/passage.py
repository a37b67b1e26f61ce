"""Passages: what the person asked to hear, as frames of the file in the order of hearing."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sepgenre_gui.audio.playback.passages.blocks import Blocks, Frames

FADE_S = 0.005
"""Length of every crossfade: at a loop's turn, at a seek, at start, pause and stop."""


class Passage(Protocol):
    """Frames to hear, one after another, at the file's rate and channels."""

    def read(self, n_frames: int) -> Frames:
        """Return the next `n_frames` [shape=(n_frames, channels)]; fewer at the passage's end.

        A read that raises has no effect, and may be tried again.
        """
        ...

    def sample_at(self, frame: float) -> float:
        """Return which sample of the file the passage's `frame` (counted from 0) plays."""
        ...


def fade_in_weights(n_frames: int) -> Frames:
    """Return a rising raised cosine [shape=(n_frames, 1)]; with its mirror image it sums to 1."""
    phase = (np.arange(n_frames) + 0.5) / max(n_frames, 1)
    weights: Frames = (np.sin(np.pi / 2 * phase) ** 2).astype(np.float32)[:, None]
    return weights


class LinearPassage:
    """The file from `start` to `end`, once; an end before the file's own is faded out."""

    def __init__(self, blocks: Blocks, *, start: int, end: int) -> None:
        self._blocks = blocks
        self._start = start
        self._end = end
        self._position = start
        n_fade = min(round(FADE_S * blocks.source.sample_rate_hz), max(end - start, 0))
        self._n_fade = n_fade if end < blocks.source.n_samples else 0
        self._weights = fade_in_weights(self._n_fade)[::-1]

    def read(self, n_frames: int) -> Frames:
        """Return the next frames; see `Passage`."""
        n_frames = min(n_frames, self._end - self._position)
        if n_frames <= 0:
            return np.zeros((0, self._blocks.n_channels), np.float32)
        frames = self._blocks.read(self._position, n_frames)
        self._position += n_frames
        first = self._position - n_frames - (self._end - self._n_fade)
        fading = min(n_frames, first + n_frames)
        if fading > 0:
            frames = frames.copy()
            frames[-fading:] *= self._weights[max(first, 0) : max(first, 0) + fading]
        return frames

    def sample_at(self, frame: float) -> float:
        """Return the sample of the file at `frame`; see `Passage`."""
        return min(self._start + frame, float(self._end))


class LoopPassage:
    """The file from `start` into the loop [loop_start, loop_end), and round it without end.

    The period is exact. In the last 5 ms before the turn, what leads up to `loop_start` is faded
    in, so the sound runs on over the turn without a step. The weights sum to 1: both sides are
    mostly alike there, and their level stays.

    Parameters
    ----------
    blocks : Blocks
        The file.
    start : int
        Where hearing begins: before the loop (pre-roll) or within it.
    loop_start, loop_end : int
        The loop, in samples of the file.
    """

    def __init__(self, blocks: Blocks, *, start: int, loop_start: int, loop_end: int) -> None:
        assert start < loop_end
        self._blocks = blocks
        self._start = start
        self._loop_start = loop_start
        self._loop_end = loop_end
        self._period = loop_end - loop_start
        n_fade = min(round(FADE_S * blocks.source.sample_rate_hz), self._period // 2)
        self._fade_start = loop_end - n_fade
        self._weights = fade_in_weights(n_fade)
        self._position = start

    def read(self, n_frames: int) -> Frames:
        """Return the next frames; see `Passage`."""
        pieces: list[Frames] = []
        position, left = self._position, n_frames
        while left > 0:
            n_piece = min(left, self._loop_end - position)
            pieces.append(self._piece(position, n_piece))
            left -= n_piece
            position += n_piece
            if position == self._loop_end:
                position = self._loop_start
        self._position = position
        return np.concatenate(pieces)

    def sample_at(self, frame: float) -> float:
        """Return the sample of the file at `frame`; see `Passage`."""
        sample = self._start + frame
        if sample < self._loop_end:
            return sample
        return self._loop_start + (sample - self._loop_end) % self._period

    def _piece(self, start: int, n_frames: int) -> Frames:
        frames = self._blocks.read(start, n_frames)
        fading = start + n_frames - max(start, self._fade_start)
        if fading <= 0:
            return frames
        leading_up = self._blocks.read(start + n_frames - fading - self._period, fading)
        first = start + n_frames - fading - self._fade_start
        weights = self._weights[first : first + fading]
        frames = frames.copy()
        frames[-fading:] += weights * (leading_up - frames[-fading:])
        return frames
