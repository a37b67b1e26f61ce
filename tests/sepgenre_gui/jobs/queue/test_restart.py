"""What a queue knows when it is opened again: what was left unfinished, and what went wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sepgenre_gui.jobs.queue import (
    Job,
    JobContext,
    JobKind,
    JobQueue,
    JobRecord,
    JobRequest,
    JobState,
)
from sepgenre_gui.jobs.queue.record import Book
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.jobs.queue.asking import (
    KINDS,
    MemoryStore,
    request,
    run_each,
    wait_for,
    wait_for_state,
    waiting,
)

Open = Callable[[], JobQueue]


@pytest.fixture
def open_queue(store: MemoryStore) -> Iterator[Open]:
    """Opens queues on one store, as a project is opened again and again."""
    opened: list[JobQueue] = []

    def open_one() -> JobQueue:
        opened.append(JobQueue(KINDS, store=store, n_workers=2))
        return opened[-1]

    yield open_one
    for queue in opened:
        queue.close()


def test_what_ran_and_what_waited_is_offered_again(open_queue: Open, tmp_path: Path) -> None:
    queue = open_queue()
    running = queue.add(waiting(tmp_path / "file"))
    waits = queue.add(request("double", 21))
    passing = queue.add(request("double", 1, kind="passing"))
    wait_for((tmp_path / "file").exists, "the worker")
    assert queue.is_offered_again(running)
    assert not queue.is_offered_again(passing)
    queue.close()
    again = open_queue()

    assert [job.id for job in again.jobs if job.is_left_over] == [running, waits]
    assert all(job.state is JobState.PAUSED and job.reason for job in again.jobs)
    assert not again.is_busy
    again.resume(waits)
    assert "42" in wait_for_state(again, waits, JobState.DONE).reason
    assert again.add(request("double", 1)) > passing


def test_what_is_done_while_the_project_closes_is_not_offered_again(store: MemoryStore) -> None:
    is_closing = threading.Event()

    def run(_: JobContext) -> str:
        assert is_closing.wait(60.0)
        return "Done all the same."

    queue = JobQueue([JobKind(name="slow", run=run)], store=store, n_workers=1)
    job_id = queue.add(JobRequest(kind="slow", title="slow"))
    wait_for_state(queue, job_id, JobState.RUNNING)
    timer = threading.Timer(0.2, is_closing.set)
    timer.start()
    queue.close()

    assert store.records[job_id].state is JobState.DONE


def test_what_was_left_runs_or_is_forgotten_at_once(store: MemoryStore, open_queue: Open) -> None:
    queue = open_queue()
    ids = [queue.add(request("touch_and_wait", ["/", 60.0], paths=True)) for _ in range(3)]
    queue.close()

    again = open_queue()
    again.cancel_all()
    assert [job.is_left_over for job in again.jobs] == [True] * 3
    again.resume_left_over()
    assert not any(job.is_left_over for job in again.jobs)
    again.close()

    last = open_queue()
    assert {job.id for job in last.jobs if job.is_left_over} <= set(ids)
    last.forget_left_over()
    assert not any(job.is_left_over for job in last.jobs)
    last.close()
    assert set(store.records) == {job.id for job in last.jobs}


def test_what_was_cancelled_is_not_offered_again(open_queue: Open, tmp_path: Path) -> None:
    queue = open_queue()
    job_id = queue.add(request("ignore_cancel", [str(tmp_path / "file"), 60.0], paths=True))
    wait_for((tmp_path / "file").exists, "the worker")

    queue.cancel(job_id)
    assert queue.job(job_id).state is JobState.CANCELLING
    assert not queue.is_offered_again(job_id)
    queue.close()

    assert open_queue().jobs == ()


def test_what_is_cancelled_after_a_restart_is_told_whether_it_had_begun(
    open_queue: Open, tmp_path: Path
) -> None:
    queue = open_queue()
    ran = queue.add(waiting(tmp_path / "file"))
    waited = queue.add(request("double", 21))
    wait_for((tmp_path / "file").exists, "the worker")
    queue.close()
    again = open_queue()

    for job_id in (ran, waited):
        again.cancel(job_id)

    assert again.job(ran).reason == "Cancelled by you; what was finished before is kept."
    assert again.job(waited).reason == "Cancelled before it began."


def test_what_waits_for_a_second_try_had_begun(open_queue: Open, tmp_path: Path) -> None:
    queue = open_queue()
    failed = queue.add(request("refuse_odd", 1, 2))
    wait_for_state(queue, failed, JobState.FAILED)
    queue.add(waiting(tmp_path / "file"))
    wait_for((tmp_path / "file").exists, "the worker")
    queue.retry(failed)
    assert queue.job(failed).state is JobState.QUEUED

    queue.cancel(failed)
    assert queue.job(failed).reason == "Cancelled by you; what was finished before is kept."


def test_what_failed_stands_with_cause_and_remedy_and_can_be_retried(open_queue: Open) -> None:
    queue = open_queue()
    job_id = queue.add(request("refuse_odd", 1))
    failed = wait_for_state(queue, job_id, JobState.FAILED)
    queue.close()

    again = open_queue()
    job = again.job(job_id)
    assert (job.state, job.reason, job.remedy) == (failed.state, failed.reason, failed.remedy)
    again.retry(job_id)
    wait_for(lambda: len(again.log(job_id)) > 3, "the second try")
    wait_for_state(again, job_id, JobState.FAILED)


def test_a_queue_closes_at_once_whatever_its_workers_are_at(
    open_queue: Open, tmp_path: Path
) -> None:
    queue = open_queue()
    for number in range(3):
        queue.add(waiting(tmp_path / str(number), kind="many"))
    began_s = time.monotonic()

    queue.close()

    # Workers that have not started yet are none to wait for.
    assert time.monotonic() - began_s < 5.0


def test_a_thousand_jobs_wait_without_delay(store: MemoryStore) -> None:
    kind = JobKind(name="each", run=run_each, limit=3)
    for number in range(1, 1001):
        store.save(_record(number))
    book = Book(store, {"each": kind}, lambda _: None, threading.RLock())
    for job in book.jobs():
        book.change(job.id, state=JobState.QUEUED)

    began_s = time.process_time()
    due: list[Job] = book.due()

    assert [job.id for job in due] == [1, 2, 3]
    assert time.process_time() - began_s < 0.1
    book.close()


class SlowStore(MemoryStore):
    """Takes as long as a disk that is busy; refuses the jobs that are done, as a full one."""

    def save(self, record: JobRecord) -> None:
        time.sleep(0.3)
        if record.state is JobState.DONE:
            raise ProjectError("The disk is full.", remedy="Make room.")
        super().save(record)


def test_nobody_waits_for_a_slow_disk_and_what_it_refuses_is_told(tmp_path: Path) -> None:
    store = SlowStore()
    queue = JobQueue(KINDS, store=store, n_workers=1)
    try:
        began_s = time.monotonic()
        first = queue.add(request("double", 1))
        waits = queue.add(waiting(tmp_path / "file"))
        queue.pause(waits)
        assert time.monotonic() - began_s < 0.3

        wait_for_state(queue, first, JobState.DONE)
        wait_for(
            lambda: any("The disk is full" in line.text for line in queue.log(first)), "the refusal"
        )
    finally:
        queue.close()
    assert store.records[waits].state is JobState.PAUSED


def _record(number: int) -> JobRecord:
    return JobRecord(
        id=number,
        request=JobRequest(kind="each", title="t"),
        state=JobState.QUEUED,
        reason="",
        remedy="",
        created_at=0.0,
        finished_at=None,
    )
