"""One job in full: how it stands, why, what to do about it, and its log."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job, JobState
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, NEAR, TIGHT, label
from sepgenre_gui.screens.queue.words import at_hand_text, standing_text

_LOG_LINES, _LEAST_LETTERS = 4, 30
_MOST_LINES = 2_000
_COPY = "Copy log"


class JobDetails(QScrollArea):
    """Shows the job that is chosen in the table; nothing where none is.

    Signals
    -------
    copy_wanted
        The person wants the log of the job shown.
    """

    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._job_id: int | None = None
        self._log_text = ""
        self.title = _selectable(label(bold=True))
        self.standing = _selectable(label(role="muted"))
        self.at_hand = ElidedLabel()
        self.at_hand.setProperty("role", "muted")
        self._page, self.problem = QWidget(), QFrame()
        self._why = QVBoxLayout(self.problem)
        self.reason = _selectable(label())
        self.remedy = _selectable(label())
        self.log = QPlainTextEdit()
        self.copy_button = QPushButton(_COPY)
        self._build()
        self.show_job(None, 0.0)

    def show_job(self, job: Job | None, worked_s: float) -> None:
        """Show `job`, which has worked for `worked_s`."""
        self._page.setVisible(job is not None)
        if job is None:
            self._job_id = None
            return
        if job.id != self._job_id:
            self._job_id = job.id
            self.say_copied(copied=False)
            self.show_log("")
        failed = job.state is JobState.FAILED
        _say(self.title, job.request.title)
        _say(self.standing, standing_text(job, worked_s))
        at_hand = at_hand_text(job)
        self.at_hand.setText(f"At hand: {at_hand}" if at_hand else "")
        self.at_hand.setVisible(bool(at_hand))
        _say(self.reason, job.reason)
        _say(self.remedy, job.remedy)
        self.problem.setVisible(bool(job.reason or job.remedy))
        if self.problem.property("role") != ("error" if failed else ""):
            self.problem.setProperty("role", "error" if failed else "")
            margin = (APART, NEAR, APART, NEAR) if failed else (0, 0, 0, 0)
            self._why.setContentsMargins(*margin)
            # A style sheet looks at a property when it is told to.
            for part in (self.problem, self.reason, self.remedy):
                part.style().unpolish(part)
                part.style().polish(part)

    def show_log(self, text: str) -> None:
        """Show `text` as the log; where it only grew, what is read or selected stays in place."""
        if text == self._log_text:
            return
        before, self._log_text = self._log_text, text
        bar = self.log.verticalScrollBar()
        was_at_end = bar.value() >= bar.maximum()
        if before and text.startswith(f"{before}\n"):
            self.log.appendPlainText(text[len(before) + 1 :])
        else:
            self.log.setPlainText(text)
        if was_at_end:
            bar.setValue(bar.maximum())

    def say_copied(self, *, copied: bool) -> None:
        """Say on the button that the log is in the clipboard, or what the button does."""
        self.copy_button.setText("Copied" if copied else _COPY)

    def _build(self) -> None:
        log = self.log
        log.setReadOnly(True)
        log.setTabChangesFocus(True)
        log.setMaximumBlockCount(_MOST_LINES)
        log.setAccessibleName("The log of the job")
        log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        log.setMinimumHeight(log.fontMetrics().lineSpacing() * _LOG_LINES + 2 * APART)
        self.copy_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy_button.setToolTip("Copy the log, with cause and remedy")
        self.copy_button.clicked.connect(self.copy_wanted)
        self.problem.setAccessibleName("Why the job stands so")
        why = self._why
        why.setContentsMargins(0, 0, 0, 0)
        why.setSpacing(TIGHT)
        why.addWidget(self.reason)
        why.addWidget(self.remedy)
        head = QHBoxLayout()
        head.setSpacing(NEAR)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.copy_button, alignment=Qt.AlignmentFlag.AlignTop)
        page = self._page
        page.setProperty("role", "page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(APART, 0, TIGHT, TIGHT)
        layout.setSpacing(NEAR)
        layout.addLayout(head)
        for part in (self.standing, self.at_hand, self.problem):
            layout.addWidget(part)
        layout.addWidget(log, stretch=1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("The job chosen")
        self.setMinimumWidth(_LEAST_LETTERS * self.fontMetrics().averageCharWidth())


def _selectable(made: QLabel) -> QLabel:
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _say(place: QLabel, text: str) -> None:
    # A selection in it would be lost where nothing is new.
    if place.text() != text:
        place.setText(text)
    place.setVisible(bool(text))
