"""Cancels at any moment: acknowledged at once, over within seconds, and work goes on after."""

from __future__ import annotations

import random
import time
from pathlib import Path

import psutil
import pytest

from sepgenre_gui.jobs.queue import JobQueue, JobState
from tests.sepgenre_gui.jobs.queue.asking import request, wait_for, wait_for_state, waiting

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
N_CANCELS = 15


@pytest.mark.slow
def test_cancels_at_random_moments_leave_nothing_behind(queue: JobQueue, tmp_path: Path) -> None:
    rng = random.Random(3)
    others = _workers()  # Of tests before.
    for number in range(N_CANCELS):
        kinds = (
            waiting(tmp_path / str(number), 30.0),
            request("double", *range(rng.randint(1, 40))),
            request("refuse_odd", *range(rng.randint(1, 5)), kind="many"),
        )
        ids = [queue.add(rng.choice(kinds)) for _ in range(rng.randint(1, 3))]
        time.sleep(rng.choice([0.0, rng.uniform(0.0, 0.02), rng.uniform(0.0, 0.3)]))
        if rng.random() < 0.3:
            queue.pause(rng.choice(ids))
        asked_s = time.monotonic()
        for job_id in ids:
            queue.cancel(job_id)
        assert time.monotonic() - asked_s < 0.5
        for job_id in ids:
            wait_for_state(queue, job_id, *ENDED)
        assert time.monotonic() - asked_s < 10.0

    assert not queue.is_busy
    assert "42" in wait_for_state(queue, queue.add(request("double", 21)), JobState.DONE).reason
    # What was opened for pauses is closed again.
    wait_for(lambda: len(_workers() - others) <= 2, "surplus workers", timeout_s=60.0)


def _workers() -> set[psutil.Process]:
    return {each for each in psutil.Process().children() if "spawn_main" in _command(each)}


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has ended
        return ""


def test_twenty_thousand_tasks_that_wait_are_cancelled_at_once(
    queue: JobQueue, tmp_path: Path
) -> None:
    tasks = [[str(tmp_path / str(number)), 60.0] for number in range(20_000)]
    job_id = queue.add(request("touch_and_wait", *tasks, paths=True))
    wait_for(lambda: len(list(tmp_path.iterdir())) == 2, "the first two")

    began_s = time.thread_time()
    queue.cancel(job_id)
    taken_s = time.thread_time() - began_s

    assert queue.job(job_id).state in (JobState.CANCELLING, JobState.CANCELLED)
    assert taken_s < 0.1
    wait_for_state(queue, job_id, JobState.CANCELLED)
    # None of the others was begun in place of those that were stopped.
    assert len(list(tmp_path.iterdir())) == 2
    assert not queue.is_busy
    assert "42" in wait_for_state(queue, queue.add(request("double", 21)), JobState.DONE).reason
