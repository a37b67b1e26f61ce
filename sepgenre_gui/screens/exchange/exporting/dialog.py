"""The export dialog: segments as annotation files for other programs, or as audio files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.metrics import (
    HEADING,
    label,
)
from sepgenre_gui.screens.exchange.crew import OpenLane
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
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.notices import MessageBar
from sepgenre_gui.screens.start.new_project import AskFolder, ask_folder
from sepgenre_gui.services.exchange.exporting import (
    Exporting,
    WritingTask,
    plan_export,
    write_file,
)
from sepgenre_gui.services.jobs.requests import export_segments_request
from sepgenre_training.audio.files import printable
from sepgenre_training.compute.pool import Outcome
from sepgenre_training.exchange.writing import Written

_LETTERS = 104


def open_folder(folder: Path) -> None:
    """Show `folder` in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class ExportDialog(WorkingDialog):
    """Writes segments of a project; show it with `open`.

    Files that are there already with other content stay as they are, unless the person then says
    that they are to be replaced.

    Parameters
    ----------
    project : Project
        The project, open in this thread; may be read-only.
    context : ScreenContext
        Of the screen that opens it.
    track_ids : sequence of int
        The tracks that are selected.
    open_lane : callable, optional
        Opens a lane that delivers to this thread.
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
        open_lane: OpenLane | None = None,
        ask_folder: AskFolder = ask_folder,
        open_folder: Callable[[Path], None] = open_folder,
    ) -> None:
        super().__init__("export", context, parent, open_lane, letters=_LETTERS, lines=0)
        self._project = project
        self._ask_folder, self._open_folder = ask_folder, open_folder
        self._exporting: Exporting | None = None
        self._is_running = False
        self._n_done = 0
        place = project.folder.parent / f"{project.folder.name} segments"
        self.form = ExportForm(selections(project, track_ids), place)
        self.error = MessageBar(context.theme)
        self.progress = ProgressRow("How far the export is")
        self.said = label(bold=True)
        self.reasons = reasons_box()
        self.background_button = quiet_button("In the background")
        self.background_button.setToolTip("Close this, and write the files as a job")
        self._add_job = context.add_job
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
        return self._is_running

    def stop(self) -> None:
        """Stop; files that are written stay, and none is half-written."""
        self.crew.stop()
        if self._is_running:
            self._end(was_stopped=True)

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
        self.background_button.clicked.connect(self._leave_to_queue)
        self.replace_button.clicked.connect(self._replace)
        self.open_button.clicked.connect(lambda: self._open_folder(self.form.folder))
        self.close_button.clicked.connect(self.reject)

    def _browse(self) -> None:
        chosen = self._ask_folder(self, "Where to write", self.form.place.text())
        if chosen:
            self.form.place.setText(chosen)

    def _forget_result(self) -> None:
        self._exporting = None
        self._show_state()

    def _begin(self) -> None:
        self._start("Looking at the segments…")
        self.crew.do(
            plan_export,
            self.form.task(self._project.folder),
            on_value=self._write,
            on_error=self._fail,
        )

    def _leave_to_queue(self) -> None:
        assert self._add_job is not None
        task = self.form.task(self._project.folder)
        self.accept()
        self._add_job(
            export_segments_request(
                task.to,
                task.out,
                track_ids=task.track_ids,
                genre_id=task.genre_id,
                audio_format=task.audio_format,
                rate_hz=task.rate_hz,
                genre_folders=task.genre_folders,
            )
        )

    def _replace(self) -> None:
        tasks = self._exporting.replacing() if self._exporting is not None else ()
        self._start("Replacing…")
        self._write(tasks)

    def _start(self, text: str) -> None:
        self._is_running, self._exporting, self._n_done = True, None, 0
        self.error.dismiss()
        self.progress.begin(text)
        self._show_state()

    def _write(self, tasks: Sequence[WritingTask]) -> None:
        self._exporting = Exporting(tasks)
        self.crew.share(write_file, self._exporting.tasks, on_outcome=self._take, on_end=self._end)

    def _take(self, outcome: Outcome[WritingTask, Written | None]) -> None:
        assert self._exporting is not None
        self._exporting.take(outcome)
        self._n_done += 1
        total = len(self._exporting.tasks)
        name = printable(outcome.task.path.name)
        self.progress.advance(f"{self._n_done:,} of {total:,}: {name}", self._n_done, total)

    def _fail(self, error: BaseException) -> None:
        self._is_running = False
        self.progress.end()
        self.error.show_error(error)
        self._show_state()

    def _end(self, *, was_stopped: bool = False) -> None:
        self._is_running = False
        self.progress.end()
        self._show_state(was_stopped=was_stopped)
        if self._exporting is not None:
            self.exported.emit(self._exporting.summary())

    def _show_state(self, *, was_stopped: bool = False) -> None:
        obstacle = self.form.obstacle
        self.form.setEnabled(not self._is_running)
        self.export_button.setEnabled(not obstacle and not self._is_running)
        self.background_button.setEnabled(self.export_button.isEnabled())
        self.background_button.setVisible(self._add_job is not None and not self._is_running)
        self.close_button.setText("Stop" if self._is_running else "Close")
        (self.export_button if not obstacle else self.close_button).setDefault(True)
        self._show_result(was_stopped=was_stopped)
        if obstacle and not self.said.text():
            self.said.setText(obstacle)
            self.said.show()
        self.fit()

    def _show_result(self, *, was_stopped: bool) -> None:
        exporting = None if self._is_running else self._exporting
        n_in_the_way = len(exporting.in_the_way()) if exporting is not None else 0
        text, reasons, n_files = "", "", 0
        if exporting is not None:
            summary = exporting.summary()
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
