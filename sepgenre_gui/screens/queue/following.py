"""Following one job: what a dialog hears of it while it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sepgenre_gui.jobs.queue import (
    Job,
    JobChanged,
    JobEvent,
    JobQueue,
    JobReported,
    JobRequest,
    JobState,
)
from sepgenre_training.errors import CancelledError, SepgenreError

ANYHOW = frozenset(JobState)
NEVER = frozenset[JobState]()
WHERE_DONE = frozenset({JobState.DONE})
"""Of what is of no use without whoever asked for it: there alone it can be tried again."""


class FollowedJob:
    """Asks for a job, and tells of it until it ends; all in the window's thread.

    Parameters
    ----------
    queue : JobQueue
        Its events come in this thread, after the call of which they tell.
    request : JobRequest
        What is asked for.
    on_report : callable
        Receives what its workers report.
    on_end : callable
        Receives the job once, when it has ended, unless `stop` or `leave` was called.
    on_change : callable, optional
        Receives the job as it goes on.
    keeps : frozenset of JobState
        Having ended in these states it stays in the list of jobs.

    Raises
    ------
    SepgenreError
        Where the queue cannot take it.
    """

    def __init__(
        self,
        queue: JobQueue,
        request: JobRequest,
        *,
        on_report: Callable[[Any], None],
        on_end: Callable[[Job], None],
        on_change: Callable[[Job], None] | None = None,
        keeps: frozenset[JobState] = ANYHOW,
    ) -> None:
        self._queue, self._keeps = queue, keeps
        self._on_report, self._on_end, self._on_change = on_report, on_end, on_change
        self._is_wanted = True
        self._unsubscribe = queue.subscribe(self._take)
        self.job_id = queue.add(request)

    def cancel(self) -> None:
        """Cancel it; its end is told as any other."""
        self._queue.cancel(self.job_id)

    def stop(self) -> None:
        """Cancel it, and tell nothing more."""
        self._is_wanted = False
        self._queue.cancel(self.job_id)

    def leave(self) -> None:
        """Tell nothing more; it goes on, as the list of jobs shows."""
        self._is_wanted = False
        self._unsubscribe()

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobReported):
            if self._is_wanted and event.job_id == self.job_id:
                self._on_report(event.event)
        elif isinstance(event, JobChanged) and event.job.id == self.job_id:
            job = event.job
            if job.state.is_finished():
                self._unsubscribe()
                if job.state not in self._keeps:
                    self._queue.remove(job.id)
                if self._is_wanted:
                    self._on_end(job)
            elif self._is_wanted and self._on_change is not None:
                self._on_change(job)


def error_of(job: Job) -> SepgenreError:
    """Return the error with which `job`, which failed or was cancelled, has ended."""
    if job.state is JobState.CANCELLED:
        return CancelledError(job.reason)
    return SepgenreError(job.reason, remedy=job.remedy)
