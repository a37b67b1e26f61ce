"""The book of jobs: every job with its log, kept in the store as it changes."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import attrs

from sepgenre_gui.jobs.queue.context import JobKind
from sepgenre_gui.jobs.queue.events import JobChanged, JobEvent, JobLogged, JobRemoved
from sepgenre_gui.jobs.queue.job import Job, JobProgress, JobRequest, JobState, LogLine
from sepgenre_gui.jobs.queue.store import JobRecord, JobStore, StoreWriter
from sepgenre_training.errors import SepgenreError

_LOG_LINES = 2_000
_LEFT_OVER = "Left unfinished when the project was closed."
AS_NEW: Mapping[str, Any] = {
    "state": JobState.QUEUED,
    "reason": "",
    "remedy": "",
    "error": None,
    "progress": JobProgress(),
    "failed_items": 0,
    "started_at": None,
    "finished_at": None,
    "worked_s": 0.0,
}
"""What changes in a job that is tried again."""

_KEPT_CHANGES = frozenset({"state", "reason", "remedy", "is_left_over"})


class Book:
    """Jobs by identifier, in the order in which they were asked for; its owner has the lock.

    What the store refuses, as on a full disk, is written in the job's log: the job runs all the
    same, and is only not offered again.

    Parameters
    ----------
    store : JobStore
        Read once, now.
    kinds : Mapping[str, JobKind]
        Of others, nothing is offered again.
    tell : callable
        Receives what changes by the book itself.
    lock : threading.RLock
        The owner's, for what the store tells later.
    """

    def __init__(
        self,
        store: JobStore,
        kinds: Mapping[str, JobKind],
        tell: Callable[[JobEvent], None],
        lock: AbstractContextManager[Any],
    ) -> None:
        self._store, self._tell, self._kinds, self._lock = store, tell, kinds, lock
        self._writer = StoreWriter(store, self._write_refusal)
        self._jobs: dict[int, Job] = {}
        self._logs: dict[int, deque[LogLine]] = {}
        for record in store.load():
            self._take_up(record)

    def __getitem__(self, job_id: int) -> Job:
        return self._jobs[job_id]

    def jobs(self) -> tuple[Job, ...]:
        """Return every job."""
        return tuple(self._jobs.values())

    def log(self, job_id: int) -> tuple[LogLine, ...]:
        """Return the log of a job."""
        return tuple(self._logs[job_id])

    def due(self) -> list[Job]:
        """Return the jobs whose turn it is, as far as the limits of their kinds let them begin."""
        active = Counter(job.request.kind for job in self._jobs.values() if job.state.is_active())
        waiting = [job for job in self._jobs.values() if job.state is JobState.QUEUED]
        due = []
        for job in sorted(waiting, key=lambda job: (-job.request.priority, job.id)):
            kind = job.request.kind
            if active[kind] < self._kinds[kind].limit:
                active[kind] += 1
                due.append(job)
        return due

    def is_offered_again(self, job_id: int) -> bool:
        """Return whether a job is offered again the next time, as it stands."""
        job = self._jobs[job_id]
        return _is_unfinished(job.state) and self._kinds[job.request.kind].survives

    def add(self, request: JobRequest) -> Job:
        """Enter a job that was just asked for."""
        job = Job(id=self._store.next_id(), request=request, created_at=time.time())
        self._jobs[job.id] = job
        self._logs[job.id] = deque(maxlen=_LOG_LINES)
        self.write(job.id, f"Asked for: {request.title}.")
        self._keep(job)
        self._tell(JobChanged(job=job))
        return job

    def change(self, job_id: int, **changes: Any) -> Job:
        """Change a job, and return it."""
        job = attrs.evolve(self._jobs[job_id], **changes)
        self._jobs[job_id] = job
        if _KEPT_CHANGES & changes.keys():
            self._keep(job)
        return job

    def write(self, job_id: int, text: str) -> None:
        """Add a line to a job's log."""
        line = LogLine(at=time.time(), text=text)
        self._logs[job_id].append(line)
        self._tell(JobLogged(job_id=job_id, line=line))

    def remove(self, job_id: int) -> None:
        """Forget a job."""
        del self._jobs[job_id], self._logs[job_id]
        self._writer.delete(job_id)
        self._tell(JobRemoved(job_id=job_id))

    def close(self) -> None:
        """Wait until the store has all of it; nothing is kept afterwards."""
        self._writer.close()

    def _take_up(self, record: JobRecord) -> None:
        kind = self._kinds.get(record.request.kind)
        unfinished = _is_unfinished(record.state)
        is_wanted = unfinished or record.state is JobState.FAILED
        if kind is None or not is_wanted or (unfinished and not kind.survives):
            self._writer.delete(record.id)
            return
        job = Job(
            id=record.id,
            request=record.request,
            state=JobState.PAUSED if unfinished else record.state,
            reason=_LEFT_OVER if unfinished else record.reason,
            remedy="" if unfinished else record.remedy,
            created_at=record.created_at,
            finished_at=record.finished_at,
            is_left_over=unfinished,
            # One that was held may have begun before.
            has_begun=record.state is not JobState.QUEUED,
        )
        self._jobs[job.id] = job
        self._logs[job.id] = deque([LogLine(at=time.time(), text=job.reason)], maxlen=_LOG_LINES)

    def _keep(self, job: Job) -> None:
        if not self._kinds[job.request.kind].survives:
            return
        record = JobRecord(
            id=job.id,
            request=job.request,
            state=job.state,
            reason=job.reason,
            remedy=job.remedy,
            created_at=job.created_at,
            finished_at=job.finished_at,
        )
        self._writer.save(record)

    def _write_refusal(self, job_id: int, error: SepgenreError) -> None:
        with self._lock:
            if job_id in self._jobs:
                self.write(job_id, f"It cannot be offered again after a restart: {error.message}")


def _is_unfinished(state: JobState) -> bool:
    # Whom a person has cancelled nobody wants back, even if its workers had not stopped yet.
    return not state.is_finished() and state is not JobState.CANCELLING
