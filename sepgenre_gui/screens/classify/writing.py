"""Writing what was found: tables, playlists, tagged copies, tags in originals and their undoing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from sepgenre_gui.jobs.queue import Job, JobQueue, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.classify.specs import COPIES, CSV, JSON, OLD_TAGS, PLAYLISTS, TAGS
from sepgenre_gui.screens.queue.following import FollowedJob, error_of
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classified.tagging import list_backups
from sepgenre_gui.services.classifiers import ListedClassifier
from sepgenre_gui.services.jobs.classification_requests import Written, write_request
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.errors import SepgenreError
from sepgenre_training.exchange.naming import file_name

_FILTERS = {Written.CSV: "Table (*.csv)", Written.JSON: "JSON (*.json)"}
_FOLDERS = {
    Written.PLAYLISTS: "Folder for the playlists",
    Written.TAGGED_COPIES: "Folder for the tagged copies",
}
_NOTHING = "There is nothing to write yet: classify some files first."


class Writing(QObject):
    """Asks where to, and has the queue write.

    Parameters
    ----------
    at_hand : callable
        Tells the classifier that is chosen, the hop in s, and how many files are classified.

    Signals
    -------
    said : str
        Something for the status bar.
    """

    said = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        at_hand: Callable[[], tuple[ListedClassifier | None, float, int]],
        widget: QWidget,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._queue = project, context, queue
        self._at_hand, self._widget = at_hand, widget
        self._followed: list[FollowedJob] = []

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions, which are in `book` now."""
        for name, slot in {
            CSV: partial(self.write_table, Written.CSV),
            JSON: partial(self.write_table, Written.JSON),
            PLAYLISTS: partial(self.write_folder, Written.PLAYLISTS),
            COPIES: partial(self.write_folder, Written.TAGGED_COPIES),
            TAGS: self.write_tags,
            OLD_TAGS: self.restore_tags,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def write_table(self, what: Written) -> None:
        """Ask for a file, and have the table written there."""
        listed = self._listed()
        if listed is None:
            return
        place = self._project.folder.parent / f"{file_name(listed.stored.name)}.{what.value}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._widget, "Write what was found", str(place), _FILTERS[what]
        )
        if chosen:
            path = Path(chosen)
            self._ask(what, path if path.suffix else path.with_suffix(f".{what.value}"))

    def write_folder(self, what: Written) -> None:
        """Ask for a folder, and have playlists or copies written there."""
        if self._listed() is None:
            return
        chosen = QFileDialog.getExistingDirectory(
            self._widget, _FOLDERS[what], str(self._project.folder.parent)
        )
        if chosen:
            self._ask(what, Path(chosen))

    def write_tags(self) -> None:
        """Ask twice, and have the genres written into the files themselves."""
        listed = self._listed()
        if listed is None or not self._may_write():
            return
        n_files = self._at_hand()[2]
        if self._agrees(
            "Write tags into the originals",
            f"Write the genre into your own files, as far as the verdict is sure? This changes up "
            f"to {count(n_files, 'file')}. “Tagged copies” would leave them as they are.",
        ) and self._agrees(
            "Change the original files?",
            "Your files will be changed now. The old genres are kept in the project first, and "
            "“Undo written tags” brings them back. Really change the files?",
        ):
            self._ask(Written.TAGS, self._project.folder)

    def restore_tags(self) -> None:
        """Ask which time is to be undone, and have the old genres written back."""
        if not self._may_write():
            return
        backups = tuple(reversed(list_backups(self._project)))
        if not backups:
            self.said.emit("No tags were written into originals, so there is nothing to undo.")
            return
        chosen, agreed = QInputDialog.getItem(
            self._widget,
            "Undo written tags",
            "The old genres come back. &Undo which time? The newest stands first.",
            [path.name for path in backups],
            editable=False,
        )
        if agreed:
            path = next(path for path in backups if path.name == chosen)
            self._add(write_request(Written.OLD_TAGS, place=path))

    def close(self) -> None:
        """Hear no more of jobs."""
        for job in self._followed:
            job.leave()
        self._followed.clear()

    def _ask(self, what: Written, place: Path) -> None:
        listed, hop_s, n_files = self._at_hand()
        if listed is not None:
            self._add(
                write_request(
                    what,
                    classifier_id=listed.stored.id,
                    hop_s=hop_s,
                    n_files=n_files,
                    place=place,
                )
            )

    def _add(self, request: JobRequest) -> None:
        try:
            self._followed.append(
                FollowedJob(self._queue, request, on_report=lambda _: None, on_end=self._take_end)
            )
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.said.emit(f"{request.title}: begun; Ctrl+J shows how far it is.")

    def _take_end(self, job: Job) -> None:
        self._followed = [each for each in self._followed if each.job_id != job.id]
        if job.state is JobState.DONE:
            self._context.succeeded(job.reason)
        else:
            self._context.show_error(error_of(job))

    def _listed(self) -> ListedClassifier | None:
        listed, _, n_files = self._at_hand()
        if listed is None or not n_files:
            self.said.emit(_NOTHING)
            return None
        return listed

    def _may_write(self) -> bool:
        if self._project.read_only:
            self.said.emit("This window reads only: the project is open in another one.")
        return not self._project.read_only

    def _agrees(self, title: str, text: str) -> bool:
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._widget, title, text, button.Yes | button.Cancel, button.Cancel
        )
        return answer == button.Yes
