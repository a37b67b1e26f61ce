"""A queue with kinds that do what a test asks for; afterwards no process of it is left."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest

from sepgenre_gui.jobs.queue import JobQueue
from tests.sepgenre_gui.jobs.queue.asking import KINDS, Heard, MemoryStore, wait_for


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def queue(store: MemoryStore, heard: Heard) -> Iterator[JobQueue]:
    """A queue of two workers; afterwards, no process of it is left."""
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    opened = JobQueue(KINDS, store=store, n_workers=2)
    opened.subscribe(heard)
    yield opened
    opened.close()

    def left() -> list[psutil.Process]:
        children = psutil.Process().children(recursive=True)
        return [each for each in children if each.pid not in before and not _is_tracker(each)]

    wait_for(lambda: not left(), "orphans", timeout_s=5.0)


def _is_tracker(process: psutil.Process) -> bool:
    try:
        return "resource_tracker" in " ".join(process.cmdline())
    except psutil.Error:
        return True
