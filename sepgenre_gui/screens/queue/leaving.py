"""The question that is asked before a window is closed in which jobs go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState
from sepgenre_gui.screens.queue.words import count_jobs, name_jobs

Ask = Callable[[QWidget | None, str, str], bool]
"""Asks whether to stop the jobs and close: parent, question, and what follows from it."""

_SURVIVE = (
    "They are offered again the next time that you open this project. Of what they did, everything "
    "that is finished stays."
)
_FINISHED_STAYS = "Of what they did, everything that is finished stays."


def ask_to_leave(parent: QWidget | None, question: str, consequence: str) -> bool:
    """Ask the person; Escape and Return mean to keep working."""
    box = QMessageBox(QMessageBox.Icon.Question, "Jobs", question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(consequence)
    agreed = box.addButton("Stop them and close", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep working", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is agreed


def may_leave(queue: JobQueue, parent: QWidget | None, ask: Ask = ask_to_leave) -> bool:
    """Return whether the window may be closed; asks where a job goes on or waits for its turn.

    Nothing is stopped here: `JobQueue.close` does that.
    """
    jobs = [job for job in queue.jobs if not job.state.is_finished() and not job.is_left_over]
    if not jobs or not queue.is_busy:
        return True
    return ask(parent, _question(jobs), _consequence(queue, jobs))


def _question(jobs: Sequence[Job]) -> str:
    n_at_work = sum(job.state.is_active() for job in jobs)
    n_paused = sum(job.state is JobState.PAUSED for job in jobs)
    n_waiting = len(jobs) - n_at_work - n_paused
    counts = ((n_at_work, "at work"), (n_waiting, "waiting"), (n_paused, "paused"))
    standing = [(number, what) for number, what in counts if number]
    if len(standing) == 1:
        verb = "is" if len(jobs) == 1 else "are"
        return f"{count_jobs(len(jobs))} {verb} not finished. Stop and close?"
    (first, what), *others = standing
    more = ", ".join(f"{number} {what}" for number, what in others)
    return f"{count_jobs(first)} {what}, {more}. Stop them and close?"


def _consequence(queue: JobQueue, jobs: Sequence[Job]) -> str:
    is_offered = any(queue.is_offered_again(job.id) for job in jobs)
    return f"{name_jobs(jobs)}\n\n{_SURVIVE if is_offered else _FINISHED_STAYS}"
