"""Following some jobs of the queue from a dialog: how far they are, and how they ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import Job, JobChanged, JobEvent, JobQueue, JobRequest


class Following(QObject):
    """Asks for jobs, and knows how they stand until it is closed; the jobs go on without it.

    Signals
    -------
    changed
        One of them stands differently.
    ended
        The last of them has ended.
    """

    changed = Signal()
    ended = Signal()

    def __init__(self, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._jobs: dict[int, Job] = {}
        self._unsubscribe: Callable[[], None] = queue.subscribe(self._take)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that were asked for last, as they stand."""
        return tuple(self._jobs.values())

    @property
    def is_running(self) -> bool:
        """Whether one of them has not ended."""
        return any(not job.state.is_finished() for job in self._jobs.values())

    def ask(self, requests: Iterable[JobRequest]) -> None:
        """Follow these jobs, which are begun now, in place of those before."""
        self._jobs = {}
        for request in requests:
            job_id = self._queue.add(request)
            self._jobs[job_id] = self._queue.job(job_id)
        self.changed.emit()

    def take_up(self, kinds: Iterable[str]) -> None:
        """Follow what goes on already of these kinds, as where the dialog is opened again."""
        wanted = set(kinds)
        self._jobs = {
            job.id: job
            for job in self._queue.jobs
            if job.request.kind in wanted and not job.state.is_finished() and not job.is_left_over
        }
        self.changed.emit()

    def cancel(self) -> None:
        """Stop them."""
        for job_id in self._jobs:
            self._queue.cancel(job_id)

    def words(self) -> tuple[str, ...]:
        """Return what the logs say, a line each, without what was asked for."""
        return tuple(line.text for job_id in self._jobs for line in self._queue.log(job_id)[1:])

    def close(self) -> None:
        """Hear no more of the queue."""
        self._unsubscribe()

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobChanged) and event.job.id in self._jobs:
            was_running = self.is_running
            self._jobs[event.job.id] = event.job
            self.changed.emit()
            if was_running and not self.is_running:
                self.ended.emit()
