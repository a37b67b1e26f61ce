"""The lane: tasks in their order, cancelled at once, no orphans, alive after a death."""

from __future__ import annotations

import queue
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sepgenre_gui.jobs.lane import Lane
from sepgenre_training.errors import AudioError, SepgenreError
from tests.sepgenre_gui.jobs.lane_tasks import (
    Calls,
    die,
    double,
    tell_process,
    wait_for,
    wait_for_cancel,
)


def refuse(name: str) -> None:
    raise AudioError(f"{name}: broken.", remedy="Convert it.")


def raise_key_error(name: str) -> None:
    raise KeyError(name)


def test_tasks_end_in_their_order_with_their_events(lane: Lane) -> None:
    events, values = Calls(), Calls()
    for number in range(5):
        lane.submit(double, number, on_event=events, on_value=values)

    assert values.wait_for(5) == [0, 2, 4, 6, 8]
    assert events.made == [("doubling", number) for number in range(5)]
    assert lane.n_unfinished == 0


def test_what_is_submitted_first_overtakes_what_waits(lane: Lane) -> None:
    values, events = Calls(), Calls()
    lane.submit(wait_for_cancel, 1.0, on_event=events)
    events.wait_for(1)
    lane.submit(double, 1, on_value=values)
    lane.submit(double, 2, on_value=values, first=True)

    assert values.wait_for(2) == [4, 2]


def test_errors_keep_their_remedy_and_the_lane_goes_on(lane: Lane) -> None:
    errors, values = Calls(), Calls()
    lane.submit(refuse, "a.wav", on_error=errors)
    lane.submit(raise_key_error, "b", on_error=errors)
    lane.submit(double, 3, on_value=values)

    values.wait_for(1)
    first, second = errors.made
    assert isinstance(first, AudioError)
    assert (first.message, first.remedy) == ("a.wav: broken.", "Convert it.")
    assert isinstance(second, SepgenreError)
    assert "KeyError: 'b'" in second.message


def test_an_idle_process_goes_after_a_while_and_the_next_task_has_another() -> None:
    lane, processes = Lane("test", rest_s=0.2), Calls()
    lane.submit(tell_process, None, on_value=processes)
    processes.wait_for(1)
    wait_for(lambda: not psutil.pid_exists(processes.made[0]))
    assert lane.pid is None

    lane.submit(tell_process, None, on_value=processes)
    before, after = processes.wait_for(2)
    assert before != after
    lane.close()


def test_a_task_that_is_held_for_long_gives_up_its_process_and_begins_anew() -> None:
    lane, events, values = Lane("test", rest_s=0.3), Calls(), Calls()
    ticket = lane.submit(wait_for_cancel, 1.0, on_event=events, on_value=values)
    events.wait_for(1)
    ticket.pause()
    wait_for(lambda: lane.pid is None)
    assert values.made == []

    ticket.resume()
    assert values.wait_for(1) == [None]
    assert events.made == ["waiting", "waiting"]
    lane.close()


def test_a_death_fails_its_task_alone(lane: Lane) -> None:
    errors, values = Calls(), Calls()
    lane.submit(die, None, on_error=errors)
    lane.submit(double, 4, on_value=values)

    assert values.wait_for(1) == [8]
    assert "died" in str(errors.made[0])


def test_a_task_that_its_worker_never_took_is_given_to_the_next(lane: Lane) -> None:
    errors, values, processes = Calls(), Calls(), Calls()
    lane.submit(tell_process, None, on_value=processes)
    (pid,) = processes.wait_for(1)
    worker = psutil.Process(pid)
    # As one that is being killed: it looks alive, and takes nothing any more.
    worker.suspend()
    lane.submit(double, 4, on_value=values, on_error=errors)
    time.sleep(0.3)
    worker.kill()

    assert values.wait_for(1) == [8]
    assert errors.made == []
    assert lane.pid != pid


def test_a_lane_that_can_start_no_process_says_so_and_goes_on_when_it_can(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    lane, errors, values, ends = Lane("test"), Calls(), Calls(), Calls()
    for number in (1, 2):
        lane.submit(double, number, on_error=errors, on_end=lambda: ends("end"))

    first, _ = errors.wait_for(2)
    assert isinstance(first, SepgenreError)
    assert "No worker process could be started" in first.message
    assert first.remedy
    ends.wait_for(2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lane.submit(double, 3, on_value=values)
    assert values.wait_for(1) == [6]
    lane.close()
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_sent_fails_alone(lane: Lane) -> None:
    errors, values = Calls(), Calls()
    lane.submit(lambda _: None, None, on_error=errors)
    lane.submit(double, 4, on_value=values)

    assert values.wait_for(1) == [8]
    assert isinstance(errors.made[0], SepgenreError)


def test_a_death_is_told_though_the_log_of_the_worker_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lane, events, errors, values = Lane("test"), Calls(), Calls(), Calls()
    lane.submit(double, 1, on_value=events)
    events.wait_for(1)
    for log in tmp_path.glob("*.log"):
        log.unlink()

    lane.submit(die, None, on_error=errors)
    lane.submit(double, 4, on_value=values)
    assert values.wait_for(1) == [8]
    assert "died" in str(errors.made[0])
    lane.close()


def test_callbacks_come_by_the_given_delivery() -> None:
    delivered: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    lane, values, events = Lane("test", deliver=delivered.put), Calls(), Calls()
    lane.submit(double, 21, on_event=events, on_value=values)
    for_event, for_value = delivered.get(timeout=30.0), delivered.get(timeout=30.0)

    assert (events.made, values.made) == ([], [])
    for_event()
    for_value()
    assert (events.made, values.made) == ([("doubling", 21)], [42])
    lane.close()
