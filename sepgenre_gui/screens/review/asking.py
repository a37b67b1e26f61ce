"""Asking for a job of the review screen, and following it: one at a time of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sepgenre_gui.jobs.queue import Job, JobQueue, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.queue.following import FollowedJob, error_of
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.workspace.separator_question import AskSeparator, ask_separator
from sepgenre_training.errors import SepgenreError

_KEEPS = frozenset({JobState.DONE, JobState.FAILED})


class Asking(QObject):
    """One job at a time, whose result comes as `arrived`.

    Parameters
    ----------
    context : ScreenContext
        Shows errors.
    queue : JobQueue
    expected : type
        Of what the job reports as its result.

    Signals
    -------
    arrived : object
        The result.
    changed : Job
        It goes on.
    ended
        It has ended, however that was; after `arrived`.
    """

    arrived = Signal(object)
    changed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        context: ScreenContext,
        queue: JobQueue,
        expected: type,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._queue, self._expected = context, queue, expected
        self._followed: FollowedJob | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a result is on its way."""
        return self._followed is not None

    def ask(self, request: JobRequest) -> bool:
        """Ask for a job; one that is on its way is cancelled. Return whether it could be."""
        self.forget()
        try:
            self._followed = FollowedJob(
                self._queue,
                request,
                on_report=self._take,
                on_end=self._end,
                on_change=self.changed.emit,
                keeps=_KEEPS,
            )
        except SepgenreError as error:
            self._context.show_error(error)
            return False
        self.changed.emit(self._queue.job(self._followed.job_id))
        return True

    def cancel(self) -> None:
        """Cancel what is on its way; its end is told."""
        if self._followed is not None:
            self._followed.cancel()

    def forget(self) -> None:
        """Cancel what is on its way, and hear no more of it."""
        followed, self._followed = self._followed, None
        if followed is not None:
            followed.stop()

    def close(self) -> None:
        """Hear no more of what is on its way; the queue ends it."""
        followed, self._followed = self._followed, None
        if followed is not None:
            followed.leave()

    def _take(self, event: Any) -> None:
        if isinstance(event, self._expected):
            self.arrived.emit(event)

    def _end(self, job: Job) -> None:
        self._followed = None
        if job.state is JobState.FAILED:
            self._context.show_error(error_of(job))
        self.ended.emit()


class SeparatorChoosing:
    """Finds by which separator segments are seen; none is ever chosen silently."""

    def __init__(
        self, project: Project, parent: Callable[[], QWidget], ask: AskSeparator = ask_separator
    ) -> None:
        self._project, self._parent, self._ask = project, parent, ask

    def __call__(self) -> str | None:
        """Return the project's separator, or the person's choice; None where there is neither."""
        known = self._project.settings.get(SEPARATOR_SETTING, "")
        return known or self._ask(self._parent(), "See the segments by which separator?", "")
