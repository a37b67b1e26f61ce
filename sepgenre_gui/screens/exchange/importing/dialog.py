"""The import dialog: what to import, what would happen, and what happened, file by file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFileDialog, QWidget

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.exchange.importing.model import ImportModel
from sepgenre_gui.screens.exchange.importing.panel import ImportPanel
from sepgenre_gui.screens.exchange.importing.run import ImportOutcome, ImportRun
from sepgenre_gui.screens.exchange.importing.words import (
    counted,
    describe_genres,
    describe_outcome,
    describe_preview,
    file_filter,
)
from sepgenre_gui.screens.exchange.working_dialog import WorkingDialog
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.start.drop_zone import dropped_paths
from sepgenre_gui.screens.start.new_project import AskFolder, ask_folder
from sepgenre_gui.services.exchange.preview import ImportPreview
from sepgenre_gui.services.exchange.storing import FileResult
from sepgenre_gui.services.import_segments import SegmentImport
from sepgenre_training.audio.files import printable

AskFiles = Callable[[QWidget, str, str], list[str]]
"""Asks for files: parent, title, what is offered; returns their paths, none for none."""

_LETTERS, _LINES = 148, 44
_READ_ONLY = "This project is open read-only, so nothing can be imported into it."


def ask_files(parent: QWidget, title: str, offered: str) -> list[str]:
    """Ask the person for files, with the system's own dialog."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", offered)
    return list(chosen)


class ImportDialog(WorkingDialog):
    """Imports files and folders into a project; show it with `open`.

    While it is open nothing else can be edited, so that one import is one step to undo. It can
    be stopped at any moment: what was finished stays.

    Parameters
    ----------
    project : Project
        The project, open in this thread.
    context : ScreenContext
        Of the screen that opens it.
    paths : sequence of Path
        What was dropped; without it, the person chooses.
    track : Track, optional
        The track at hand, to which labels can be given.
    ask_files, ask_folder : callable
        Ask for files and for a folder.

    Signals
    -------
    imported : ImportOutcome
        A run is over, and has changed the project: record its edit, read everything anew.
    """

    imported = Signal(object)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        parent: QWidget | None = None,
        *,
        paths: Sequence[Path] = (),
        track: Track | None = None,
        ask_files: AskFiles = ask_files,
        ask_folder: AskFolder = ask_folder,
    ) -> None:
        super().__init__(context, parent, letters=_LETTERS, lines=_LINES)
        self._project, self._track = project, track
        self._ask_files, self._ask_folder = ask_files, ask_folder
        self._paths: list[Path] = []
        self.run = ImportRun(project, self.queue, self)
        self.model = ImportModel(context.theme.colors, self)
        self.panel = ImportPanel(context.theme, self.model, track, self)
        self.setWindowTitle("Import")
        self.setAcceptDrops(True)
        self._connect(context)
        self._show_state()
        if paths:
            self.add(paths)

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is looked at."""
        return tuple(self._paths)

    def add(self, paths: Sequence[Path]) -> None:
        """Look at `paths` too."""
        if self.run.is_running:
            return
        self._paths += [path for path in dict.fromkeys(paths) if path not in self._paths]
        self._look()

    @property
    def is_running(self) -> bool:
        """Whether files are being imported."""
        return self.run.is_running

    def stop(self) -> None:
        """Stop looking and importing."""
        self.run.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Paste files that were copied in the file manager."""
        pasted = QGuiApplication.clipboard().mimeData()
        if event.matches(QKeySequence.StandardKey.Paste) and pasted and dropped_paths(pasted):
            self.add(dropped_paths(pasted))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files, unless an import is going on."""
        if dropped_paths(event.mimeData()) and not self.run.is_running:
            event.acceptProposedAction()
            self.panel.drop_area.light(lit=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Put the light out."""
        self.panel.drop_area.light(lit=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Look at what was dropped."""
        self.panel.drop_area.light(lit=False)
        event.acceptProposedAction()
        self.add(dropped_paths(event.mimeData()))

    def _connect(self, context: ScreenContext) -> None:
        run, panel = self.run, self.panel
        context.theme.theme_changed.connect(self.model.set_colors)
        run.previewed.connect(self._take_preview)
        run.refused.connect(self._refuse)
        run.advanced.connect(panel.show_progress)
        run.file_done.connect(self._take_result)
        run.segments_done.connect(self._take_segments)
        run.failed.connect(panel.show_error)
        run.ended.connect(self._take_end)
        panel.add_files.clicked.connect(self._choose_files)
        panel.add_folder.clicked.connect(self._choose_folder)
        panel.start_over.clicked.connect(self._start_over)
        panel.layout_choice.currentIndexChanged.connect(self._choose_layout)
        panel.begin.clicked.connect(self._begin)
        panel.retry.clicked.connect(self._retry)
        panel.copy.clicked.connect(self._copy_reasons)
        panel.close_button.clicked.connect(self.reject)

    def _choose_files(self) -> None:
        chosen = self._ask_files(self, "Files to import", file_filter())
        if chosen:
            self.add([Path(path) for path in chosen])

    def _choose_folder(self) -> None:
        chosen = self._ask_folder(self, "A folder to import", "")
        if chosen:
            self.add([Path(chosen)])

    def _start_over(self) -> None:
        self.run.stop()
        self._paths.clear()
        self.model.set_preview(None)
        self.panel.show_nothing()
        self._show_state()

    def _choose_layout(self) -> None:
        self.panel.describe_layout()
        if self._paths:
            self._look()

    def _look(self) -> None:
        self.model.set_preview(None)
        self.panel.show_looking(self._paths)
        self.run.look(self._paths, self.panel.layout_name)
        self._show_state()

    def _take_preview(self, preview: ImportPreview) -> None:
        self.model.set_preview(preview)
        self.panel.show_preview(
            describe_preview(preview),
            describe_genres(preview.new_genres),
            preview.plan.notes,
            is_for_track=any(each.of_one_track for each in preview.annotations),
        )
        self._show_state()

    def _refuse(self, error: BaseException) -> None:
        self.panel.show_refusal(error)
        self._show_state()

    def _begin(self) -> None:
        self.panel.show_beginning("Importing…")
        self.run.begin(track_id=self._track_id())
        self._show_state()

    def _retry(self) -> None:
        self.panel.show_beginning("Trying again…")
        self.run.retry(track_id=self._track_id())
        self._show_state()

    def _track_id(self) -> int | None:
        is_given = self._track is not None and self.panel.for_track.isChecked()
        return self._track.id if self._track is not None and is_given else None

    def _take_result(self, place: int, result: FileResult) -> None:
        self.model.set_result(place, result)
        self.panel.show_n_out(self.model.n_out)

    def _take_segments(self, segments: SegmentImport) -> None:
        preview = self.run.preview
        assert preview is not None
        self.model.set_segments(segments, [each.path for each in preview.annotations])

    def _take_end(self, outcome: ImportOutcome) -> None:
        self.panel.show_end(describe_outcome(outcome))
        self._show_state()
        self.imported.emit(outcome)

    def _copy_reasons(self) -> None:
        lines = [f"{printable(row.path)}\t{row.said}" for row in self.model.rows_out()]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.panel.copy.setText("Copied")

    def _show_state(self) -> None:
        n_left = self.run.n_left
        self.panel.show_state(
            is_running=self.run.is_running,
            can_begin=bool(n_left) and not self._project.read_only,
            begin_text=f"Import {counted(n_left, 'file')}" if n_left else "Import",
            n_failed=self.run.n_failed,
            n_out=self.model.n_out,
            obstacle=_READ_ONLY if self._project.read_only else "",
        )
