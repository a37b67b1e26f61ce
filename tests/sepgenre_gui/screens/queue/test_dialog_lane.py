"""The lane of a dialog: stopped at any moment, closed at once, no process left."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.queue.dialog_lane import DialogLane
from sepgenre_training.compute.worker import report
from sepgenre_training.errors import AudioError

WAIT_MS = 120_000


def square(number: int) -> int:
    if number == 3:
        raise AudioError("three.wav: is odd.", remedy="Choose another.")
    return number * number


def tell_and_wait(seconds: float) -> int:
    report("begun")
    time.sleep(seconds)
    return os.getpid()


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[DialogLane]:
    bridge = Bridge()
    made = DialogLane(lambda name: Lane(name, deliver=bridge.deliver), "test")
    yield made
    made.close()
    for thread in threading.enumerate():
        if thread.name.startswith("close "):
            thread.join(30.0)
    bridge.close()


def test_an_error_of_a_task_is_told(lane: DialogLane, qtbot: QtBot) -> None:
    errors: list[BaseException] = []
    lane.do(square, 3, on_value=pytest.fail, on_error=errors.append)
    assert lane.is_busy
    qtbot.waitUntil(lambda: bool(errors), timeout=WAIT_MS)

    assert str(errors[0]) == "three.wav: is odd. Choose another."
    assert not lane.is_busy


def test_a_lane_goes_on_after_a_stop(lane: DialogLane, qtbot: QtBot) -> None:
    events: list[object] = []
    values: list[int] = []
    lane.do(tell_and_wait, 1.0, on_value=pytest.fail, on_error=pytest.fail, on_event=events.append)
    qtbot.waitUntil(lambda: bool(events), timeout=WAIT_MS)

    lane.stop()
    lane.do(square, 7, on_value=values.append, on_error=pytest.fail)
    qtbot.waitUntil(lambda: bool(values), timeout=WAIT_MS)

    assert values == [49]


def test_closing_returns_at_once_and_ends_the_processes(lane: DialogLane, qtbot: QtBot) -> None:
    pids: list[int] = []
    events: list[object] = []
    lane.do(tell_and_wait, 0.0, on_value=pids.append, on_error=pytest.fail)
    qtbot.waitUntil(lambda: bool(pids), timeout=WAIT_MS)
    lane.do(tell_and_wait, 60.0, on_value=pytest.fail, on_error=pytest.fail, on_event=events.append)
    qtbot.waitUntil(lambda: bool(events), timeout=WAIT_MS)

    began_s = time.monotonic()
    lane.close()
    assert time.monotonic() - began_s < 0.5

    qtbot.waitUntil(lambda: not psutil.pid_exists(pids[0]), timeout=WAIT_MS)
