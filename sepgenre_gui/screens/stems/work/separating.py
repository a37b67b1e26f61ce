"""Stems on demand: what the queue separates for what is at hand, and how far that is."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import (
    Job,
    JobChanged,
    JobEvent,
    JobQueue,
    JobRemoved,
    JobReported,
    JobState,
)
from sepgenre_gui.screens.stems.session import StemsSession, Target
from sepgenre_gui.services.jobs.requests import preview_request
from sepgenre_training.errors import IdenticalStemError
from sepgenre_training.separation.preview.growing import StemsGrown

_Key = tuple[tuple[int, int, int], str]


class StemsState(enum.Enum):
    """How the stems of something by one separator stand."""

    MISSING = "missing"
    """Nobody has separated it yet."""

    SEPARATING = "separating"
    """The queue is at it, or will be."""

    FAILED = "failed"
    """It could not be separated."""

    READY = "ready"
    """They are in the cache, whole."""


@attrs.frozen(kw_only=True)
class Stems:
    """The stems of what is at hand by one separator.

    Attributes
    ----------
    separator : str
    state : StemsState
    growing : Path or None
        The file in which they grow; None before it is there, and once they are ready.
    n_ready, n_samples : int
        How much is there, in samples.
    reason, remedy : str
        Why they could not be had, and what to do about it.
    may_be_accepted : bool
        Whether that is a stem which is nearly the mixture, which may be right.
    """

    separator: str
    state: StemsState = StemsState.MISSING
    growing: Path | None = None
    n_ready: int = 0
    n_samples: int = 0
    reason: str = ""
    remedy: str = ""
    may_be_accepted: bool = False

    @property
    def can_be_heard(self) -> bool:
        """Whether at least a part is there."""
        return self.n_ready > 0


@attrs.define
class _Asked:
    """A job, and what is known of the stems that it makes."""

    job_id: int
    stems: Stems
    is_open: bool = True


class Separating(QObject):
    """Asks the queue for stems, and follows it.

    Signals
    -------
    changed : str
        The stems of what is at hand by this separator stand differently, or have grown.
    ended : str
        They are ready now, or failed, or were cancelled.
    """

    changed = Signal(str)
    ended = Signal(str)

    def __init__(
        self, session: StemsSession, queue: JobQueue, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._queue = session, queue
        self._asked: dict[_Key, _Asked] = {}
        self._unsubscribe: Callable[[], None] = queue.subscribe(self._take)

    def stems(self, separator: str) -> Stems:
        """Return how the stems of what is at hand stand, by `separator`."""
        target = self._session.target
        if target is None:
            return Stems(separator=separator)
        asked = self._asked.get((target.window, separator))
        if asked is not None and asked.is_open:
            return asked.stems
        if self._session.is_cached(separator, target):
            n = target.n_samples
            return Stems(separator=separator, state=StemsState.READY, n_ready=n, n_samples=n)
        if asked is not None and asked.stems.state is StemsState.FAILED:
            return asked.stems
        return Stems(separator=separator)

    def ask(self, separator: str, *, accept_identical: bool = False) -> None:
        """Have the stems of what is at hand separated, unless they are there or under way.

        What was asked for before and is no longer at hand is cancelled: a person waits. What is
        still being stopped is asked for anew, and what is held goes on.
        """
        target = self._session.target
        if target is None:
            return
        state = self.stems(separator).state
        if state is StemsState.SEPARATING:
            before = self._asked[target.window, separator].job_id
            # Without effect where nobody holds it.
            self._queue.resume(before)
            if not self._is_stopped(before):
                return
        elif state is StemsState.READY:
            return
        for (key, _), asked in self._asked.items():
            if key != target.window and asked.is_open:
                self._queue.cancel(asked.job_id)
        request = preview_request(
            target.track, target.segment, separator, accept_identical=accept_identical
        )
        job_id = self._queue.add(request)
        stems = Stems(separator=separator, state=StemsState.SEPARATING, n_samples=target.n_samples)
        self._asked[target.window, separator] = _Asked(job_id, stems)
        self.changed.emit(separator)

    def cancel(self) -> None:
        """Stop separating what is at hand."""
        target = self._session.target
        for (key, _), asked in self._asked.items():
            if target is not None and key == target.window and asked.is_open:
                self._queue.cancel(asked.job_id)

    def forget(self, separator: str) -> None:
        """Forget why what is at hand could not be separated."""
        target: Target | None = self._session.target
        if target is not None:
            asked = self._asked.get((target.window, separator))
            if asked is not None and not asked.is_open:
                del self._asked[target.window, separator]

    def close(self) -> None:
        """Hear no more of the queue."""
        self._unsubscribe()

    def _is_stopped(self, job_id: int) -> bool:
        """Return whether a job was cancelled, which may not have been told yet."""
        state = self._queue.job(job_id).state
        return state in (JobState.CANCELLING, JobState.CANCELLED)

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobReported) and isinstance(event.event, StemsGrown):
            self._take_growth(event.job_id, event.event)
        elif isinstance(event, JobChanged) and event.job.state.is_finished():
            self._take_end(event.job)
        elif isinstance(event, JobChanged):
            self._take_retry(event.job.id)
        elif isinstance(event, JobRemoved):
            self._forget_job(event.job_id)

    def _take_growth(self, job_id: int, grown: StemsGrown) -> None:
        key, asked = self._find(job_id)
        if key is None or asked is None or not asked.is_open:
            return
        asked.stems = attrs.evolve(
            asked.stems,
            growing=grown.path,
            n_ready=grown.n_ready_samples,
            n_samples=grown.n_samples,
        )
        self._tell(key, ended=False)

    def _take_end(self, job: Job) -> None:
        key, asked = self._find(job.id)
        if key is None or asked is None or not asked.is_open:
            return
        asked.is_open = False
        state = StemsState.FAILED if job.state is JobState.FAILED else StemsState.MISSING
        asked.stems = Stems(
            separator=asked.stems.separator,
            state=state,
            reason=job.reason,
            remedy=job.remedy,
            may_be_accepted=isinstance(job.error, IdenticalStemError),
        )
        self._tell(key, ended=True)

    def _take_retry(self, job_id: int) -> None:
        key, asked = self._find(job_id)
        if key is not None and asked is not None and not asked.is_open:
            asked.is_open = True
            asked.stems = Stems(separator=asked.stems.separator, state=StemsState.SEPARATING)
            self._tell(key, ended=False)

    def _forget_job(self, job_id: int) -> None:
        key, asked = self._find(job_id)
        if key is not None and asked is not None and asked.is_open:
            del self._asked[key]
            self._tell(key, ended=True)

    def _find(self, job_id: int) -> tuple[_Key | None, _Asked | None]:
        for key, asked in self._asked.items():
            if asked.job_id == job_id:
                return key, asked
        return None, None

    def _tell(self, key: _Key, *, ended: bool) -> None:
        target = self._session.target
        if target is not None and key[0] == target.window:
            (self.ended if ended else self.changed).emit(key[1])
