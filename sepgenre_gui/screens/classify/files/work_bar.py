"""Above the files: what is classified and how, and how far the job is that is at it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job, JobState
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT
from sepgenre_gui.screens.classify.specs import FILES, FOLDER, RESULT_ACTIONS
from sepgenre_gui.screens.queue.words import left_text, progress_text, state_text
from sepgenre_training.classification.track_task import DEFAULT_HOP_S

_OWN = -0.01
_LONGEST_HOP_S = 60.0


class WorkBar(QWidget):
    """Buttons, hop, threshold; below them the job.

    Signals
    -------
    files_asked, folder_asked
        Files shall be chosen, or a folder.
    hop_changed : float
        Another distance of windows is chosen, in s.
    threshold_changed
        Another confidence is to decide what is unsure.
    pause_asked, stop_asked
        What the buttons beside the job say.
    """

    files_asked = Signal()
    folder_asked = Signal()
    hop_changed = Signal(float)
    threshold_changed = Signal()
    pause_asked = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files, self.folder = QPushButton("Classify files…"), QPushButton("Classify a folder…")
        self.results = QPushButton("Results")
        self.hop, self.threshold = QDoubleSpinBox(), QDoubleSpinBox()
        self.said, self.meter = ElidedLabel(), QProgressBar()
        self.pause, self.stop = QPushButton("Pause"), QPushButton("Stop")
        self._menu = QMenu(self)
        self._job_row = QWidget()
        self._name_parts()
        self._lay_out()
        self.show_job(None)

    @property
    def hop_s(self) -> float:
        """From the start of a window to that of the next, in s."""
        return self.hop.value()

    @property
    def unsure_below(self) -> float | None:
        """The threshold that the person chose; None for the classifier's own."""
        value = self.threshold.value()
        return None if value < 0.0 else value

    def show_unsure_below(self, below: float | None) -> None:
        """Show a threshold that holds already; None for the classifier's own."""
        with QSignalBlocker(self.threshold):
            self.threshold.setValue(_OWN if below is None else below)

    def connect_actions(self, book: ActionBook) -> None:
        """Offer the actions of results, and the keys in the tips."""
        for name in RESULT_ACTIONS:
            self._menu.addAction(book[name])
        for name, button in ((FILES, self.files), (FOLDER, self.folder)):
            button.setToolTip(book[name].toolTip())

    def set_enabled(self, *, may_classify: bool, has_files: bool) -> None:
        """Offer only what can be done."""
        for part in (self.files, self.folder, self.hop, self.threshold):
            part.setEnabled(may_classify)
        self.results.setEnabled(has_files)

    def show_job(self, job: Job | None) -> None:
        """Show how far `job` is; None where nothing goes on."""
        self._job_row.setVisible(job is not None)
        if job is None:
            return
        parts = (job.request.title, state_text(job).lower(), progress_text(job), left_text(job))
        self.said.setText(" · ".join(part for part in parts if part))
        total = job.progress.total
        self.meter.setMaximum(max(total, 1))
        self.meter.setValue(job.progress.done if total else 0)
        self.pause.setText("Resume" if job.state is JobState.PAUSED else "Pause")
        is_ending = job.state is JobState.CANCELLING
        self.pause.setEnabled(not is_ending)
        self.stop.setEnabled(not is_ending)

    def _name_parts(self) -> None:
        self.hop.setRange(0.5, _LONGEST_HOP_S)
        self.hop.setDecimals(1)
        self.hop.setSingleStep(0.5)
        self.hop.setSuffix(" s")
        self.hop.setValue(DEFAULT_HOP_S)
        self.hop.setKeyboardTracking(False)
        self.hop.setAccessibleName("Seconds between two windows")
        self.hop.setToolTip(
            "A track is cut into windows, one every so many seconds. Fewer seconds tell more "
            "about its course, and take longer."
        )
        self.threshold.setRange(_OWN, 1.0)
        self.threshold.setDecimals(2)
        self.threshold.setSingleStep(0.05)
        self.threshold.setSpecialValueText("automatic")
        self.threshold.setValue(_OWN)
        self.threshold.setAccessibleName("Confidence below which a verdict is unsure")
        self.threshold.setToolTip(
            "Verdicts below this confidence are called unsure, also of files that are in the table "
            "already. Automatic: the least confidence at which the classifier was right often "
            "enough on songs that it had not heard."
        )
        self.threshold.setKeyboardTracking(False)
        for box in (self.hop, self.threshold):
            # As high as the buttons beside it; its own hint cuts descenders off.
            box.setMinimumHeight(self.results.sizeHint().height())
        self.results.setMenu(self._menu)
        self.results.setToolTip("Write what was found: tables, playlists, tagged copies, tags")
        self.meter.setTextVisible(False)
        self.meter.setAccessibleName("How far the classification is")
        self.pause.setToolTip("Workers wait after their window; Resume lets them go on (P)")
        self.stop.setToolTip("End it; what is classified is kept (Shift+Esc)")
        self.files.setProperty("role", "primary")
        self.files.clicked.connect(self.files_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.hop.valueChanged.connect(self.hop_changed)
        self.threshold.valueChanged.connect(lambda _: self.threshold_changed.emit())
        self.pause.clicked.connect(self.pause_asked)
        self.stop.clicked.connect(self.stop_asked)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(NEAR)
        row.addWidget(self.files)
        row.addWidget(self.folder)
        row.addStretch()
        for text, part in (("&Window every", self.hop), ("Unsure &below", self.threshold)):
            name = QLabel(text)
            name.setBuddy(part)
            row.addWidget(name)
            row.addWidget(part)
        row.addWidget(self.results)
        job = QHBoxLayout(self._job_row)
        job.setContentsMargins(0, 0, 0, 0)
        job.setSpacing(NEAR)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self.said)
        words.addWidget(self.meter)
        job.addLayout(words, stretch=1)
        job.addWidget(self.pause)
        job.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(NEAR)
        column.addLayout(row)
        column.addWidget(self._job_row)
