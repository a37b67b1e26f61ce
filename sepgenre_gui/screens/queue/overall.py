"""How far all jobs are together: one line for the window's title and the status bar."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.jobs.queue import Job, JobChanged, JobEvent, JobQueue, JobRemoved, JobState
from sepgenre_gui.screens.queue.words import count_jobs, format_percent

_EVERY_MS = 250


@attrs.frozen(kw_only=True)
class Overall:
    """How far what goes on is.

    Attributes
    ----------
    text : str
        In a line: ``"Separate 66 segments: 45 %"``, or ``"3 jobs: 45 %"``.
    fraction : float or None
        0 to 1; None where no size is known yet.
    n_jobs : int
        How many jobs have not ended; those left from the last time are none of them.
    is_paused : bool
        Whether a person holds all of them.
    """

    text: str
    fraction: float | None
    n_jobs: int
    is_paused: bool


def overall(jobs: Iterable[Job]) -> Overall | None:
    """Return how far `jobs` are together; None where nothing goes on or waits.

    Of several, also those count that have ended since the oldest of them was asked for: or with
    each that ends, the others together would fall back.
    """
    known = [job for job in jobs if not job.is_left_over]
    unfinished = [job for job in known if not job.state.is_finished()]
    if not unfinished:
        return None
    is_paused = all(job.state is JobState.PAUSED for job in unfinished)
    if len(unfinished) == 1:
        (job,) = unfinished
        name, fraction = job.request.title, job.progress.fraction
    else:
        since = min(job.created_at for job in unfinished)
        ended = sum(job.state.is_finished() and (job.finished_at or 0.0) >= since for job in known)
        shares = [job.progress.fraction for job in unfinished]
        done = ended + sum(share or 0.0 for share in shares)
        is_known = ended > 0 or any(share is not None for share in shares)
        name = count_jobs(len(unfinished))
        fraction = done / (ended + len(unfinished)) if is_known else None
    said = " ".join(
        [*(["paused"] if is_paused else []), *([] if fraction is None else [_percent(fraction)])]
    )
    return Overall(
        text=f"{name}: {said}" if said else name,
        fraction=fraction,
        n_jobs=len(unfinished),
        is_paused=is_paused,
    )


def _percent(fraction: float) -> str:
    # All of its items may be done while the job still is not.
    return format_percent(min(fraction, 0.99))


class OverallProgress(QObject):
    """Follows a queue, and tells a few times a second at most how far all of it is.

    Parameters
    ----------
    queue : JobQueue
        Its events come in this object's thread.

    Signals
    -------
    changed : str
        The line; empty where nothing goes on any more.
    """

    changed = Signal(str)

    def __init__(self, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = {job.id: job for job in queue.jobs}
        self._current = overall(self._jobs.values())
        self._text = self._current.text if self._current else ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._end = queue.subscribe(self._take)

    @property
    def text(self) -> str:
        """What was told last."""
        return self._text

    @property
    def current(self) -> Overall | None:
        """How far everything was when it was looked at last."""
        return self._current

    def detach(self) -> None:
        """Follow the queue no longer."""
        self._end()
        self._timer.stop()

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobChanged):
            self._jobs[event.job.id] = event.job
        elif isinstance(event, JobRemoved):
            self._jobs.pop(event.job_id, None)
        else:
            return
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        self._current = overall(self._jobs.values())
        text = self._current.text if self._current else ""
        if text != self._text:
            self._text = text
            self.changed.emit(text)
