"""Scrubbing: short overlapping grains at the place where the pointer is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import numpy as np

from sepgenre_gui.audio.playback.passages.blocks import Blocks, Frames, NotReady

GRAIN_S = 0.08
REST_S = 0.3
"""A pointer that has not moved for so long is silent."""

_PLACES_KEPT = 128


class Pointer:
    """Where the person points now; written by the window's thread, read by the feeding thread."""

    def __init__(self, *, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._moved = (0, -REST_S)

    @property
    def sample(self) -> int:
        """The sample pointed at last."""
        return self._moved[0]

    @property
    def is_moving(self) -> bool:
        """Whether the pointer has moved within the last 0.3 s."""
        return self._now() - self._moved[1] < REST_S

    def move(self, sample: int, *, afresh: bool = False) -> None:
        """Point at `sample`; the same sample again is no movement, unless it begins a drag."""
        if afresh or sample != self._moved[0]:
            self._moved = (sample, self._now())


class ScrubPassage:
    """Grains of 80 ms with a Hann window, one begun every 40 ms around the pointer's place.

    The windows overlap so that they sum to 1: a pointer that moves at the speed of playing
    sounds like playing.
    """

    def __init__(self, blocks: Blocks, pointer: Pointer) -> None:
        self._blocks = blocks
        self._pointer = pointer
        self._n_hop = round(GRAIN_S / 2 * blocks.source.sample_rate_hz)
        # A periodic Hann window: its second half plus the next one's first half is 1.
        phase = np.arange(2 * self._n_hop) / (2 * self._n_hop)
        self._window = (np.sin(np.pi * phase) ** 2).astype(np.float32)[:, None]
        self._silence = np.zeros((2 * self._n_hop, blocks.n_channels), np.float32)
        self._tail = self._silence[self._n_hop :]
        self._ready = self._silence[:0]
        self._n_hops = 0
        self._places: deque[tuple[int, int]] = deque([(0, pointer.sample)], maxlen=_PLACES_KEPT)

    def read(self, n_frames: int) -> Frames:
        """Return the next `n_frames`; the passage has no end."""
        while len(self._ready) < n_frames:
            self._ready = np.concatenate([self._ready, self._hop()])
        frames, self._ready = self._ready[:n_frames], self._ready[n_frames:]
        return frames

    def sample_at(self, frame: float) -> float:
        """Return the place that sounds at `frame`, the middle of its newest grain."""
        place = self._places[0][1]
        for first, sample in list(self._places):
            if first <= frame:
                place = sample
        return float(place)

    def _hop(self) -> Frames:
        if self._pointer.is_moving:
            place = self._pointer.sample
            grain = self._grain(place)
            self._places.append((self._n_hops * self._n_hop, place))
        else:
            grain = self._silence
        hop = self._tail + grain[: self._n_hop]
        self._tail = grain[self._n_hop :]
        self._n_hops += 1
        return hop

    def _grain(self, place: int) -> Frames:
        try:
            return self._window * self._blocks.read(place - self._n_hop, 2 * self._n_hop)
        except NotReady:
            return self._silence
