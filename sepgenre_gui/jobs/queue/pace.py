"""Pace: how fast a job goes, and how long it will go on."""

from __future__ import annotations

from collections import deque

_REMEMBERED_S = 30.0
_LEAST_S = 0.5
_LEAST_POINTS = 9
# Of items that take minutes, as trials do, half a minute may hold the end of one, or of several at
# once: the last eight tell more.


class Pace:
    """Measures items a second over the last half minute of work, or the last eight items.

    Called with a clock that stands still while the job is paused.
    """

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()
        self._stage = ""

    def note(self, now_s: float, stage: str, done: int) -> None:
        """Take that `done` items of `stage` are finished at `now_s`."""
        if stage != self._stage or (self._points and done < self._points[-1][1]):
            self._points.clear()
            self._stage = stage
        self._points.append((now_s, done))
        # The point before the window stays: the window begins within its step.
        while len(self._points) > _LEAST_POINTS and self._points[1][0] < now_s - _REMEMBERED_S:
            self._points.popleft()

    def rate_per_s(self, now_s: float) -> float | None:
        """Return items a second of late; None while too little is known."""
        if not self._points:
            return None
        (began_s, before), (_, done) = self._points[0], self._points[-1]
        passed_s = now_s - began_s
        if passed_s < _LEAST_S or done <= before:
            return None
        return (done - before) / passed_s

    def left_s(self, now_s: float, total: int) -> float | None:
        """Return how long the rest of `total` items takes at the present rate."""
        rate = self.rate_per_s(now_s)
        if rate is None or not total:
            return None
        return max(0.0, (total - self._points[-1][1]) / rate)
