"""How long a segment takes, as measured by when items end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.rates import Stopwatch, known_rate, remember_rate


def watch(*ends_s: float, n_workers: int = 1) -> float | None:
    times: Iterator[float] = iter(ends_s)
    stopwatch = Stopwatch(n_workers, clock=lambda: next(times))
    for _ in ends_s:
        stopwatch.tick()
    return stopwatch.seconds_each()


def test_workers_share_the_time() -> None:
    assert watch(0.0, 1.0, 2.0, 3.0, 4.0, n_workers=3) == pytest.approx(3.0)


def test_a_pause_does_not_count() -> None:
    assert watch(0.0, 2.0, 4.0, 904.0, 906.0, 908.0) == pytest.approx(2.0)


def test_a_few_items_tell_nothing() -> None:
    assert watch(0.0, 2.0, 4.0) is None


def test_the_newest_rate_is_known_the_next_time(empty_project: Project) -> None:
    assert known_rate(empty_project, "features") is None
    remember_rate(empty_project, "features", 2.5)
    remember_rate(empty_project, "separate by hpss", 4.0)
    remember_rate(empty_project, "features", None)

    assert known_rate(empty_project, "features") == 2.5
    assert known_rate(empty_project, "separate by hpss") == 4.0
