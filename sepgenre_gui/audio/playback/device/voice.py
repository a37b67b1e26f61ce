"""A voice: one passage on its way to the device, decoded ahead by a thread, taken by another."""

from __future__ import annotations

import numpy as np
import soxr

from sepgenre_gui.audio.playback.device.mixing import DirectMixing, Lanes, Mixing
from sepgenre_gui.audio.playback.passages.blocks import Frames, NotReady
from sepgenre_gui.audio.playback.passages.passage import Passage
from sepgenre_gui.audio.playback.source import Source

AHEAD_S = 2.0
"""How much sound is decoded ahead."""

_CHUNK_FRAMES = 8192


class Voice:
    """Lanes of one passage at the device's rate and channels, in a ring of fixed memory.

    One thread fills, another takes. Each advances a counter of its own after it has copied, so
    neither waits for the other.

    Parameters
    ----------
    passage : Passage
        What it plays.
    source : Source
        What the passage is of.
    device_hz : int
        The device's rate; where it is not the source's, soxr resamples.
    channels : int
        The device's.
    may_pause : bool
        Whether silence while nothing is ready is no fault, as in scrubbing.
    mixing : Mixing, optional
        What makes the device's frames of the lanes; by default there is one, taken as it is.

    Attributes
    ----------
    is_waiting : bool
        Whether the last `fill` found that what comes next is not there yet.
    """

    def __init__(
        self,
        passage: Passage,
        *,
        source: Source,
        device_hz: int,
        channels: int,
        may_pause: bool = False,
        mixing: Mixing | None = None,
    ) -> None:
        self.source = source
        self.device_hz = device_hz
        self.may_pause = may_pause
        self.is_waiting = False
        self.mixing = DirectMixing(channels) if mixing is None else mixing
        self._passage = passage
        n_lanes = self.mixing.n_lanes
        self._n_most_ahead = round(AHEAD_S * device_hz)
        self._capacity = self._n_most_ahead + round(self.mixing.history_s * device_hz)
        self._ring = np.zeros((n_lanes, self._capacity, channels), np.float32)
        self._resampler = (
            None
            if source.sample_rate_hz == device_hz
            else soxr.ResampleStream(
                source.sample_rate_hz,
                device_hz,
                n_lanes * channels,
                dtype="float32",
                quality="HQ",
            )
        )
        self._left_over = np.zeros((0, n_lanes * channels), np.float32)
        self._has_ended = False
        self._n_written = 0
        self._n_read = 0

    @property
    def n_read(self) -> int:
        """How many frames have been taken."""
        return self._n_read

    @property
    def n_written(self) -> int:
        """How many frames have been filled in."""
        return self._n_written

    @property
    def n_ahead(self) -> int:
        """How many frames are ready to be taken."""
        return self._n_written - self._n_read

    @property
    def is_filled(self) -> bool:
        """Whether nothing more can be filled in now, or ever."""
        if self._has_ended and not len(self._left_over):
            return True
        return self._n_most_ahead - self.n_ahead < _CHUNK_FRAMES

    @property
    def is_complete(self) -> bool:
        """Whether the passage has ended and all of it has been taken."""
        return self._has_ended and not len(self._left_over) and self.n_ahead == 0

    def sample_at(self, frame: float) -> float:
        """Return which sample of the file the voice's `frame` (at the device's rate) plays."""
        return self._passage.sample_at(frame * self.source.sample_rate_hz / self.device_hz)

    def fill(self, max_frames: int = _CHUNK_FRAMES) -> None:
        """Decode the next frames into the ring, about `max_frames`; called by one thread alone.

        Of what is not ready yet, it takes what there is; of nothing, nothing.

        Raises
        ------
        AudioError, Interrupted
            As the passage's `read` does; the voice stays as it was.
        """
        if not len(self._left_over) and not self._has_ended:
            n_wanted = max(1, round(max_frames * self.source.sample_rate_hz / self.device_hz))
            self._left_over = self._next_frames(n_wanted)
        n_frames = min(self._n_most_ahead - self.n_ahead, len(self._left_over))
        n_lanes, _, channels = self._ring.shape
        lanes = self._left_over[:n_frames].reshape(n_frames, n_lanes, channels).swapaxes(0, 1)
        first = self._n_written % self._capacity
        n_first = min(n_frames, self._capacity - first)
        self._ring[:, first : first + n_first] = lanes[:, :n_first]
        self._ring[:, : n_frames - n_first] = lanes[:, n_first:]
        self._left_over = self._left_over[n_frames:]
        self._n_written += n_frames

    def take(self, out: Frames) -> int:
        """Mix what is ready into `out` and return how many frames; called by one thread alone."""
        n_frames = min(len(out), self._n_written - self._n_read)
        first = self._n_read % self._capacity
        n_first = min(n_frames, self._capacity - first)
        frame = self._n_read
        self.mixing.mix(out[:n_first], self._ring[:, first : first + n_first], frame)
        if n_frames > n_first:
            lanes = self._ring[:, : n_frames - n_first]
            self.mixing.mix(out[n_first:n_frames], lanes, frame + n_first)
        self._n_read += n_frames
        return n_frames

    def begin(self) -> None:
        """Note that it is heard from here on; called by the thread that takes."""
        self.mixing.begin(self._n_read)

    def skip(self, n_frames: int) -> None:
        """Pass over frames without hearing them; called by the thread that takes."""
        self._n_read += min(n_frames, self._n_written - self._n_read)

    def kept(self, start: int, end: int) -> Lanes:
        """Return a copy of the lanes between two of its frames, as far as they are in memory."""
        first = max(start, 0, self._n_read - (self._capacity - self._n_most_ahead))
        places = np.arange(first, max(first, min(end, self._n_written))) % self._capacity
        lanes: Lanes = self._ring[:, places]
        return lanes

    def _next_frames(self, n_wanted: int) -> Frames:
        read = self._read_what_is_ready(n_wanted)
        self.is_waiting = read is None
        if read is None:
            return self._left_over
        frames, self._has_ended = read
        if self._resampler is None:
            return frames
        resampled: Frames = self._resampler.resample_chunk(
            np.ascontiguousarray(frames), last=self._has_ended
        )
        return resampled

    def _read_what_is_ready(self, n_wanted: int) -> tuple[Frames, bool] | None:
        """Return the next frames and whether they are the last; None where none is ready."""
        while n_wanted > 0:
            try:
                frames = self._passage.read(n_wanted)
            except NotReady:
                n_wanted //= 2
            else:
                return self.mixing.prepare(frames), len(frames) < n_wanted
        return None
