"""The export dialog of the stems screen: the mix as it is heard, or stems of many segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, NEAR, fit_height, label
from sepgenre_gui.screens.exchange.exporting.dialog import open_folder
from sepgenre_gui.screens.exchange.working_dialog import quiet_button, reasons_box, show_text
from sepgenre_gui.screens.start.new_project import AskFolder, ask_folder
from sepgenre_gui.screens.stems.forms.export_form import StemsExportForm
from sepgenre_gui.screens.stems.forms.following import Following
from sepgenre_gui.screens.stems.session import StemsSession, Target

_LETTERS = 92


class StemsExportDialog(QDialog):
    """Has files written by the queue; what was asked for goes on when it is closed.

    Parameters
    ----------
    session : StemsSession
        What is at hand.
    queue : JobQueue
        Writes the files.
    separator : str
        Whose stems are written.
    selected : sequence of Target
        What is selected in the list.
    gains : Mapping[str, float]
        The mix as it is heard, by the keys of the lanes.
    ask_folder, open_folder : callable
        Ask for a folder; show one.
    """

    def __init__(
        self,
        session: StemsSession,
        queue: JobQueue,
        parent: QWidget | None = None,
        *,
        separator: str,
        selected: Sequence[Target] = (),
        gains: Mapping[str, float],
        ask_folder: AskFolder = ask_folder,
        open_folder: Callable[[Path], None] = open_folder,
    ) -> None:
        super().__init__(parent)
        self._ask_folder, self._open_folder = ask_folder, open_folder
        folder = session.project.folder
        place = folder.parent / f"{folder.name} stems"
        self.form = StemsExportForm(session.target, selected, separator, gains, place)
        self.following = Following(queue, self)
        self.progress, self.doing = QProgressBar(), ElidedLabel()
        self.said, self.reasons = label(bold=True), reasons_box()
        self.open_button = quiet_button("Open the folder")
        self.cancel, self.close_button = quiet_button("Cancel"), quiet_button("Close")
        self.export_button = QPushButton("Export")
        self.setWindowTitle("Export stems")
        self._lay_out()
        self._connect()
        self._show_state()

    def done(self, result: int) -> None:
        """Close; what goes on goes on in the queue."""
        self.following.close()
        super().done(result)

    def _lay_out(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How far the export is")
        self.doing.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        foot = QHBoxLayout()
        foot.setSpacing(NEAR)
        foot.addWidget(self.open_button)
        foot.addStretch()
        for button in (self.cancel, self.close_button, self.export_button):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(label("Export stems", scale=HEADING, bold=True))
        for part in (self.form, self.progress, self.doing, self.said, self.reasons):
            layout.addWidget(part)
        layout.addStretch()
        layout.addLayout(foot)
        self.export_button.setDefault(True)
        self.resize(_LETTERS * self.fontMetrics().averageCharWidth(), self.sizeHint().height())

    def _connect(self) -> None:
        self.form.changed.connect(self._show_state)
        self.form.browse.clicked.connect(self._browse)
        self.export_button.clicked.connect(self._begin)
        self.cancel.clicked.connect(self.following.cancel)
        self.close_button.clicked.connect(self.reject)
        self.open_button.clicked.connect(lambda: self._open_folder(self.form.folder))
        self.following.changed.connect(self._show_state)

    def _browse(self) -> None:
        chosen = self._ask_folder(self, "Where to write", self.form.place.text())
        if chosen:
            self.form.place.setText(chosen)

    def _begin(self) -> None:
        if not self.form.obstacle and not self.following.is_running:
            self.following.ask(self.form.requests())

    def _show_state(self) -> None:
        obstacle, is_running = self.form.obstacle, self.following.is_running
        self.form.setEnabled(not is_running)
        self.export_button.setEnabled(not obstacle and not is_running)
        for part in (self.progress, self.doing, self.cancel):
            part.setVisible(is_running)
        self._show_progress()
        self._show_result(obstacle)
        fit_height(self)

    def _show_progress(self) -> None:
        jobs = self.following.jobs
        n_done = sum(job.state.is_finished() for job in jobs)
        at_work = next((job for job in jobs if not job.state.is_finished()), None)
        if at_work is None:
            return
        progress = at_work.progress
        share = progress.done / progress.total if progress.total else 0.0
        self.progress.setRange(0, 100 * len(jobs) if share or n_done else 0)
        self.progress.setValue(round(100 * (n_done + share)))
        of_all = f"{n_done + 1} of {len(jobs)}: " if len(jobs) > 1 else ""
        self.doing.setText(f"{of_all}{progress.item or at_work.request.title}")

    def _show_result(self, obstacle: str) -> None:
        jobs = self.following.jobs
        is_over = bool(jobs) and not self.following.is_running
        self.open_button.setVisible(is_over and self.form.folder.is_dir())
        failed = [job for job in jobs if job.state is JobState.FAILED]
        text = ""
        if is_over and len(jobs) == 1:
            text = f"{jobs[0].reason} {jobs[0].remedy}".strip()
        elif is_over:
            n_done = sum(job.state is JobState.DONE for job in jobs)
            text = f"{n_done} of {len(jobs)} files are written."
        self.said.setText(text or obstacle)
        self.said.setVisible(bool(self.said.text()))
        words = self.following.words() if is_over and (failed or len(jobs) == 1) else ()
        show_text(self.reasons, "\n".join(words) if failed or len(words) > 1 else "")
