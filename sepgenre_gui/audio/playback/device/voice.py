"""A voice: one passage on its way to the device, decoded ahead by a thread, taken by another."""

from __future__ import annotations

import numpy as np
import soxr

from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_gui.audio.playback.passages.passage import Passage
from sepgenre_gui.audio.playback.source import PlaybackSource

AHEAD_S = 2.0
"""How much sound is decoded ahead."""

_CHUNK_FRAMES = 8192


class Voice:
    """Frames of one passage at the device's rate and channels, in a ring of fixed memory.

    One thread fills, another takes. Each advances a counter of its own after it has copied, so
    neither waits for the other.

    Parameters
    ----------
    passage : Passage
        What it plays.
    source : PlaybackSource
        The passage's file.
    device_hz : int
        The device's rate; where it is not the file's, soxr resamples.
    channels : int
        The device's.
    may_pause : bool
        Whether silence while nothing is ready is no fault, as in scrubbing.
    """

    def __init__(
        self,
        passage: Passage,
        *,
        source: PlaybackSource,
        device_hz: int,
        channels: int,
        may_pause: bool = False,
    ) -> None:
        self.source = source
        self.device_hz = device_hz
        self.may_pause = may_pause
        self._passage = passage
        self._channels = channels
        self._capacity = round(AHEAD_S * device_hz)
        self._ring = np.zeros((self._capacity, channels), np.float32)
        self._resampler = (
            None
            if source.sample_rate_hz == device_hz
            else soxr.ResampleStream(
                source.sample_rate_hz, device_hz, channels, dtype="float32", quality="HQ"
            )
        )
        self._left_over = self._ring[:0]
        self._has_ended = False
        self._n_written = 0
        self._n_read = 0

    @property
    def n_read(self) -> int:
        """How many frames have been taken."""
        return self._n_read

    @property
    def n_ahead(self) -> int:
        """How many frames are ready to be taken."""
        return self._n_written - self._n_read

    @property
    def is_filled(self) -> bool:
        """Whether nothing more can be filled in now, or ever."""
        if self._has_ended and not len(self._left_over):
            return True
        return self._capacity - self.n_ahead < _CHUNK_FRAMES

    @property
    def is_complete(self) -> bool:
        """Whether the passage has ended and all of it has been taken."""
        return self._has_ended and not len(self._left_over) and self.n_ahead == 0

    def sample_at(self, frame: float) -> float:
        """Return which sample of the file the voice's `frame` (at the device's rate) plays."""
        return self._passage.sample_at(frame * self.source.sample_rate_hz / self.device_hz)

    def fill(self, max_frames: int = _CHUNK_FRAMES) -> None:
        """Decode the next frames into the ring, about `max_frames`; called by one thread alone.

        Raises
        ------
        AudioError, Interrupted
            As the passage's `read` does; the voice stays as it was.
        """
        if not len(self._left_over) and not self._has_ended:
            n_wanted = max(1, round(max_frames * self.source.sample_rate_hz / self.device_hz))
            self._left_over = self._next_frames(n_wanted)
        n_frames = min(self._capacity - self.n_ahead, len(self._left_over))
        first = self._n_written % self._capacity
        n_first = min(n_frames, self._capacity - first)
        self._ring[first : first + n_first] = self._left_over[:n_first]
        self._ring[: n_frames - n_first] = self._left_over[n_first:n_frames]
        self._left_over = self._left_over[n_frames:]
        self._n_written += n_frames

    def take(self, out: Frames) -> int:
        """Copy what is ready into `out` and return how many frames; called by one thread alone."""
        n_frames = min(len(out), self._n_written - self._n_read)
        first = self._n_read % self._capacity
        n_first = min(n_frames, self._capacity - first)
        copy_frames(out[:n_first], self._ring[first : first + n_first])
        copy_frames(out[n_first:n_frames], self._ring[: n_frames - n_first])
        self._n_read += n_frames
        return n_frames

    def skip(self, n_frames: int) -> None:
        """Pass over frames without hearing them; called by the thread that takes."""
        self._n_read += min(n_frames, self._n_written - self._n_read)

    def _next_frames(self, n_wanted: int) -> Frames:
        frames = fit_channels(self._passage.read(n_wanted), self._channels)
        self._has_ended = len(frames) < n_wanted
        if self._resampler is None:
            return frames
        resampled: Frames = self._resampler.resample_chunk(
            np.ascontiguousarray(frames), last=self._has_ended
        )
        return resampled


def copy_frames(target: Frames, source: Frames) -> None:
    """Copy equal shapes without giving up the interpreter.

    numpy gives it up for more than 500 numbers, and an audio thread waits long to get it back.
    """
    if len(source):
        target.data.cast("B")[:] = source.data.cast("B")


def fit_channels(frames: Frames, channels: int) -> Frames:
    """Return `frames` with as many channels as the device takes.

    One channel is given to every output; more than fit are mixed down to their mean.
    """
    if frames.shape[1] == channels:
        return frames
    mono = frames if frames.shape[1] == 1 else frames.mean(axis=1, keepdims=True, dtype=np.float32)
    return np.repeat(mono, channels, axis=1)
