"""Tasks that lanes are given by the tests, and what notes how they end."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from sepgenre_training.compute.worker import check_cancelled, report
from tests.sepgenre_gui.jobs.queue import asking


def double(number: int) -> int:
    report(("doubling", number))
    return 2 * number


def tell_process(_: None) -> int:
    return os.getpid()


def wait_for_cancel(seconds: float) -> None:
    report("waiting")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        check_cancelled()
        time.sleep(0.005)


def ignore_cancel(seconds: float) -> None:
    report("ignoring")
    time.sleep(seconds)


def die(_: None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Calls:
    """Keeps what is called back, and waits for it."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self._changed = threading.Condition()

    def __call__(self, content: Any) -> None:
        with self._changed:
            self.made.append(content)
            self._changed.notify_all()

    def wait_for(self, count: int, timeout_s: float = 30.0) -> list[Any]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.made) >= count, timeout_s), self.made
            return list(self.made)


def wait_for(condition: Callable[[], bool]) -> None:
    asking.wait_for(condition, "a process that ends")
