"""The clock of what is heard: from the device's timestamps to the frame that sounds now."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

_WINDOW_S = 0.5
_LOG_LENGTH = 256
_LONGEST_DELAY_S = 10.0

_RHYTHM_S = 0.01
_CHANGE_S = 0.05
_CHANGE_LASTS_S = 1.0
_MEMORY_S = 30.0
_REVISED_EVERY_S = 1.0


class DacClock:
    """Tells which of the stream's frames is heard at a moment.

    Each callback notes its first frame, the time, and how long the device says the frame will
    take to be heard. A callback may come late (it needs the interpreter) but never early, so the
    earliest callbacks of the last half second tell how fast the device plays. What it says of
    delays is believed slowly: see `_Delay`.

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
        self._calls: deque[tuple[float, float]] = deque(maxlen=_LOG_LENGTH)
        self._delay = _Delay()
        self._start_s: float | None = None
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
            self._calls.clear()
            self._delay = _Delay()
        if self._is_primed:
            if not 0.0 < delay_s < _LONGEST_DELAY_S:
                delay_s = self._latency_s
            called = now - frame / self._rate_hz
            self._calls.append((now, called))
            earliest = min(called for at, called in self._calls if at >= now - _WINDOW_S)
            self._delay.note(now, earliest, called + delay_s)
            self._start_s = earliest + self._delay.value_s
        self.last_note_s = now
        self.block_frames = n_frames
        self._n_given = frame + n_frames

    def heard_frame(self) -> float:
        """Return which frame of the stream is heard now; 0 until the device has started."""
        start_s = self._start_s
        if start_s is not None:
            heard = min((self._now() - start_s) * self._rate_hz, float(self._n_given))
            self._heard = max(self._heard, heard)
        return self._heard


class _Delay:
    """How long a frame takes from the earliest callback to the ear, by what the device says.

    It is as good as constant, but what is said of it is not: a sound server on a busy machine
    was wrong by 20 ms for seconds, while its callbacks came like clockwork. So the first half
    second's word is taken, then the median of half a minute. Only a change that exceeds 50 ms
    and lasts for a second is believed sooner: the sound was moved to other loudspeakers.

    Where the callbacks take another rhythm, as where a device that is a little too fast asks
    for two blocks at once to keep up, the earliest one moves by a block, and the sound does not.
    """

    def __init__(self) -> None:
        self.value_s = 0.0
        self._told: deque[tuple[float, float]] = deque()
        self._earliest_s: float | None = None
        self._first_s: float | None = None
        self._first_start_s = 0.0
        self._revised_s = 0.0
        self._differs_since_s: float | None = None

    def note(self, now: float, earliest_s: float, start_s: float) -> None:
        """Note when frame 0 was asked for at the earliest, and when it is said to have sounded."""
        self._keep_step(earliest_s, start_s)
        told_s = start_s - earliest_s
        if self._first_s is None:
            self._first_s = self._revised_s = now
            self._first_start_s = start_s
        self._told.append((now, told_s))
        while self._told[0][0] < now - _MEMORY_S:
            self._told.popleft()
        if now - self._first_s <= _WINDOW_S:
            # A callback that came late tells of too much, none of too little.
            self._first_start_s = min(self._first_start_s, start_s)
            self.value_s = self._first_start_s - earliest_s
        elif abs(told_s - self.value_s) <= _CHANGE_S:
            self._differs_since_s = None
        elif self._differs_since_s is None:
            self._differs_since_s = now
        elif now - self._differs_since_s >= _CHANGE_LASTS_S:
            since_s = self._differs_since_s
            self._told = deque(entry for entry in self._told if entry[0] >= since_s)
            self._first_s = since_s
            self._differs_since_s = None
            self._revise(now)
        if now - self._first_s >= _MEMORY_S and now - self._revised_s >= _REVISED_EVERY_S:
            self._revise(now)

    def _keep_step(self, earliest_s: float, start_s: float) -> None:
        """Let the sound start where it did, where callbacks have taken another rhythm."""
        before_s, self._earliest_s = self._earliest_s, earliest_s
        if before_s is None:
            return
        moved_s = earliest_s - before_s
        told_s = start_s - earliest_s
        stays = abs(told_s + moved_s - self.value_s) < abs(told_s - self.value_s)
        if abs(moved_s) > _RHYTHM_S and stays:
            self.value_s -= moved_s
            self._told = deque((at, told - moved_s) for at, told in self._told)

    def _revise(self, now: float) -> None:
        self._revised_s = now
        self.value_s = median(told_s for _, told_s in self._told)
