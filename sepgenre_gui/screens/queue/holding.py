"""Holding, letting go on and stopping the one job that a page is about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState


class JobHold(QObject):
    """What the keys and buttons of a page do with its job; pages add what they ask for.

    Parameters
    ----------
    queue : JobQueue
        Knows the job.
    job : callable
        Tells the job that goes on, waits or is held; None where there is none.
    nothing : str
        What is said where there is no job.
    stopped : str
        What is said of a job that has been told to stop, and of what is kept.

    Signals
    -------
    said : str
        Something for the status bar.
    """

    said = Signal(str)

    def __init__(
        self,
        queue: JobQueue,
        job: Callable[[], Job | None],
        *,
        nothing: str,
        stopped: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue, self._job = queue, job
        self._nothing, self._stopped = nothing, stopped

    def pause_or_resume(self) -> None:
        """Hold the job, or let it go on."""
        job = self._job()
        if job is None:
            self.said.emit(self._nothing)
        elif job.state is JobState.PAUSED:
            self._queue.resume(job.id)
        else:
            self._queue.pause(job.id)

    def stop(self) -> None:
        """End the job; what is stored is kept."""
        job = self._job()
        if job is None:
            self.said.emit(self._nothing)
            return
        self._queue.cancel(job.id)
        self.said.emit(self._stopped)
