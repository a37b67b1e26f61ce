"""Having files classified: chosen or dropped, asked for, paused, stopped, tried again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.classify.files.panel import FilesPanel
from sepgenre_gui.screens.classify.files.rows import FileState
from sepgenre_gui.screens.classify.files.watch import ClassifyWatch
from sepgenre_gui.screens.classify.specs import AGAIN, FILES, FOLDER, PAUSE, STOP
from sepgenre_gui.screens.queue.holding import JobHold
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classifiers import ListedClassifier
from sepgenre_gui.services.jobs.classification_requests import classify_request
from sepgenre_training.errors import SepgenreError

_FIRST = "Make a classifier first: “Train a classifier…” on the left."


class Classifying(JobHold):
    """Asks the queue to classify, and steers that job.

    Parameters
    ----------
    at_hand : callable
        Tells the classifier that is chosen.
    """

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        watch: ClassifyWatch,
        panel: FilesPanel,
        at_hand: Callable[[], ListedClassifier | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            queue,
            lambda: watch.job,
            nothing="Nothing is classified at the moment.",
            stopped="It stops; files that are classified are kept.",
            parent=parent,
        )
        self._project, self._context = project, context
        self._panel, self._at_hand = panel, at_hand
        self._place = Path.home()
        bar = panel.bar
        bar.files_asked.connect(self.choose_files)
        bar.folder_asked.connect(self.choose_folder)
        bar.pause_asked.connect(self.pause_or_resume)
        bar.stop_asked.connect(self.stop)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions, which are in `book` now."""
        for name, slot in {
            FILES: self.choose_files,
            FOLDER: self.choose_folder,
            PAUSE: self.pause_or_resume,
            STOP: self.stop,
            AGAIN: self.try_again,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def choose_files(self) -> None:
        """Let the person choose files, and have them classified."""
        chosen, _ = QFileDialog.getOpenFileNames(self._panel, "Files to classify", str(self._place))
        self.classify([Path(name) for name in chosen])

    def choose_folder(self) -> None:
        """Let the person choose a folder, and have all in and below it classified."""
        chosen = QFileDialog.getExistingDirectory(
            self._panel, "Folder to classify", str(self._place)
        )
        self.classify([Path(chosen)] if chosen else [])

    def classify(self, paths: Sequence[Path]) -> None:
        """Have files and folders classified by the classifier at hand."""
        if not paths:
            return
        self._place = paths[0].parent
        listed = self._at_hand()
        if listed is None:
            self.said.emit(_FIRST)
            return
        if self._project.read_only:
            self.said.emit("This window reads only: the project is open in another one.")
            return
        bar = self._panel.bar
        request = classify_request(
            paths, listed.stored.name, hop_s=bar.hop_s, unsure_below=bar.unsure_below
        )
        try:
            self._queue.add(request)
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.said.emit(f"{request.title}: begun.")

    def try_again(self) -> None:
        """Have the files of the table that failed classified once more."""
        failed = [row.path for row in self._panel.model.shown_rows if row.state is FileState.FAILED]
        if not failed:
            self.said.emit("No file of the table has failed.")
        self.classify(failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        """Take files and folders that are dropped on the page."""
        if isinstance(event, QDragEnterEvent) and _paths(event):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths = _paths(event)
            if paths:
                event.acceptProposedAction()
                # The program that they come from waits until this returns.
                QTimer.singleShot(0, self, lambda: self.classify(paths))
                return True
        return super().eventFilter(watched, event)


def _paths(event: QDropEvent) -> tuple[Path, ...]:
    urls = event.mimeData().urls()
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
