"""The examination of an import's files: a job whose outcomes are taken while the window goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QTimer

from sepgenre_gui.jobs.queue import Job, JobQueue
from sepgenre_gui.screens.queue.following import WHERE_DONE, FollowedJob
from sepgenre_gui.services.import_tracks import ExaminationTask
from sepgenre_gui.services.jobs.exchange_requests import examine_request
from sepgenre_gui.services.jobs.exchanging import Examined, FilesExamined

_TURN_S = 0.008
# Half a frame, after which the window does other things.


class ExaminationJob:
    """Asks for an examination, and hands on what comes of it, in order, some with each turn.

    Were outcomes handed on as they come, Qt would do nothing else while more come than can be
    stored.

    Parameters
    ----------
    queue : JobQueue
    tasks : sequence of ExaminationTask
        At least one.
    on_outcome : callable
        Receives the outcomes in the order of `tasks`.
    on_end : callable
        Receives the job after the last of them, unless `stop` was called.
    parent : QObject
        Of its timer; outlives it.

    Raises
    ------
    SepgenreError
        Where the queue cannot take it.
    """

    def __init__(
        self,
        queue: JobQueue,
        tasks: Sequence[ExaminationTask],
        *,
        on_outcome: Callable[[Examined], None],
        on_end: Callable[[Job], None],
        parent: QObject,
    ) -> None:
        self._on_outcome, self._on_end = on_outcome, on_end
        self._outcomes: deque[Examined] = deque()
        self._ended: Job | None = None
        # Not its own, for it may go while the timer is at it.
        self._timer = QTimer(parent)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_some)
        self._job = FollowedJob(
            queue,
            examine_request(tasks),
            on_report=self._keep,
            on_end=self._end,
            keeps=WHERE_DONE,
        )

    @property
    def job_id(self) -> int:
        """The job's identifier."""
        return self._job.job_id

    def stop(self) -> None:
        """Cancel it, and hand on nothing more."""
        self._end_timer()
        self._outcomes.clear()
        self._job.stop()

    def _keep(self, event: Any) -> None:
        if isinstance(event, FilesExamined):
            self._outcomes.extend(event.outcomes)
            self._timer.start()

    def _end(self, job: Job) -> None:
        self._ended = job
        self._timer.start()

    def _take_some(self) -> None:
        until_s = monotonic() + _TURN_S
        while self._outcomes and monotonic() < until_s:
            # Whoever takes it may stop all of it.
            self._on_outcome(self._outcomes.popleft())
        if self._outcomes or not self._timer.isActive():
            return
        self._timer.stop()
        if self._ended is not None:
            self._end_timer()
            self._on_end(self._ended)

    def _end_timer(self) -> None:
        self._timer.stop()
        self._timer.deleteLater()
