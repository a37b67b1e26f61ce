"""Where jobs are kept, so that those left unfinished can be offered the next time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import attrs

from sepgenre_gui.jobs.queue.job import JobRequest, JobState


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
