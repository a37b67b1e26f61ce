"""Keeping classifiers: training, naming, judging, exporting, importing, removing them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.classifier import StoredClassifier
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.classify.classifiers.panel import ClassifiersPanel
from sepgenre_gui.screens.classify.classifiers.reliability import ReliabilityDialog
from sepgenre_gui.screens.classify.classifiers.training_dialog import TrainingDialog
from sepgenre_gui.screens.classify.files.watch import ClassifyWatch
from sepgenre_gui.screens.classify.specs import (
    EXPORT,
    IMPORT,
    RELIABILITY,
    REMOVE,
    RENAME,
    TRAIN,
)
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classifiers import (
    ListedClassifier,
    export_classifier,
    import_classifier,
    rename_stored,
)
from sepgenre_gui.services.jobs.classification_requests import train_request
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.classification.files.archive import SUFFIX
from sepgenre_training.errors import ProjectError, SepgenreError
from sepgenre_training.exchange.naming import file_name

_FILES = f"Classifiers (*{SUFFIX})"
_CHOOSE = "Choose a classifier first."
_READ_ONLY = "This window reads only: the project is open in another one."
_AT_WORK = "A job is at work with this classifier. Let it end, or stop it first (Ctrl+J)."


class Keeping(QObject):
    """Does with classifiers what buttons and menus say.

    Signals
    -------
    changed : int
        Look at the classifiers anew, and choose this one; 0 for the newest.
    said : str
        Something for the status bar.
    """

    changed = Signal(int)
    said = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        watch: ClassifyWatch,
        panel: ClassifiersPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._queue = project, context, queue
        self._watch, self._panel = watch, panel

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions, which are in `book` now."""
        for name, slot in {
            TRAIN: self.train,
            RELIABILITY: self.show_reliability,
            RENAME: self.rename,
            EXPORT: self.export,
            IMPORT: self.take_in,
            REMOVE: self.remove,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def train(self) -> None:
        """Ask what to train, and have it trained by the queue."""
        if not self._may_write():
            return
        dialog = TrainingDialog(self._project, self._panel)
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if not agreed:
            return
        separator = dialog.separator_name
        try:
            self._project.settings.set(SEPARATOR_SETTING, separator)
            self._queue.add(train_request(dialog.request, separator))
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.said.emit("The training has begun; Ctrl+J shows how far it is.")

    def show_reliability(self) -> None:
        """Show the reliability diagram of the classifier at hand."""
        listed = self._one()
        if listed is None:
            return
        dialog = ReliabilityDialog(listed.classifier, self._context.theme, self._panel)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def rename(self) -> None:
        """Ask for another name of the classifier at hand."""
        listed = self._one()
        if listed is None or not self._may_change(listed):
            return
        before = listed.stored.name
        name, agreed = QInputDialog.getText(
            self._panel, "Rename the classifier", "&Name", text=before
        )
        if agreed and name != before:
            self._change(
                lambda: rename_stored(self._project, listed.stored.id, name), listed.stored.id
            )

    def export(self) -> None:
        """Ask for a file, and write the classifier at hand."""
        listed = self._one()
        if listed is None:
            return
        place = self._project.folder.parent / f"{file_name(listed.stored.name)}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._panel, "Export the classifier", str(place), _FILES
        )
        if not chosen:
            return
        try:
            path = export_classifier(listed.stored, Path(chosen))
        except (SepgenreError, OSError) as error:
            self._context.show_error(error)
            return
        self._context.succeeded(f"Written: {path}. “Import” takes it in elsewhere.")

    def take_in(self) -> None:
        """Ask for a file, and store the classifier that it holds."""
        if not self._may_write():
            return
        chosen, _ = QFileDialog.getOpenFileName(
            self._panel, "Import a classifier", str(self._project.folder.parent), _FILES
        )
        if chosen:
            self.import_file(Path(chosen))

    def import_file(self, path: Path) -> None:
        """Store the classifier that `path` holds; where its name is taken, ask for another."""
        try:
            stored, _ = import_classifier(self._project, path)
        except ProjectError as error:
            # Its name is taken.
            name, agreed = QInputDialog.getText(
                self._panel, "Import a classifier", f"{error}\n\n&Name", text=f"{path.stem} 2"
            )
            if agreed:
                self._import_as(path, name)
            return
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self._tell_imported(stored)

    def _import_as(self, path: Path, name: str) -> None:
        try:
            stored, _ = import_classifier(self._project, path, name=name)
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self._tell_imported(stored)

    def _tell_imported(self, stored: StoredClassifier) -> None:
        self.changed.emit(stored.id)
        self._context.succeeded(f"{stored.name} is in the project now.")

    def remove(self) -> None:
        """Ask whether the classifier at hand shall go, and remove it."""
        listed = self._one()
        if listed is None or not self._may_change(listed):
            return
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._panel,
            "Remove the classifier",
            f"Remove “{listed.stored.name}”, and what it said of "
            f"{count(listed.n_files, 'file')}?\n\nThis cannot be undone. The files themselves, and "
            "the segments that it was trained on, stay as they are.",
            button.Yes | button.Cancel,
            button.Cancel,
        )
        if answer == button.Yes:
            self._change(lambda: self._project.classifiers.remove(listed.stored.id), 0)

    def _one(self) -> ListedClassifier | None:
        if self._panel.listed is None:
            self.said.emit(_CHOOSE)
        return self._panel.listed

    def _may_write(self) -> bool:
        if self._project.read_only:
            self.said.emit(_READ_ONLY)
        return not self._project.read_only

    def _may_change(self, listed: ListedClassifier) -> bool:
        if not self._may_write():
            return False
        if self._watch.uses(listed.stored.name):
            self.said.emit(_AT_WORK)
            return False
        return True

    def _change(self, change: Callable[[], object], chosen: int) -> None:
        try:
            change()
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.changed.emit(chosen)
