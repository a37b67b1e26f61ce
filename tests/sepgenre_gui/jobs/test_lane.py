"""The lane: tasks in their order, cancelled at once, no orphans, alive after a death."""

from __future__ import annotations

import os
import queue
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from sepgenre_gui.jobs.lane import Lane
from sepgenre_training.cache import replacing
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import AudioError, SepgenreError
from tests.leaving import family, leave_things_unfinished
from tests.sepgenre_gui.jobs.queue import asking


def double(number: int) -> int:
    report(("doubling", number))
    return 2 * number


def tell_process(_: None) -> int:
    return os.getpid()


def refuse(name: str) -> None:
    raise AudioError(f"{name}: broken.", remedy="Convert it.")


def raise_key_error(name: str) -> None:
    raise KeyError(name)


def wait_for_cancel(seconds: float) -> None:
    report("waiting")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        check_cancelled()
        time.sleep(0.005)


def ignore_cancel(seconds: float) -> None:
    report("ignoring")
    time.sleep(seconds)


def write_and_ignore_cancel(folder: Path) -> None:
    with (folder / "finished").open("wb"), replacing(folder / "new.wav"):
        report("writing")
        time.sleep(60.0)


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


@pytest.fixture
def lane() -> Iterator[Lane]:
    opened = Lane("test")
    yield opened
    opened.close()


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
