"""Where jobs are kept, so that those left unfinished can be offered the next time."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

import attrs

from sepgenre_gui.jobs.queue.job import JobRequest, JobState
from sepgenre_training.errors import SepgenreError

_LOG = logging.getLogger(__name__)

_FLUSH_S = 5.0


@attrs.frozen(kw_only=True)
class JobRecord:
    """What is kept of a job."""

    id: int
    request: JobRequest
    state: JobState
    reason: str
    remedy: str
    created_at: float
    finished_at: float | None


class JobStore(Protocol):
    """Keeps the jobs of one project; called from any thread."""

    def load(self) -> Sequence[JobRecord]:
        """Return what is kept, in the order of the identifiers."""
        ...

    def next_id(self) -> int:
        """Return an identifier that no job has or ever had."""
        ...

    def save(self, record: JobRecord) -> None:
        """Keep `record`, in place of the one of the same identifier."""
        ...

    def delete(self, job_id: int) -> None:
        """Forget a job."""
        ...


class NoStore:
    """Keeps nothing: for a project that is open read-only."""

    def __init__(self) -> None:
        self._newest = 0

    def load(self) -> Sequence[JobRecord]:
        """Return nothing."""
        return ()

    def next_id(self) -> int:
        """Count up from 1."""
        self._newest += 1
        return self._newest

    def save(self, record: JobRecord) -> None:
        """Do nothing."""

    def delete(self, job_id: int) -> None:
        """Do nothing."""


class StoreWriter:
    """Writes to a store in a thread of its own, one thing after another.

    A disk may take its time with a commit, and whoever asks is the window.

    Parameters
    ----------
    store : JobStore
    on_refusal : callable
        Receives, in that thread, the job that the store did not take and its error.
    """

    def __init__(self, store: JobStore, on_refusal: Callable[[int, SepgenreError], None]) -> None:
        self._store, self._on_refusal = store, on_refusal
        self._asked: queue.SimpleQueue[JobRecord | int | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="job store", daemon=True)
        self._thread.start()

    def save(self, record: JobRecord) -> None:
        """Have `record` kept."""
        self._asked.put(record)

    def delete(self, job_id: int) -> None:
        """Have a job forgotten."""
        self._asked.put(job_id)

    def close(self) -> None:
        """Wait until all is written that was asked for; nothing is written afterwards."""
        self._asked.put(None)
        self._thread.join(_FLUSH_S)

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            try:
                if isinstance(asked, JobRecord):
                    self._store.save(asked)
                else:
                    self._store.delete(asked)
            except SepgenreError as error:
                job_id = asked.id if isinstance(asked, JobRecord) else asked
                _LOG.exception("Job %s is not stored as it stands.", job_id)
                if isinstance(asked, JobRecord):
                    self._on_refusal(job_id, error)
