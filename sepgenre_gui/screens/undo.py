"""The history of a project's edits: undo and redo, where an edit that fails changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_training.errors import SepgenreError

UNDO = ActionSpec(
    id="edit.undo",
    text="&Undo",
    menu="Edit",
    keys=("Ctrl+Z",),
    tip="Take back the last edit",
    icon="undo",
    edits=True,
)
REDO = ActionSpec(
    id="edit.redo",
    text="&Redo",
    menu="Edit",
    keys=("Ctrl+Shift+Z", "Ctrl+Y"),
    tip="Make the edit again that was taken back last",
    icon="redo",
    edits=True,
)
UNDO_SPECS = (UNDO, REDO)

_MERGEABLE = 1


class Edit(Protocol):
    """One change of a project that was made, and can be taken back and made again."""

    @property
    def text(self) -> str:
        """What it does, as after "Undo": ``"move segment"``."""
        ...

    def apply(self, project: Project) -> None:
        """Make the change again, or raise and leave the project as it was."""
        ...

    def revert(self, project: Project) -> None:
        """Take the change back, or raise and leave the project as it was."""
        ...

    def merge(self, later: Self) -> Self | None:
        """Return the one edit that does what this and then `later` do; None where two stay two."""
        ...

    def is_empty(self) -> bool:
        """Return whether it changes nothing, as when a drag has led back to its beginning."""
        ...


class _Command(QUndoCommand):
    """An edit's place in Qt's stack.

    Qt has no way to be told that an edit failed, so `History` reverts and applies edits before it
    moves the stack, and the command itself does nothing.
    """

    def __init__(self, edit: Edit) -> None:
        super().__init__(edit.text)
        self.edit = edit

    def id(self) -> int:
        return _MERGEABLE

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, _Command):
            return False
        merged = self.edit.merge(other.edit)
        if merged is None:
            return False
        self.edit = merged
        self.setText(merged.text)
        self.setObsolete(merged.is_empty())
        return True


class History(QObject):
    """The edits of one project, in their order, and where in them the project stands.

    Parameters
    ----------
    project : Project
        Open for writing.
    show_error : callable
        Receives the SepgenreError of an edit that could not be undone or made again.

    Signals
    -------
    edited : Edit
        It was made, taken back or made again: what is shown of it is to be read anew.
    """

    edited = Signal(object)

    def __init__(
        self,
        project: Project,
        show_error: Callable[[BaseException], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._show_error = show_error
        self._stack = QUndoStack(self)
        self._book: ActionBook | None = None

    def record(self, edit: Edit) -> None:
        """Keep `edit`, which was made just now; what was undone before it is forgotten."""
        self._stack.push(_Command(edit))
        self._tell(edit)

    def undo(self) -> bool:
        """Take the last edit back; return whether that was done."""
        if not self._stack.canUndo():
            return False
        edit = self._edit(self._stack.index() - 1)
        if not self._try(edit.revert):
            return False
        self._stack.undo()
        self._tell(edit)
        return True

    def redo(self) -> bool:
        """Make the edit again that was taken back last; return whether that was done."""
        if not self._stack.canRedo():
            return False
        edit = self._edit(self._stack.index())
        if not self._try(edit.apply):
            return False
        self._stack.redo()
        self._tell(edit)
        return True

    def _edit(self, index: int) -> Edit:
        command = self._stack.command(index)
        assert isinstance(command, _Command)
        return command.edit

    @property
    def undo_text(self) -> str:
        """What `undo` would take back; empty where there is nothing."""
        return self._stack.undoText()

    @property
    def redo_text(self) -> str:
        """What `redo` would make again; empty where there is nothing."""
        return self._stack.redoText()

    def connect_actions(self, book: ActionBook) -> None:
        """Let the actions `UNDO` and `REDO` of `book` undo and redo, and name the edit."""
        self._book = book
        book[UNDO.id].triggered.connect(lambda: self.undo())
        book[REDO.id].triggered.connect(lambda: self.redo())
        self._show_in_menu()

    def _try(self, change: Callable[[Project], None]) -> bool:
        try:
            change(self._project)
        except SepgenreError as error:
            self._show_error(error)
            return False
        return True

    def _tell(self, edit: Edit) -> None:
        self._show_in_menu()
        self.edited.emit(edit)

    def _show_in_menu(self) -> None:
        if self._book is None:
            return
        for spec, possible, text, verb in (
            (UNDO, self._stack.canUndo(), self.undo_text, "undo"),
            (REDO, self._stack.canRedo(), self.redo_text, "redo"),
        ):
            # An ampersand in a genre's name is no mnemonic.
            name = text.replace("&", "&&")
            self._book[spec.id].setText(f"{spec.text} {name}".strip())
            if possible:
                self._book.enable(spec.id)
            else:
                self._book.disable(spec.id, reason=f"There is nothing to {verb}.")
