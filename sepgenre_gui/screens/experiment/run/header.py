"""Above a run: its name, how it stands, how far it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job, JobState
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import HEADING, NEAR, TIGHT, font, label
from sepgenre_gui.screens.queue.words import format_duration

_MOST_TRIALS = 100_000


class RunHeader(QWidget):
    """Shows a run, or a job whose run does not exist yet.

    Signals
    -------
    pause_asked, resume_asked, stop_asked, continue_asked
        What the buttons say.
    trials_asked : int
        The run shall have so many trials.
    """

    pause_asked = Signal()
    resume_asked = Signal()
    stop_asked = Signal()
    continue_asked = Signal()
    trials_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel()
        self.state = label(role="muted")
        self.bar = QProgressBar()
        self.trials = QSpinBox()
        self.set_trials = QPushButton("&Set")
        self.pause = QPushButton("&Pause")
        self.stop = QPushButton("S&top")
        self.go_on = QPushButton("&Continue")
        self._is_paused = False
        self._build()

    def show_run(self, run: Run, n_trials: int, job: Job | None, *, is_read_only: bool) -> None:
        """Show `run`, of which `n_trials` are stored, and the job that is at it."""
        self.name.setText(run.name)
        self._show_job(job)
        self.state.setText(_standing(run, n_trials, job))
        self.bar.setVisible(job is not None)
        self.bar.setMaximum(max(run.trials_wanted, 1))
        self.bar.setValue(n_trials)
        if not self.trials.hasFocus():
            self.trials.setValue(run.trials_wanted)
        self._trials_row.setVisible(not is_read_only)
        is_over = job is None and not is_read_only
        self.go_on.setVisible(is_over and n_trials < run.trials_wanted)
        self.trials.setToolTip(
            "How many trials the run shall have. Trials that are stored are kept."
        )

    def show_preparing(self, job: Job) -> None:
        """Show a job that is still at stems or features, or waits."""
        self.name.setText(job.request.title)
        self._show_job(job)
        progress = job.progress
        self.state.setText(_preparing(job))
        self.bar.setVisible(True)
        self.bar.setMaximum(max(progress.total, 0))
        self.bar.setValue(progress.done)
        self._trials_row.hide()
        self.go_on.hide()

    def _build(self) -> None:
        self.name.setFont(font(HEADING, bold=True))
        self.bar.setAccessibleName("How far the run is")
        self.bar.setTextVisible(False)
        self.trials.setRange(1, _MOST_TRIALS)
        self.trials.setAccessibleName("Trials")
        self.set_trials.setToolTip("More trials are run, or the run ends with fewer")
        self.pause.setToolTip("Workers wait at their next epoch; Resume lets them go on")
        self.stop.setToolTip("End the run; the trials that are stored are kept, and it can go on")
        self.go_on.setToolTip("Run the trials that are missing")
        self.pause.clicked.connect(
            lambda: (self.resume_asked if self._is_paused else self.pause_asked).emit()
        )
        self.stop.clicked.connect(self.stop_asked)
        self.go_on.clicked.connect(self.continue_asked)
        self.set_trials.clicked.connect(lambda: self.trials_asked.emit(self.trials.value()))
        self._trials_row = QWidget()
        trials = QHBoxLayout(self._trials_row)
        trials.setContentsMargins(0, 0, 0, 0)
        trials.setSpacing(TIGHT)
        name = QLabel("T&rials")
        name.setBuddy(self.trials)
        trials.addWidget(name)
        trials.addWidget(self.trials)
        trials.addWidget(self.set_trials)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self.name)
        words.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(NEAR)
        row.addLayout(words, stretch=1)
        row.addWidget(self._trials_row)
        for button in (self.go_on, self.pause, self.stop):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        column.addLayout(row)
        column.addWidget(self.bar)

    def _show_job(self, job: Job | None) -> None:
        self._is_paused = job is not None and job.state is JobState.PAUSED
        self.pause.setText("&Resume" if self._is_paused else "&Pause")
        is_at_work = job is not None and job.state is not JobState.CANCELLING
        self.pause.setVisible(is_at_work)
        self.stop.setVisible(is_at_work)


def _standing(run: Run, n_trials: int, job: Job | None) -> str:
    rule = f"Protocol “{run.protocol}”, stems by {run.separator}"
    if job is None:
        words = {
            RunState.DONE: "finished",
            RunState.STOPPED: "stopped; it can go on where it stands",
            RunState.FAILED: "failed; it can be tried again from where it stands",
            RunState.CREATED: "not begun",
            RunState.RUNNING: "another window, or a command, is at it",
        }[run.state]
        return f"{rule}: {words}; {n_trials} of {run.trials_wanted} trials."
    if job.state is JobState.PAUSED:
        return f"{rule}: paused."
    if job.state is JobState.CANCELLING:
        return f"{rule}: its workers are stopping."
    left_s = job.progress.left_s
    left = "" if left_s is None else f"; about {format_duration(left_s)} left"
    return f"{rule}: running; {n_trials} of {run.trials_wanted} trials{left}."


def _preparing(job: Job) -> str:
    if job.state is JobState.QUEUED:
        return "It waits for its turn."
    if job.state is JobState.PAUSED:
        return job.reason or "Paused."
    if job.state is JobState.CANCELLING:
        return "Its workers are stopping."
    progress = job.progress
    if not progress.total:
        return "What is missing comes first."
    return (
        f"What is missing comes first: {progress.stage}, {progress.done} of {progress.total} "
        f"({progress.item})."
    )
