"""Keeping runs: naming, noting, deleting, running again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QMessageBox

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.experiment.layout import ExperimentLayout
from sepgenre_gui.screens.experiment.specs import AGAIN, DELETE, NOTE, RENAME
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.experiment.runs import (
    delete_run,
    note_run,
    rename_run,
    request_again,
)
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.errors import SepgenreError

_CHOOSE_ONE = "Choose one run first."
_SAME = "The run is made once more; where nothing else changes, to the last bit the same."


class Keeping(QObject):
    """Does with the selected runs what the menus say.

    Signals
    -------
    asked : int
        A job was asked for.
    changed : int
        A run has another name or note, or is gone.
    said : str
        Something for the status bar.
    """

    asked = Signal(int)
    changed = Signal(int)
    said = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        layout: ExperimentLayout,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._queue = project, context, queue
        self._layout = layout
        panel = layout.runs
        panel.rename_asked.connect(self.rename)
        panel.note_asked.connect(self.note)
        panel.again_asked.connect(self.run_again)
        panel.delete_asked.connect(self.delete)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions, which are in `book` now."""
        for name, slot in {
            RENAME: self.rename,
            NOTE: self.note,
            AGAIN: self.run_again,
            DELETE: self.delete,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def rename(self) -> None:
        """Ask for another name of the selected run."""
        run_id = self._one()
        if run_id is None or not self._may_write():
            return
        before = self._project.runs.get(run_id).name
        name, agreed = QInputDialog.getText(self._layout, "Rename the run", "&Name", text=before)
        if agreed and name != before:
            self._change(run_id, lambda: rename_run(self._project, run_id, name))

    def note(self) -> None:
        """Ask what is to be remembered of the selected run."""
        run_id = self._one()
        if run_id is None or not self._may_write():
            return
        before = self._project.runs.get(run_id).note
        note, agreed = QInputDialog.getMultiLineText(
            self._layout, "Note on the run", "&Note", before
        )
        if agreed and note != before:
            self._change(run_id, lambda: note_run(self._project, run_id, note))

    def run_again(self) -> None:
        """Ask for a new run of the selected run's configuration."""
        run_id = self._one()
        if run_id is None or not self._may_write():
            return
        try:
            repeated = request_again(self._project, run_id)
            self.asked.emit(self._queue.add(repeated.request))
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.said.emit(" ".join(repeated.changes) or _SAME)

    def delete(self) -> None:
        """Ask whether the selected runs shall go, and remove them."""
        run_ids = self._layout.runs.selected
        if not run_ids or not self._may_write():
            self.said.emit("Choose the runs that shall go.")
            return
        names = ", ".join(f"“{self._project.runs.get(each).name}”" for each in run_ids)
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._layout,
            "Delete runs",
            f"Delete {count(len(run_ids), 'run')} with all trials: {names}?\n\n"
            "This cannot be undone. Songs, segments and stems stay as they are.",
            button.Yes | button.Cancel,
            button.Cancel,
        )
        if answer == button.Yes:
            for run_id in run_ids:
                self._change(run_id, partial(delete_run, self._project, run_id))

    def _one(self) -> int | None:
        selected: Sequence[int] = self._layout.runs.selected
        if len(selected) != 1:
            self.said.emit(_CHOOSE_ONE)
            return None
        return selected[0]

    def _may_write(self) -> bool:
        if self._project.read_only:
            self.said.emit("This window reads only: the project is open in another one.")
        return not self._project.read_only

    def _change(self, run_id: int, change: Callable[[], object]) -> None:
        try:
            change()
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.changed.emit(run_id)
