"""Lanes that end: cancelled tasks, replaced and killed workers, closing."""

from __future__ import annotations

import queue
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sepgenre_gui.jobs.lane import Lane
from sepgenre_training.cache import replacing
from sepgenre_training.compute.worker import report
from tests.leaving import family, leave_things_unfinished
from tests.sepgenre_gui.jobs.lane_tasks import (
    Calls,
    double,
    ignore_cancel,
    tell_process,
    wait_for,
    wait_for_cancel,
)


def write_and_ignore_cancel(folder: Path) -> None:
    with (folder / "finished").open("wb"), replacing(folder / "new.wav"):
        report("writing")
        time.sleep(60.0)


def test_a_cancelled_task_stops_its_worker_and_calls_nothing_back(lane: Lane) -> None:
    events, ends, values = Calls(), Calls(), Calls()
    running = lane.submit(wait_for_cancel, 60.0, on_event=events, on_value=ends, on_error=ends)
    waiting = lane.submit(double, 1, on_value=ends, on_error=ends)
    events.wait_for(1)
    started = time.monotonic()
    running.cancel()
    waiting.cancel()
    lane.submit(double, 2, on_value=values)

    assert values.wait_for(1) == [4]
    assert time.monotonic() - started < 15.0
    assert ends.made == []


def test_a_worker_that_ignores_a_cancel_is_replaced() -> None:
    lane, events, processes = Lane("test", patience_s=0.2), Calls(), Calls()
    lane.submit(tell_process, None, on_value=processes)
    stuck = lane.submit(ignore_cancel, 60.0, on_event=events)
    events.wait_for(1)
    stuck.cancel()
    lane.submit(tell_process, None, on_value=processes)

    before, after = processes.wait_for(2)
    assert before != after
    assert not psutil.pid_exists(before)
    lane.close()


@pytest.mark.parametrize("by_closing", [True, False])
def test_a_task_that_is_held_without_a_process_is_cancelled_at_once(by_closing: bool) -> None:
    lane, events, ends = Lane("test", rest_s=0.1), Calls(), Calls()
    ticket = lane.submit(
        wait_for_cancel, 60.0, on_event=events, on_error=ends, on_end=lambda: ends("end")
    )
    events.wait_for(1)
    ticket.pause()
    wait_for(lambda: lane.pid is None)

    if by_closing:
        lane.close()
    else:
        ticket.cancel()
    assert ends.wait_for(1) == ["end"]
    lane.close()


def test_of_a_worker_that_is_ended_no_unfinished_file_stays(tmp_path: Path) -> None:
    lane, events = Lane("test", patience_s=0.1), Calls()
    stuck = lane.submit(write_and_ignore_cancel, tmp_path, on_event=events)
    events.wait_for(1)
    assert len(list(tmp_path.iterdir())) == 2

    ended = threading.Event()
    stuck.cancel()
    lane.submit(double, 1, on_end=ended.set)
    assert ended.wait(30.0)
    lane.close()

    assert [path.name for path in tmp_path.iterdir()] == ["finished"]


def test_of_a_worker_that_is_killed_nothing_stays(
    lane: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / "cache"
    folder.mkdir()
    own, events, errors = Lane("test"), Calls(), Calls()
    own.submit(leave_things_unfinished, folder, on_event=events, on_error=errors)
    (pid,) = events.wait_for(1)
    started = family(pid)
    assert len(started) == 2
    assert len(list(folder.iterdir())) == 2
    others = Calls()
    lane.submit(tell_process, None, on_value=others)
    others.wait_for(1)

    assert own.pid is not None
    psutil.Process(own.pid).kill()

    assert "died" in str(errors.wait_for(1)[0])
    assert list(folder.iterdir()) == []
    _, alive = psutil.wait_procs(started, timeout=5.0)
    assert alive == []
    # Nobody else's worker was touched.
    assert lane.pid == others.made[0]
    assert psutil.pid_exists(lane.pid)
    own.close()
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_closing_waits_no_longer_for_a_task_that_was_cancelled_before() -> None:
    lane, events, processes = Lane("test", patience_s=60.0), Calls(), Calls()
    lane.submit(tell_process, None, on_value=processes)
    stuck = lane.submit(ignore_cancel, 60.0, on_event=events)
    events.wait_for(1)
    stuck.cancel()
    # The lane has seen the cancel, and counts.
    time.sleep(0.3)
    lane.close()

    assert not psutil.pid_exists(processes.made[0])


def test_what_was_delivered_before_the_lane_closed_is_dropped() -> None:
    delivered: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    lane, calls, ends = Lane("test", deliver=delivered.put), Calls(), Calls()
    lane.submit(double, 21, on_event=calls, on_value=calls, on_end=lambda: ends("end"))
    for_event, for_value = delivered.get(timeout=30.0), delivered.get(timeout=30.0)

    lane.close()
    for_event()
    for_value()

    assert calls.made == []
    assert ends.made == ["end"]


def test_closing_ends_the_process_whatever_it_does() -> None:
    lane, events, processes = Lane("test"), Calls(), Calls()
    lane.submit(tell_process, None, on_value=processes)
    lane.submit(ignore_cancel, 60.0, on_event=events, on_error=events)
    events.wait_for(1)
    lane.close()

    assert not psutil.pid_exists(processes.made[0])
    assert events.made == ["ignoring"]
    assert lane.submit(double, 1).is_cancelled


def test_what_waits_is_told_that_it_has_ended_when_the_lane_closes() -> None:
    lane = Lane("test")
    calls = Calls()
    for number in range(3):
        lane.submit(double, number, on_end=lambda: calls("end"))

    lane.close()
    lane.submit(double, 3, on_end=lambda: calls("end"))

    assert calls.wait_for(4) == ["end"] * 4
