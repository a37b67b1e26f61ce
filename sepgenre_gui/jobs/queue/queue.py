"""The queue: what a person can ask of jobs, who is next, and what is told of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from sepgenre_gui.jobs.lane import Deliver
from sepgenre_gui.jobs.queue.context import JobKind
from sepgenre_gui.jobs.queue.ending import CANCELLED, NEVER_BEGUN, ending_of
from sepgenre_gui.jobs.queue.events import JobChanged, JobReported, Listener, Listeners
from sepgenre_gui.jobs.queue.job import Job, JobRequest, JobState, LogLine
from sepgenre_gui.jobs.queue.many import AskedOfMany
from sepgenre_gui.jobs.queue.record import AS_NEW, Book
from sepgenre_gui.jobs.queue.running import RunningJobs
from sepgenre_gui.jobs.queue.store import JobStore
from sepgenre_gui.jobs.queue.workers import Workers
from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.machine import default_worker_count

_LOG = logging.getLogger(__name__)

_TELL_EVERY_S, _CLOSING_S = 0.1, 8.0


class JobQueue(AskedOfMany):
    """Holds every job of one project. Calls come from the window's thread, and return at once.

    A job runs in a thread of its own, which does no heavy work: that is done in the processes of
    `Workers`, by one task after another of whatever job is first. What was asked for and did not
    end is kept in the store, and waits as paused when the project is opened the next time.

    Parameters
    ----------
    kinds : iterable of JobKind
        What can be asked for.
    store : JobStore
        Keeps the jobs.
    deliver : callable, optional
        Brings what is told into the owner's thread; by default listeners are called where it
        happens, and must not call the queue.
    n_workers : int, optional
        How many tasks run at once; by default what the machine bears.
    cluster : callable, optional
        Returns the cluster on which a job that begins now is to work; None for this machine.
    """

    def __init__(
        self,
        kinds: Iterable[JobKind],
        *,
        store: JobStore,
        deliver: Deliver | None = None,
        n_workers: int | None = None,
        cluster: Callable[[], ClusterAddress | None] = lambda: None,
    ) -> None:
        self._kinds: Mapping[str, JobKind] = {kind.name: kind for kind in kinds}
        self._workers = Workers(n_workers or default_worker_count())
        self._lock = threading.RLock()
        self._running = RunningJobs(self._workers, cluster)
        self._listeners = Listeners(deliver or (lambda callback: callback()))
        self._tell = self._listeners.tell
        self._is_closing = False
        self._book = Book(store, self._kinds, self._tell, self._lock)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job as it stands, in the order in which they were asked for."""
        with self._lock:
            return tuple(self._running.current(job) for job in self._book.jobs())

    @property
    def is_busy(self) -> bool:
        """Whether a job has begun and not ended, paused ones included, or waits for its turn."""
        with self._lock:
            queued = any(job.state is JobState.QUEUED for job in self._book.jobs())
            return queued or bool(self._running.all)

    @property
    def worker_pids(self) -> frozenset[int]:
        """The processes that belong to it now, at work or idle."""
        return self._workers.pids

    def warm_up(self) -> None:
        """Start a worker where none is idle: a process takes a moment to start."""
        self._workers.warm_up()

    def job(self, job_id: int) -> Job:
        """Return a job as it stands; KeyError where there is none of that identifier."""
        with self._lock:
            return self._running.current(self._book[job_id])

    def log(self, job_id: int) -> tuple[LogLine, ...]:
        """Return a job's log, the oldest line first."""
        with self._lock:
            return self._book.log(job_id)

    def is_offered_again(self, job_id: int) -> bool:
        """Return whether a job, were the project closed now, would be offered the next time."""
        with self._lock:
            return self._book.is_offered_again(job_id)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of every event from now on; return what ends that."""
        return self._listeners.subscribe(listener)

    def add(self, request: JobRequest) -> int:
        """Ask for a job; return its identifier.

        Raises
        ------
        KeyError
            Where there is no kind of that name.
        """
        with self._lock:
            _ = self._kinds[request.kind]
            job = self._book.add(request)
            self._start_due()
        return job.id

    def cancel(self, job_id: int) -> None:
        """Stop a job: at once where it has not begun, else as soon as its workers have stopped."""
        with self._lock:
            job = self._book[job_id]
            running = self._running.get(job_id)
            if job.state.is_finished() or job.state is JobState.CANCELLING:
                return
            if running is None:
                reason = CANCELLED if job.has_begun else NEVER_BEGUN
                self._finish(job_id, JobState.CANCELLED, reason)
                return
            self._change(job_id, state=JobState.CANCELLING, reason="Its workers are stopping.")
        running.cancel()

    def pause(self, job_id: int) -> None:
        """Hold a job; workers stop at their next check."""
        with self._lock:
            job = self._book[job_id]
            if job.state not in (JobState.QUEUED, JobState.RUNNING):
                return
            running = self._running.get(job_id)
            if running is not None:
                running.pause()
            self._change(job_id, state=JobState.PAUSED, reason="Paused by you.")
            self._start_due()

    def resume(self, job_id: int) -> None:
        """Let a paused job go on, or one that was left from the last time begin."""
        with self._lock:
            if self._book[job_id].state is not JobState.PAUSED:
                return
            self._change(job_id, state=JobState.QUEUED, reason="", is_left_over=False)
            self._start_due()

    def retry(self, job_id: int) -> None:
        """Do a failed or cancelled job again; what is there already is not done twice."""
        with self._lock:
            job = self._book[job_id]
            if job.state not in (JobState.FAILED, JobState.CANCELLED):
                return
            self._book.write(job_id, "Tried again.")
            self._change(job_id, **AS_NEW)
            self._start_due()

    def remove(self, job_id: int) -> None:
        """Take a finished job out of the list."""
        with self._lock:
            if self._book[job_id].state.is_finished():
                self._book.remove(job_id)

    def forget_left_over(self) -> None:
        """Remove every job that was left from the last time."""
        with self._lock:
            for job in self._book.jobs():
                if job.is_left_over:
                    self._book.remove(job.id)

    def close(self) -> None:
        """End every job and every process, within seconds; unfinished jobs stay in the store."""
        with self._lock:
            self._is_closing = True
            running = self._running.all
        for each in running:
            each.cancel()
        self._workers.close()
        deadline = time.monotonic() + _CLOSING_S
        for each in running:
            each.join(deadline - time.monotonic())
        self._book.close()

    def _start_due(self) -> None:
        """Begin or go on with what is first, as far as the kinds' limits let it; under the lock."""
        if self._is_closing:
            return
        for job in self._book.due():
            self._begin(job, self._kinds[job.request.kind])

    def _begin(self, job: Job, kind: JobKind) -> None:
        running = self._running.get(job.id)
        if running is not None:
            self._change(job.id, state=JobState.RUNNING, reason="")
            running.resume()
            return
        running = self._running.make(
            job,
            kind,
            on_event=partial(self._take, job.id),
            on_log=partial(self._write, job.id),
            on_end=partial(self._end, job.id),
        )
        now = time.time()
        self._change(job.id, state=JobState.RUNNING, reason="", started_at=now, has_begun=True)
        running.start()

    def _take(self, job_id: int, event: Any) -> None:
        """Take what a job tells while it runs; called in its thread."""
        with self._lock:
            running = self._running.of(job_id)
            if isinstance(event, Progressed):
                running.note(event)
                now_s = time.monotonic()
                if now_s - running.told_at_s >= _TELL_EVERY_S:
                    running.told_at_s = now_s
                    self._tell(JobChanged(job=self._running.current(self._book[job_id])))
            elif isinstance(event, ItemFailed):
                failed = self._book[job_id].failed_items + 1
                self._book.write(job_id, f"{event.item}: {event.reason}")
                self._change(job_id, failed_items=failed)
            else:
                self._tell(JobReported(job_id=job_id, event=event))

    def _write(self, job_id: int, text: str) -> None:
        with self._lock:
            self._book.write(job_id, text)

    def _end(self, job_id: int, done: str, error: BaseException | None) -> None:
        """Take how a job ended; called in its thread."""
        with self._lock:
            # What closing the project stopped is offered again; what was done all the same is not.
            if self._is_closing and error is not None:
                return
            ending = ending_of(self._book[job_id], done, error)
            if ending.trace:
                _LOG.error("Job %s failed.", job_id, exc_info=error)
                self._book.write(job_id, ending.trace)
            failure = error if ending.state is JobState.FAILED else None
            if failure is not None:
                # It is kept for what it is: what it went through would be kept with it.
                failure.__traceback__ = failure.__context__ = None
            self._finish(job_id, ending.state, ending.reason, ending.remedy, failure)
            self._start_due()

    def _finish(
        self,
        job_id: int,
        state: JobState,
        reason: str,
        remedy: str = "",
        error: BaseException | None = None,
    ) -> None:
        job = self._running.current(self._book[job_id])
        self._running.forget(job_id)
        self._book.write(job_id, f"{reason} {remedy}".strip())
        self._change(
            job_id,
            state=state,
            reason=reason,
            remedy=remedy,
            error=error,
            progress=job.progress,
            worked_s=job.worked_s,
            finished_at=time.time(),
            is_left_over=False,
        )

    def _change(self, job_id: int, **changes: Any) -> None:
        changed = self._book.change(job_id, **changes)
        self._tell(JobChanged(job=self._running.current(changed)))
