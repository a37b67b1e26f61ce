"""The clock of what is heard: from the device's timestamps to the frame that sounds now."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 0.5
_LOG_LENGTH = 256
_LONGEST_DELAY_S = 10.0


class DacClock:
    """Tells which of the stream's frames is heard at a moment.

    Each callback notes its first frame, the time, and how long the device says the frame will
    take to be heard. A callback may come late (it needs the interpreter) but never early, so the
    earliest of the notes of the last half second is the truest.

    Parameters
    ----------
    rate_hz : int
        The stream's rate.
    latency_s : float
        Taken for the delay where the device tells none.
    now : callable
        The clock: seconds, the same for all threads.
    """

    def __init__(
        self, *, rate_hz: int, latency_s: float, now: Callable[[], float] = time.perf_counter
    ) -> None:
        self.longest_wait_s = 0.0
        self.block_frames = 0
        self.last_note_s = now()
        self._rate_hz = rate_hz
        self._latency_s = latency_s
        self._now = now
        self._log: deque[tuple[float, float]] = deque(maxlen=_LOG_LENGTH)
        self._n_given = 0
        self._is_primed = False
        self._heard = 0.0

    def note(self, frame: int, n_frames: int, delay_s: float, *, ran_dry: bool) -> None:
        """Note that `frame` and `n_frames` on were asked for now; called by the audio callback."""
        now = self._now()
        wait_s = now - self.last_note_s
        if not self._is_primed:
            # Devices first ask for all that fits into their buffer, in no time; what they say
            # of delays then is guesswork.
            self._is_primed = frame > 0 and wait_s > 0.5 * self.block_frames / self._rate_hz
        else:
            self.longest_wait_s = max(self.longest_wait_s, wait_s)
        if ran_dry:
            self._log.clear()
        if self._is_primed:
            if not 0.0 < delay_s < _LONGEST_DELAY_S:
                delay_s = self._latency_s
            self._log.append((now, now + delay_s - frame / self._rate_hz))
        self.last_note_s = now
        self.block_frames = n_frames
        self._n_given = frame + n_frames

    def heard_frame(self) -> float:
        """Return which frame of the stream is heard now; 0 until the device has started."""
        # A copy in one step: the callback may append meanwhile.
        log = list(self._log)
        if log:
            newest = log[-1][0]
            start = min(start for at, start in log if at >= newest - _WINDOW_S)
            heard = min((self._now() - start) * self._rate_hz, float(self._n_given))
            self._heard = max(self._heard, heard)
        return self._heard
