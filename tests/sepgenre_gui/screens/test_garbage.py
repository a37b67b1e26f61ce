"""Reference cycles are collected in the window's thread alone."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.garbage import GarbageCollector


class Cycle:
    """Holds itself, and notes in which thread it is collected."""

    ended_in: list[int] = []  # noqa: RUF012 - shared on purpose

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        self.ended_in.append(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.end()


def test_a_thread_that_makes_cycles_collects_none(
    collector: GarbageCollector, qtbot: QtBot
) -> None:
    Cycle.ended_in.clear()

    def litter() -> None:
        for _ in range(20_000):
            Cycle()

    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    assert Cycle.ended_in == []

    qtbot.waitUntil(lambda: len(Cycle.ended_in) == 20_000, timeout=20_000)
    assert {*Cycle.ended_in} == {threading.get_ident()}


def test_afterwards_python_collects_as_before() -> None:
    was_enabled = gc.isenabled()
    gc.enable()
    try:
        collector = GarbageCollector()
        assert not gc.isenabled()
        collector.end()
        assert gc.isenabled()
    finally:
        if not was_enabled:
            gc.disable()
