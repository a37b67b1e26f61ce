"""The pool: outcomes for all, no orphans, whatever a worker does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import AudioError, SepgenreError


def square(number: int) -> int:
    report(("squared", number))
    return number * number


def fail_on_three(number: int) -> int:
    if number == 3:
        raise AudioError("three.wav: broken.", remedy="Convert it.")
    return number


def die_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def wait_for_cancel(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        check_cancelled()
        time.sleep(0.01)


def ignore_everything(seconds: float) -> None:
    time.sleep(seconds)


def test_outcomes_and_events_of_every_task() -> None:
    events: list[object] = []
    with WorkerPool(2) as pool:
        outcomes = list(pool.run(square, range(8), on_event=events.append))

    assert {outcome.task: outcome.value for outcome in outcomes} == {n: n * n for n in range(8)}
    assert sorted(events) == [("squared", n) for n in range(8)]


def test_an_error_fails_its_own_task_and_keeps_its_remedy() -> None:
    with WorkerPool(2) as pool:
        outcomes = {outcome.task: outcome for outcome in pool.run(fail_on_three, range(6))}

    assert {task for task, outcome in outcomes.items() if outcome.error} == {3}
    error = outcomes[3].error
    assert isinstance(error, AudioError)
    assert (error.message, error.remedy) == ("three.wav: broken.", "Convert it.")


def test_a_worker_that_dies_fails_one_task_and_the_others_go_on() -> None:
    with WorkerPool(2) as pool:
        outcomes = {outcome.task: outcome for outcome in pool.run(die_on_three, range(12))}
        again = list(pool.run(square, [5]))

    assert sorted(outcomes) == list(range(12))
    assert {task for task, outcome in outcomes.items() if outcome.error} == {3}
    assert isinstance(outcomes[3].error, SepgenreError)
    assert again[0].value == 25


@pytest.mark.parametrize("task", [wait_for_cancel, ignore_everything])
def test_leaving_ends_busy_workers_within_five_seconds(task) -> None:
    me = psutil.Process()
    before = {child.pid for child in me.children(recursive=True)}
    started = 0.0

    def stop_after_first() -> None:
        nonlocal started
        with WorkerPool(2) as pool:
            for _ in pool.run(task, [0.0, 60.0, 60.0]):
                started = time.monotonic()
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_after_first()

    # Five seconds on a free machine; CI may be anything but.
    assert time.monotonic() - started < 15
    left = {child.pid for child in me.children(recursive=True) if child.status() != "zombie"}
    # The resource tracker that multiprocessing keeps for the whole session is no worker.
    names = [" ".join(psutil.Process(pid).cmdline()) for pid in left - before]
    assert [name for name in names if "resource_tracker" not in name] == []


def test_a_worker_that_dies_while_idle_costs_nothing() -> None:
    with WorkerPool(2) as pool:
        assert len(list(pool.run(square, range(4)))) == 4
        workers = [
            child
            for child in psutil.Process().children(recursive=True)
            if "spawn_main" in " ".join(child.cmdline())
        ]
        for worker in workers:
            worker.kill()
        outcomes = list(pool.run(square, range(4)))

    assert len(workers) >= 2
    assert sorted(outcome.value for outcome in outcomes) == [0, 1, 4, 9]


def report_then_die(number: int) -> int:
    report(("before", number))
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_what_a_worker_said_before_it_died_is_heard() -> None:
    events: list[tuple[str, int]] = []
    with WorkerPool(2) as pool:
        outcomes = list(pool.run(report_then_die, range(4), on_event=events.append))

    assert {number for _, number in events} == {0, 1, 2, 3}
    assert [outcome.task for outcome in outcomes if outcome.error] == [1]


def test_every_event_is_there_when_its_result_is() -> None:
    with WorkerPool(2) as pool:
        for round_number in range(20):
            events: list[object] = []
            list(pool.run(square, [round_number], on_event=events.append))
            assert events == [("squared", round_number)]


_MAIN = """
import numpy
from sepgenre_training.compute.pool import WorkerPool
from tests.sepgenre_training.compute.test_pool import count_threads
if __name__ == "__main__":
    with WorkerPool(1) as pool:
        print(*[outcome.value for outcome in pool.run(count_threads, [0])])
"""


def count_threads(_: int) -> list[int]:
    import numpy as np
    import threadpoolctl

    np.ones((8, 8)) @ np.ones((8, 8))
    return [library["num_threads"] for library in threadpoolctl.threadpool_info()]


def test_workers_have_one_thread_whatever_the_program_imports_first(tmp_path: Path) -> None:
    # A spawned process imports the main module, here with numpy, before a worker is prepared.
    script = tmp_path / "main.py"
    script.write_text(_MAIN, encoding="utf-8")
    free = {name: value for name, value in os.environ.items() if "_THREADS" not in name}
    root = Path(__file__).parents[3]

    said = subprocess.run(
        [sys.executable, script],
        env={**free, "PYTHONPATH": str(root)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    threads = json.loads(said)
    assert threads
    assert set(threads) == {1}
