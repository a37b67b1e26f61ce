"""How long a segment takes at each stage, as measured the last time, so that time can be told."""

from __future__ import annotations

import time
from collections.abc import Callable

from sepgenre_gui.project.project import Project

_SETTING = "seconds_per_segment"
_LEAST_INTERVALS = 4
_PAUSES = 0.05


class Stopwatch:
    """Measures how long one worker takes for an item, by when items end.

    Parameters
    ----------
    n_workers : int
        How many items are worked on at a time.
    clock : callable
        Seconds, for tests.
    """

    def __init__(self, n_workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._n_workers, self._clock = n_workers, clock
        self._ends_s: list[float] = []

    def tick(self) -> None:
        """Note that an item has ended just now."""
        self._ends_s.append(self._clock())

    def seconds_each(self) -> float | None:
        """Return how long a worker takes for an item; None while too few have ended.

        The longest twentieth of the intervals is left out: a person may have paused the job.
        """
        intervals = sorted(
            after - before for before, after in zip(self._ends_s, self._ends_s[1:], strict=False)
        )
        if len(intervals) < _LEAST_INTERVALS:
            return None
        kept = intervals[: len(intervals) - max(1, round(_PAUSES * len(intervals)))]
        return self._n_workers * sum(kept) / len(kept)


def remember_rate(project: Project, stage: str, seconds: float | None) -> None:
    """Store how long a worker takes for a segment at `stage`; None for no news."""
    if seconds is not None and not project.read_only:
        known = project.settings.get(_SETTING, dict[str, float]())
        project.settings.set(_SETTING, {**known, stage: seconds})


def known_rate(project: Project, stage: str) -> float | None:
    """Return how long a worker takes for a segment at `stage`, in s; None where nobody knows."""
    known = project.settings.get(_SETTING, dict[str, float]())
    return known.get(stage)


def separation_stage(separator: str) -> str:
    """Return the name by which the rate of a separator is stored."""
    return f"separate by {separator}"


FEATURES_STAGE = "features"
