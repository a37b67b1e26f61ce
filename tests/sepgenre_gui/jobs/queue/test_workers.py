"""The workers that all jobs share: each unit ends once, whatever is asked meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepgenre_gui.jobs.queue.job import Priority
from sepgenre_gui.jobs.queue.workers import Unit, Workers
from sepgenre_training.errors import CancelledError
from tests.sepgenre_gui.jobs.queue import work
from tests.sepgenre_gui.jobs.queue.asking import wait_for


class Ends:
    """Keeps how units ended."""

    def __init__(self) -> None:
        self.made: list[tuple[Any, BaseException | None]] = []
        self._changed = threading.Condition()

    def __call__(self, value: Any, error: BaseException | None) -> None:
        with self._changed:
            self.made.append((value, error))
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.made) >= count, 60.0), self.made

    def unit(self, function: Any, task: Any) -> Unit:
        return Unit(1, Priority.NORMAL, (function, task), lambda _: None, self)


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.close()


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.3])
def test_a_unit_ends_once_though_the_workers_close_as_it_begins(after_s: float) -> None:
    workers, ends = Workers(1), Ends()
    workers.submit(ends.unit(work.double, 1))
    time.sleep(after_s)

    workers.close()
    workers.submit(ends.unit(work.double, 2))

    assert len(ends.made) == 2
    assert isinstance(ends.made[1][1], CancelledError)


def test_a_unit_that_is_cancelled_before_it_is_submitted_ends_once(workers: Workers) -> None:
    ends = Ends()
    unit = ends.unit(work.double, 1)

    workers.cancel([unit])
    workers.submit(unit)
    workers.submit(ends.unit(work.double, 21))
    ends.wait_for(2)

    assert isinstance(ends.made[0][1], CancelledError)
    assert [value for value, _ in ends.made] == [None, 42]


def test_five_thousand_units_are_held_and_let_go_at_once(workers: Workers, tmp_path: Path) -> None:
    ends, others = Ends(), Ends()
    workers.submit(others.unit(work.touch_and_wait, (tmp_path / "file", 60.0)))
    units = [ends.unit(work.double, number) for number in range(5_000)]
    for unit in units:
        workers.submit(unit)

    began_s = time.process_time()
    workers.pause(units, paused=True)
    workers.pause(units, paused=False)
    taken_s = time.process_time() - began_s
    workers.cancel(units)

    assert taken_s < 0.5
    assert len(ends.made) == 5_000


def test_units_are_submitted_at_once_beside_five_thousand_that_are_held(workers: Workers) -> None:
    ends, others = Ends(), Ends()
    held = [ends.unit(work.double, number) for number in range(5_000)]
    for unit in held:
        unit.is_paused = True
        workers.submit(unit)

    began_s = time.thread_time()
    for number in range(100):
        workers.submit(others.unit(work.double, number))
    taken_s = time.thread_time() - began_s
    others.wait_for(100)
    assert ends.made == []

    # One goes on, one is cancelled while it is held; the others end with the workers.
    workers.cancel([held[0]])
    workers.pause(held[:2], paused=False)
    ends.wait_for(2)
    assert isinstance(ends.made[0][1], CancelledError)
    assert ends.made[1] == (2, None)
    workers.close()
    assert len(ends.made) == 5_000
    assert taken_s < 0.2


def test_two_urgent_units_wait_for_no_other(workers: Workers, tmp_path: Path) -> None:
    ends, urgent = Ends(), Ends()
    busy = ends.unit(work.touch_and_wait, (tmp_path / "busy", 60.0))
    workers.submit(busy)
    names = ("first", "second")
    for name in names:
        task = (tmp_path / name, 60.0)
        call = (work.touch_and_wait, task)
        workers.submit(Unit(2, Priority.URGENT, call, lambda _: None, urgent))

    wait_for(lambda: all((tmp_path / name).exists() for name in names), "both urgent ones")
    assert ends.made == []
