"""What the pages of the review screen share: buttons that say why they are grey."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.actions.spec import shown_key
from sepgenre_gui.screens.appearance.metrics import NEAR


def button(text: str, tip: str, *, key: str = "", role: str = "") -> QPushButton:
    """Return a button whose tool tip tells what it does, and by which key that is done, too."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setAccessibleName(text.replace("&", ""))
    if role:
        made.setProperty("role", role)
    made.setProperty("tip", f"{tip} ({shown_key(key)})" if key else tip)
    offer(made)
    return made


def offer(made: QPushButton, reason: str = "") -> None:
    """Let a button of `button` be pressed, or say in its tool tip why it cannot be."""
    made.setEnabled(not reason)
    told = reason or str(made.property("tip"))
    made.setToolTip(told)
    made.setAccessibleDescription(told)


def row_of_buttons(*buttons: QWidget) -> QHBoxLayout:
    """Return `buttons` beside each other, from the left."""
    row = QHBoxLayout()
    row.setSpacing(NEAR)
    for each in buttons:
        row.addWidget(each)
    row.addStretch()
    return row


def progress_text(job: Job) -> str:
    """Return in a sentence how far `job` is."""
    progress = job.progress
    if not progress.stage:
        return "Waits for a worker."
    if not progress.total:
        return f"At work: {progress.stage}."
    return f"At work: {progress.stage}, {progress.done} of {progress.total}."
