"""The jobs as a Qt table model: rows that change one by one, progress redrawn in batches."""

from __future__ import annotations

import enum
import time
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from sepgenre_gui.jobs.queue import Job, JobState
from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.queue import words

JOB = Qt.ItemDataRole.UserRole
"""The role under which a row's `Job` is asked for."""


class Column(enum.IntEnum):
    """The table's columns, in their order."""

    JOB = 0
    STATE = 1
    PROGRESS = 2
    TIME = 3
    AT_HAND = 4


HEADINGS = ("Job", "State", "Progress", "Time", "At hand")

_ICONS = {
    JobState.QUEUED: "more",
    JobState.RUNNING: "play",
    JobState.PAUSED: "pause",
    JobState.CANCELLING: "stop",
    JobState.CANCELLED: "close",
    JobState.FAILED: "error",
    JobState.DONE: "check",
}

_Index = QModelIndex | QPersistentModelIndex


class JobModel(QAbstractTableModel):
    """Jobs in the order in which they were asked for, which is that of their identifiers.

    A job that is new, goes, or has another state changes its row at once; where only its progress
    is another, the row is marked, and repainted with all others that are by the next `flush`.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs: dict[int, Job] = {}
        self._ids: list[int] = []
        self._heard_at_s: dict[int, float] = {}
        self._marked: set[int] = set()
        self._icons: dict[JobState, QIcon] = {}
        theme.theme_changed.connect(self._wear)

    def set_jobs(self, jobs: Iterable[Job]) -> None:
        """Show these jobs in place of all others."""
        self.beginResetModel()
        self._jobs = {job.id: job for job in sorted(jobs, key=lambda job: job.id)}
        self._ids = [*self._jobs]
        self._heard_at_s = dict.fromkeys(self._ids, time.monotonic())
        self._marked.clear()
        self.endResetModel()

    def set_job(self, job: Job) -> None:
        """Show how `job` stands, in its row or in a new one."""
        before = self._jobs.get(job.id)
        self._heard_at_s[job.id] = time.monotonic()
        if before is None:
            place = bisect_left(self._ids, job.id)
            self.beginInsertRows(QModelIndex(), place, place)
            self._ids.insert(place, job.id)
            self._jobs[job.id] = job
            self.endInsertRows()
            return
        self._jobs[job.id] = job
        if before.state is job.state and before.is_left_over == job.is_left_over:
            self._marked.add(job.id)
        else:
            self._marked.discard(job.id)
            self._repaint(job.id, Column.JOB, Column.AT_HAND)

    def remove_job(self, job_id: int) -> None:
        """Show a job no longer."""
        place = self.place_of(job_id)
        if place is None:
            return
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._ids[place], self._jobs[job_id], self._heard_at_s[job_id]
        self._marked.discard(job_id)
        self.endRemoveRows()

    def flush(self) -> None:
        """Have those rows repainted whose progress has changed."""
        marked, self._marked = self._marked, set()
        for job_id in marked:
            self._repaint(job_id, Column.JOB, Column.AT_HAND)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job, in the order of the rows."""
        return tuple(self._jobs[job_id] for job_id in self._ids)

    @property
    def running_ids(self) -> tuple[int, ...]:
        """The jobs whose time goes on."""
        return tuple(job.id for job in self._jobs.values() if job.state.is_active())

    def job_at(self, place: int) -> Job:
        """Return the job in row `place`."""
        return self._jobs[self._ids[place]]

    def job(self, job_id: int) -> Job | None:
        """Return how a job stands; None where it is not there."""
        return self._jobs.get(job_id)

    def place_of(self, job_id: int) -> int | None:
        """Return the row of a job; None where it is not there."""
        return bisect_left(self._ids, job_id) if job_id in self._jobs else None

    def worked_s(self, job: Job) -> float:
        """Return how long `job` has worked until now."""
        if job.state is not JobState.RUNNING:
            return job.worked_s
        return job.worked_s + time.monotonic() - self._heard_at_s[job.id]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of jobs."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(  # noqa: N802 - Qt's
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        job, column = self.job_at(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(job, column)
        if role == JOB:
            return job
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(job) if column in (Column.JOB, Column.STATE) else self._text(job, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.STATE:
            return self._icon(job.state)
        return None

    def _text(self, job: Job, column: Column) -> str:
        if column is Column.JOB:
            return job.request.title
        if column is Column.STATE:
            return words.state_text(job)
        if column is Column.PROGRESS:
            return words.progress_text(job)
        if column is Column.TIME:
            return words.time_text(job, self.worked_s(job))
        return words.at_hand_text(job)

    def _icon(self, state: JobState) -> QIcon:
        if state not in self._icons:
            colors = self._theme.colors
            made = icons.icon(_ICONS[state], colors, color=_ink(state, colors))
            for size in made.availableSizes():
                # Or Qt would tint it where its row is selected.
                made.addPixmap(made.pixmap(size), QIcon.Mode.Selected)
            self._icons[state] = made
        return self._icons[state]

    def _repaint(self, job_id: int, first: Column, last: Column) -> None:
        place = self.place_of(job_id)
        if place is not None:
            self.dataChanged.emit(self.index(place, first), self.index(place, last), [])

    def _wear(self) -> None:
        self._icons.clear()
        if self._ids:
            last = len(self._ids) - 1
            self.dataChanged.emit(self.index(0, Column.STATE), self.index(last, Column.STATE), [])


def _tip(job: Job) -> str:
    parts = (job.request.title, job.reason, job.remedy)
    return "\n".join(part for part in parts if part)


def _ink(state: JobState, colors: Colors) -> str:
    return {
        JobState.RUNNING: colors.accent,
        JobState.PAUSED: colors.warning,
        JobState.FAILED: colors.danger,
        JobState.DONE: colors.success,
    }.get(state, colors.muted)
