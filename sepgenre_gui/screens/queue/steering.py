"""What the actions of the queue do, and which of them there are for the jobs selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.queue import specs
from sepgenre_gui.screens.queue.model import JobModel
from sepgenre_gui.screens.queue.panes.job_table import JobTable
from sepgenre_gui.screens.queue.words import log_text

_NONE_SELECTED = "No job is selected."
_HIDDEN = "The jobs are not shown, so none is selected."
_HOLDABLE = (JobState.QUEUED, JobState.RUNNING)
_TRIED = (JobState.FAILED, JobState.CANCELLED)

Test = Callable[[Job], bool]


def can_pause(job: Job) -> bool:
    """Return whether `job` can be held or, where it is, let go on."""
    return job.state in (*_HOLDABLE, JobState.PAUSED)


def can_cancel(job: Job) -> bool:
    """Return whether `job` can be stopped."""
    return not job.state.is_finished() and job.state is not JobState.CANCELLING


def can_retry(job: Job) -> bool:
    """Return whether `job` can be tried again."""
    return job.state in _TRIED


def can_remove(job: Job) -> bool:
    """Return whether `job` can be taken out of the list."""
    return job.state.is_finished()


_OF_SELECTED: tuple[tuple[str, Test, str], ...] = (
    (specs.PAUSE.id, can_pause, "The selected job is over, or is stopping."),
    (specs.CANCEL.id, can_cancel, "The selected job is over, or is stopping already."),
    (specs.RETRY.id, can_retry, "Only a job that failed or was cancelled can be tried again."),
    (specs.REMOVE.id, can_remove, "The selected job is not over; cancel it first."),
)
_OF_ALL: tuple[tuple[str, Test, str], ...] = (
    (specs.RETRY_FAILED.id, lambda job: job.state is JobState.FAILED, "No job has failed."),
    (
        specs.CANCEL_ALL.id,
        lambda job: can_cancel(job) and not job.is_left_over,
        "No job goes on or waits.",
    ),
    (specs.CLEAR.id, can_remove, "No job is over."),
    (specs.RUN_LEFT_OVER.id, lambda job: job.is_left_over, "No job was left unfinished."),
    (specs.FORGET_LEFT_OVER.id, lambda job: job.is_left_over, "No job was left unfinished."),
)


class JobSteering(QObject):
    """Asks the queue for what a person does with the jobs of a table.

    Parameters
    ----------
    is_shown : callable
        Whether the person sees what is selected.
    """

    def __init__(
        self,
        queue: JobQueue,
        model: JobModel,
        table: JobTable,
        is_shown: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._queue, self._model, self._table = queue, model, table
        self._is_shown = is_shown
        self._book: ActionBook | None = None
        self._standing: object = None

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of `QUEUE_SPECS`, which are in `book`."""
        self._book = book
        for spec, act in (
            (specs.PAUSE, self.pause_or_resume),
            (specs.CANCEL, lambda: self._each(can_cancel, self._queue.cancel)),
            (specs.RETRY, lambda: self._each(can_retry, self._queue.retry)),
            (specs.REMOVE, lambda: self._each(can_remove, self._queue.remove)),
            (specs.COPY_LOG, self.copy_log),
            (specs.RETRY_FAILED, self._queue.retry_failed),
            (specs.CANCEL_ALL, self._queue.cancel_all),
            (specs.CLEAR, self._queue.clear),
            (specs.RUN_LEFT_OVER, self._queue.resume_left_over),
            (specs.FORGET_LEFT_OVER, self._queue.forget_left_over),
        ):
            book[spec.id].triggered.connect(lambda _=False, act=act: act())
        self._standing = None
        self.refresh()

    def detach(self) -> None:
        """Have nothing to do with the actions any more."""
        self._book = None

    def pause_or_resume(self) -> None:
        """Hold the selected jobs; where all that can be are held, let them go on."""
        if any(job.state in _HOLDABLE for job in self._table.selected):
            self._each(lambda job: job.state in _HOLDABLE, self._queue.pause)
        else:
            self._each(lambda job: job.state is JobState.PAUSED, self._queue.resume)

    def copy_log(self) -> None:
        """Copy the log of the job that is looked at, with its cause and remedy."""
        job = self._table.current
        if job is not None and self._model.job(job.id) is not None:
            head = [job.request.title, f"{job.state.value}: {job.reason}", job.remedy]
            text = "\n".join(part for part in head if part)
            QGuiApplication.clipboard().setText(f"{text}\n\n{log_text(self._queue.log(job.id))}\n")

    def refresh(self) -> None:
        """Turn the actions on and off, as the jobs and the selection stand."""
        if self._book is None:
            return
        is_shown = self._is_shown()
        selected = self._table.selected if is_shown else ()
        standing = (
            is_shown,
            tuple((job.id, job.state) for job in selected),
            tuple((job.state, job.is_left_over) for job in self._model.jobs),
        )
        if standing == self._standing:
            return
        self._standing = standing
        nothing = _NONE_SELECTED if is_shown else _HIDDEN
        for identifier, test, reason in _OF_SELECTED:
            is_on = any(test(job) for job in selected)
            self._switch(identifier, is_on, reason if selected else nothing)
        self._switch(specs.COPY_LOG.id, bool(selected), nothing)
        for identifier, test, reason in _OF_ALL:
            self._switch(identifier, any(test(job) for job in self._model.jobs), reason)
        held = selected and not any(job.state in _HOLDABLE for job in selected)
        self._book[specs.PAUSE.id].setIconText("Resume" if held else "Pause")

    def _each(self, test: Test, act: Callable[[int], None]) -> None:
        for job in self._table.selected:
            # What was heard last may be over by now: the queue knows.
            if test(job):
                act(job.id)

    def _switch(self, identifier: str, is_on: bool, reason: str) -> None:  # noqa: FBT001
        if self._book is None:
            return
        if is_on:
            self._book.enable(identifier)
        else:
            self._book.disable(identifier, reason=reason)
