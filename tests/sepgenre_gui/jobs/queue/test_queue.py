"""The queue: states, order, limits, pauses, cancels, retries."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest

from sepgenre_gui.jobs.queue import JobQueue, JobReported, JobState, Priority
from tests.sepgenre_gui.jobs.queue.asking import (
    Heard,
    MemoryStore,
    request,
    wait_for,
    wait_for_state,
    waiting,
)

DONE, FAILED, CANCELLED = JobState.DONE, JobState.FAILED, JobState.CANCELLED


def test_a_job_runs_and_tells_what_it_did(queue: JobQueue, heard: Heard) -> None:
    job_id = queue.add(request("double", 1, 2, 3))

    job = wait_for_state(queue, job_id, DONE)

    assert job.reason.startswith("Did [")
    assert {2, 4, 6} == {int(text) for text in job.reason[5:-2].split(", ")}
    assert (job.progress.done, job.progress.total) == (3, 3)
    assert heard.states(job_id) == [JobState.QUEUED, JobState.RUNNING, DONE]
    reported = [event.event for event in heard.events if isinstance(event, JobReported)]
    assert sorted(reported) == [("doubling", 1), ("doubling", 2), ("doubling", 3)]


def test_an_item_that_fails_is_told_and_the_others_are_done(queue: JobQueue) -> None:
    job_id = queue.add(request("refuse_odd", 2, 3, 4))

    job = wait_for_state(queue, job_id, FAILED)

    assert job.failed_items == 1
    assert "1 item failed" in job.reason
    assert "2" in job.reason
    assert "4" in job.reason
    assert any("3: is odd. Take an even one." in line.text for line in queue.log(job_id))


def test_a_worker_that_dies_fails_its_item_alone(queue: JobQueue) -> None:
    job_id = queue.add(request("die_at_zero", 5, 0, 6))

    job = wait_for_state(queue, job_id, FAILED)

    assert job.failed_items == 1
    assert any("died" in line.text and "memory" in line.text for line in queue.log(job_id))
    after = queue.add(request("double", 21))
    assert "42" in wait_for_state(queue, after, DONE).reason


def test_a_fault_of_the_program_stands_in_the_log(queue: JobQueue) -> None:
    job_id = queue.add(request("double", kind="faulty"))

    job = wait_for_state(queue, job_id, FAILED)

    assert "KeyError" in job.reason
    assert any("Traceback" in line.text for line in queue.log(job_id))


def test_one_of_a_kind_runs_at_once(queue: JobQueue, tmp_path: Path) -> None:
    first = queue.add(waiting(tmp_path / "first"))
    second = queue.add(waiting(tmp_path / "second", 0.0))
    wait_for((tmp_path / "first").exists, "the first")

    assert queue.job(second).state is JobState.QUEUED
    queue.cancel(first)

    wait_for_state(queue, second, DONE)


def test_more_of_a_kind_run_where_it_may(queue: JobQueue, tmp_path: Path) -> None:
    ids = [queue.add(waiting(tmp_path / str(n), kind="many")) for n in range(2)]

    for n, job_id in enumerate(ids):
        wait_for((tmp_path / str(n)).exists, f"job {n}")
        assert queue.job(job_id).state is JobState.RUNNING


def test_an_urgent_job_waits_for_no_worker(queue: JobQueue, tmp_path: Path) -> None:
    for n in range(2):
        queue.add(waiting(tmp_path / str(n), kind="many"))
        wait_for((tmp_path / str(n)).exists, f"job {n}")

    urgent = queue.add(request("double", 4, priority=Priority.URGENT))

    wait_for_state(queue, urgent, DONE)


def test_of_those_that_wait_the_more_urgent_begins_first(
    queue: JobQueue, heard: Heard, tmp_path: Path
) -> None:
    running = queue.add(waiting(tmp_path / "running"))
    low = queue.add(request("double", 1, priority=Priority.BACKGROUND))
    normal = queue.add(request("double", 2))
    queue.cancel(running)

    wait_for_state(queue, low, DONE)

    began = [
        event.job.id
        for event in heard.events
        if hasattr(event, "job") and event.job.state is JobState.RUNNING
    ]
    assert list(dict.fromkeys(began)) == [running, normal, low]


def test_a_cancel_is_acknowledged_at_once_and_the_worker_stops(
    queue: JobQueue, tmp_path: Path
) -> None:
    job_id = queue.add(waiting(tmp_path / "file"))
    wait_for((tmp_path / "file").exists, "the worker")

    asked_s = time.monotonic()
    queue.cancel(job_id)
    answered_s = time.monotonic() - asked_s
    assert queue.job(job_id).state in (JobState.CANCELLING, CANCELLED)
    wait_for_state(queue, job_id, CANCELLED)

    assert answered_s < 0.1
    assert time.monotonic() - asked_s < 5.0


def test_a_worker_that_does_not_listen_is_ended_within_five_seconds(
    queue: JobQueue, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    job_id = queue.add(request("ignore_cancel", [str(path), 120.0], paths=True))
    wait_for(lambda: path.exists() and path.read_text(), "the worker")
    process = psutil.Process(int(path.read_text()))

    asked_s = time.monotonic()
    queue.cancel(job_id)
    wait_for_state(queue, job_id, CANCELLED)

    assert time.monotonic() - asked_s < 5.0
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_paused_job_waits_and_goes_on(queue: JobQueue, tmp_path: Path) -> None:
    job_id = queue.add(waiting(tmp_path / "file", 3.0))
    wait_for(lambda: queue.job(job_id).progress.done > 2, "progress")

    queue.pause(job_id)
    assert queue.job(job_id).state is JobState.PAUSED
    time.sleep(0.3)
    done = queue.job(job_id).progress.done
    worked_s = queue.job(job_id).worked_s
    time.sleep(0.3)
    assert queue.job(job_id).progress.done == done
    assert queue.job(job_id).worked_s == worked_s
    queue.resume(job_id)

    assert wait_for_state(queue, job_id, DONE).worked_s > worked_s


def test_a_paused_job_makes_place_for_another_of_its_kind(queue: JobQueue, tmp_path: Path) -> None:
    paused = queue.add(waiting(tmp_path / "paused"))
    wait_for((tmp_path / "paused").exists, "the first")
    queue.pause(paused)

    other = queue.add(waiting(tmp_path / "other"))
    wait_for((tmp_path / "other").exists, "the other")
    queue.resume(paused)

    assert queue.job(paused).state is JobState.QUEUED
    queue.cancel(other)
    wait_for_state(queue, paused, JobState.RUNNING)


def test_a_paused_job_can_be_cancelled(queue: JobQueue, tmp_path: Path) -> None:
    job_id = queue.add(waiting(tmp_path / "file"))
    wait_for((tmp_path / "file").exists, "the worker")
    queue.pause(job_id)
    queue.cancel(job_id)

    wait_for_state(queue, job_id, CANCELLED)


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_what_failed_or_was_cancelled_can_be_tried_again(
    queue: JobQueue, tmp_path: Path, end: str
) -> None:
    if end == "fail":
        job_id = queue.add(request("refuse_odd", 3))
        wait_for_state(queue, job_id, FAILED)
        queue.retry_failed()
        wait_for(lambda: len(queue.log(job_id)) > 4, "the second try")
        job = wait_for_state(queue, job_id, FAILED)
        assert job.failed_items == 1
    else:
        job_id = queue.add(waiting(tmp_path / "file", 0.3))
        queue.cancel(job_id)
        wait_for_state(queue, job_id, CANCELLED)
        queue.retry(job_id)
        assert not wait_for_state(queue, job_id, DONE).remedy


def test_finished_jobs_are_cleared_and_others_stay(
    queue: JobQueue, store: MemoryStore, tmp_path: Path
) -> None:
    done = queue.add(request("double", 1))
    wait_for_state(queue, done, DONE)
    running = queue.add(waiting(tmp_path / "file"))

    queue.clear()

    assert [job.id for job in queue.jobs] == [running]
    wait_for(lambda: [*store.records] == [running], "the store")


def test_cancel_all_ends_everything(queue: JobQueue, tmp_path: Path) -> None:
    ids = [queue.add(waiting(tmp_path / str(n), kind="many")) for n in range(5)]
    wait_for((tmp_path / "0").exists, "the first")

    queue.cancel_all()

    for job_id in ids:
        wait_for_state(queue, job_id, CANCELLED)
    assert not queue.is_busy
