"""The export dialog: segments as annotation files for other programs, or as audio files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.metrics import (
    HEADING,
    label,
)
from sepgenre_gui.screens.exchange.exporting.choices import (
    ExportForm,
    describe_export,
    selections,
)
from sepgenre_gui.screens.exchange.importing.words import counted
from sepgenre_gui.screens.exchange.progress_row import ProgressRow
from sepgenre_gui.screens.exchange.working_dialog import (
    WorkingDialog,
    quiet_button,
    reasons_box,
    show_text,
)
from sepgenre_gui.screens.queue.following import FollowedJob, error_of
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.notices import MessageBar
from sepgenre_gui.screens.start.new_project import AskFolder, ask_folder
from sepgenre_gui.services.export_segments import ExportSummary
from sepgenre_gui.services.jobs.exporting import SegmentsExported
from sepgenre_gui.services.jobs.requests import export_segments_request
from sepgenre_training.audio.files import printable
from sepgenre_training.errors import SepgenreError

_LETTERS = 104
_STANDING = {
    JobState.QUEUED: "Waiting for other exports…",
    JobState.RUNNING: "Looking at the segments…",
    JobState.PAUSED: "Paused in the list of jobs…",
    JobState.CANCELLING: "Stopping…",
}
_NOTHING = SegmentsExported(
    summary=ExportSummary(written=(), unchanged=(), segments=0, problems=(), remarks=()),
    in_the_way=(),
)


def open_folder(folder: Path) -> None:
    """Show `folder` in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class ExportDialog(WorkingDialog):
    """Has segments of a project written, by a job; show it with `open`.

    It shows how far the job is, and what became of it; closed before, it leaves the job to the
    list of jobs. Files that are there already with other content stay as they are, unless the
    person then says that they are to be replaced.

    Parameters
    ----------
    project : Project
        The project, open in this thread; may be read-only.
    context : ScreenContext
        Of the screen that opens it.
    track_ids : sequence of int
        The tracks that are selected.
    ask_folder, open_folder : callable
        Ask for a folder; show one.

    Signals
    -------
    exported : ExportSummary
        An export is over.
    """

    exported = Signal(object)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        parent: QWidget | None = None,
        *,
        track_ids: Sequence[int] = (),
        ask_folder: AskFolder = ask_folder,
        open_folder: Callable[[Path], None] = open_folder,
    ) -> None:
        super().__init__(context, parent, letters=_LETTERS, lines=0)
        self._project, self._context = project, context
        self._ask_folder, self._open_folder = ask_folder, open_folder
        self._job: FollowedJob | None = None
        self._result: SegmentsExported | None = None
        self._result_id: int | None = None
        place = project.folder.parent / f"{project.folder.name} segments"
        self.form = ExportForm(selections(project, track_ids), place)
        self.error = MessageBar(context.theme)
        self.progress = ProgressRow("How far the export is")
        self.said = label(bold=True)
        self.reasons = reasons_box()
        self.background_button = quiet_button("In the background")
        self.background_button.setToolTip("Close this; the list of jobs shows how far it is")
        self.replace_button = quiet_button("Replace")
        self.open_button = quiet_button("Open the folder")
        self.close_button = quiet_button("Close")
        self.export_button = QPushButton("Export")
        self.setWindowTitle("Export segments")
        self._build()
        self._connect()
        self._show_state()

    @property
    def is_running(self) -> bool:
        """Whether files are being written."""
        return self._job is not None

    def stop(self) -> None:
        """Have it stop; files that are written stay, and none is half-written."""
        if self._job is not None:
            self._job.cancel()

    def shut_down(self) -> None:
        """Leave what goes on to the list of jobs."""
        job, self._job = self._job, None
        if job is not None:
            job.leave()

    def _build(self) -> None:
        self.said.setWordWrap(True)
        foot = QHBoxLayout()
        for button in (self.replace_button, self.open_button):
            foot.addWidget(button)
        foot.addStretch()
        for button in (self.close_button, self.background_button, self.export_button):
            foot.addWidget(button)
        parts = QVBoxLayout()
        parts.addWidget(label("Export segments", scale=HEADING, bold=True))
        for part in (self.form, self.error, self.said, self.reasons, self.progress):
            parts.addWidget(part)
        parts.addStretch()
        self.lay_out(parts, foot)

    def _connect(self) -> None:
        self.form.changed.connect(self._forget_result)
        self.form.browse.clicked.connect(self._browse)
        self.export_button.clicked.connect(self._begin)
        self.background_button.clicked.connect(self._close_meanwhile)
        self.replace_button.clicked.connect(self._replace)
        self.open_button.clicked.connect(lambda: self._open_folder(self.form.folder))
        self.close_button.clicked.connect(self.reject)

    def _browse(self) -> None:
        chosen = self._ask_folder(self, "Where to write", self.form.place.text())
        if chosen:
            self.form.place.setText(chosen)

    def _forget_result(self) -> None:
        self._result = None
        self._show_state()

    def _begin(self) -> None:
        self._ask()

    def _replace(self) -> None:
        in_the_way = self._result.in_the_way if self._result is not None else ()
        if self._result_id is not None:
            # What it left undone is done now; it may have been removed already.
            with suppress(KeyError):
                self.queue.remove(self._result_id)
        self._ask(replace=in_the_way)

    def _ask(self, replace: Collection[Path] | None = None) -> None:
        task = self.form.task(self._project.folder)
        request = export_segments_request(
            task.to,
            task.out,
            track_ids=task.track_ids,
            genre_id=task.genre_id,
            audio_format=task.audio_format,
            rate_hz=task.rate_hz,
            genre_folders=task.genre_folders,
            replace=replace,
        )
        self._result, self._result_id = None, None
        self.error.dismiss()
        try:
            self._job = FollowedJob(
                self.queue,
                request,
                on_report=self._take,
                on_end=self._end,
                on_change=self._show_progress,
            )
        except SepgenreError as error:
            self.error.show_error(error)
        else:
            self.progress.begin(_STANDING[JobState.RUNNING])
        self._show_state()

    def _close_meanwhile(self) -> None:
        self.accept()
        self._context.succeeded("The export goes on; Ctrl+J shows how far it is.")

    def _take(self, event: Any) -> None:
        if isinstance(event, SegmentsExported):
            self._result = event

    def _show_progress(self, job: Job) -> None:
        done, total = job.progress.done, job.progress.total
        if job.state is JobState.RUNNING and total:
            self.progress.advance(f"{done:,} of {total:,}: {job.progress.item}", done, total)
        else:
            self.progress.begin(_STANDING.get(job.state, ""))

    def _end(self, job: Job) -> None:
        self._job, self._result_id = None, job.id
        self.progress.end()
        if self._result is None and job.state is JobState.CANCELLED:
            self._result = _NOTHING
        if self._result is None:
            self.error.show_error(error_of(job))
        self._show_state(was_stopped=job.state is JobState.CANCELLED)
        if self._result is not None:
            self.exported.emit(self._result.summary)

    def _show_state(self, *, was_stopped: bool = False) -> None:
        obstacle, is_running = self.form.obstacle, self.is_running
        self.form.setEnabled(not is_running)
        self.export_button.setEnabled(not obstacle and not is_running)
        self.background_button.setVisible(is_running)
        self.close_button.setText("Stop" if is_running else "Close")
        (self.export_button if not obstacle else self.close_button).setDefault(True)
        self._show_result(was_stopped=was_stopped)
        if obstacle and not self.said.text():
            self.said.setText(obstacle)
            self.said.show()
        self.fit()

    def _show_result(self, *, was_stopped: bool) -> None:
        result = None if self.is_running else self._result
        n_in_the_way = len(result.in_the_way) if result is not None else 0
        text, reasons, n_files = "", "", 0
        if result is not None:
            summary = result.summary
            text = describe_export(summary, n_in_the_way=n_in_the_way, was_stopped=was_stopped)
            told = (*summary.problems, *summary.remarks)
            reasons = "\n".join(f"{printable(each.path)}: {each.reason}" for each in told)
            n_files = len(summary.written) + len(summary.unchanged)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        show_text(self.reasons, reasons)
        self.replace_button.setText(f"Replace {counted(n_in_the_way, 'file')}")
        self.replace_button.setVisible(n_in_the_way > 0)
        self.open_button.setVisible(n_files > 0)
