"""Reference cycles are collected in the window's thread alone."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
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


def make_old(n_objects: int) -> list[list[int]]:
    """Return so many new objects that only a collection of the oldest looks at."""
    made: list[list[int]] = [[] for _ in range(n_objects)]
    gc.collect(1)
    return made


def come_due(collector: GarbageCollector) -> None:
    """Have the collector collect the oldest generation."""
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)
    kept = [[] for _ in range(gc.get_threshold()[0] + 1)]
    while gc.get_count()[1] <= gc.get_threshold()[1]:
        gc.collect(0)
    kept += [[] for _ in range(gc.get_threshold()[0] + 1)]
    collector.collect_due()


def test_what_is_kept_long_is_not_looked_through_again_until_a_quarter_as_much_has_come(
    collector: GarbageCollector,
) -> None:
    Cycle.ended_in.clear()
    old = [Cycle()]
    collector.collect_all()
    n_kept = gc.get_freeze_count()
    assert n_kept > 10_000
    old.clear()

    few = make_old(n_kept // 100)
    come_due(collector)
    assert Cycle.ended_in == []
    assert gc.get_freeze_count() > n_kept

    many = make_old(n_kept // 4)
    come_due(collector)
    assert Cycle.ended_in == [threading.get_ident()]
    del few, many


def test_a_cycle_among_what_is_kept_is_found_when_all_is_looked_through(
    collector: GarbageCollector,
) -> None:
    Cycle.ended_in.clear()
    old = [Cycle()]
    collector.collect_all()
    old.clear()
    gc.collect()
    assert Cycle.ended_in == []
    collector.collect_all()
    assert Cycle.ended_in == [threading.get_ident()]


def test_afterwards_nothing_is_put_aside(qapp: QApplication) -> None:
    collector = GarbageCollector()
    collector.collect_all()
    assert gc.get_freeze_count() > 0
    collector.end()
    assert gc.get_freeze_count() == 0


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
