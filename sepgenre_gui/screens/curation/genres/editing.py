"""Edits of the genres themselves: what the menu and the panel ask for, and its questions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.curation.genres.panel import GenrePanel
from sepgenre_gui.screens.curation.genres.questions import (
    DeletionDialog,
    ask_color,
    ask_genre,
    ask_key,
    ask_merge,
    ask_name,
)
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.services.edits import (
    add_genre,
    delete_genre,
    merge_genres,
    recolor_genre,
    rename_genre,
    set_genre_key,
)

_ACTIONS = ("genre.rename", "genre.recolor", "genre.key", "genre.merge", "genre.delete")


class GenreEditing(QObject):
    """Adds, renames, recolours, merges and deletes genres, each by one step that can be undone.

    An action of the menu means the genre that is selected in the panel, and asks for one where
    none is.
    """

    def __init__(
        self, session: CurationSession, panel: GenrePanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._panel = session, panel
        self._project = session.project
        self._book: ActionBook | None = None
        panel.add_requested.connect(self.add)
        panel.rename_requested.connect(self._rename)
        panel.recolor_requested.connect(self.recolor)
        panel.key_requested.connect(self._set_key)
        panel.merge_requested.connect(self._merge)
        panel.delete_requested.connect(self.delete)
        session.genres_changed.connect(self._enable)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions."""
        self._book = book
        slots: dict[str, tuple[str, Callable[[int], None]]] = {
            "genre.rename": ("renamed", self._panel.begin_rename),
            "genre.recolor": ("shown in another colour", self.recolor),
            "genre.key": ("given another key", self.change_key),
            "genre.merge": ("merged into another", self.merge),
            "genre.delete": ("deleted", self.delete),
        }
        book["genre.add"].triggered.connect(lambda *_: self.add())
        for name, (what, slot) in slots.items():
            book[name].triggered.connect(
                lambda *_, what=what, slot=slot: self._with_chosen(what, slot)
            )
        self._enable()

    def add(self) -> None:
        """Make a new genre."""
        name = ask_name(self._panel)
        if name is not None:
            self._session.perform(lambda: add_genre(self._project, name))

    def recolor(self, genre_id: int) -> None:
        """Ask for another colour."""
        color = ask_color(self._panel, self._project.genres.get(genre_id))
        if color is not None:
            self._session.perform(lambda: recolor_genre(self._project, genre_id, color))

    def change_key(self, genre_id: int) -> None:
        """Ask for another key, or none."""
        answer = ask_key(self._panel, self._genre(genre_id), self._others(genre_id))
        if answer is not None:
            self._set_key(genre_id, answer.key)

    def merge(self, genre_id: int) -> None:
        """Ask into which genre this one goes."""
        others = self._others(genre_id)
        uses = self._project.genres.count_uses(genre_id)
        into = ask_merge(self._panel, self._genre(genre_id), others, uses)
        if into is not None:
            self._merge(genre_id, into)

    def delete(self, genre_id: int) -> None:
        """Delete a genre; ask what becomes of its tracks and segments, where it has any."""
        uses = self._project.genres.count_uses(genre_id)
        reassign_to = None
        if any(uses):
            dialog = DeletionDialog(
                self._genre(genre_id), self._others(genre_id), uses, self._panel
            )
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            reassign_to = dialog.answer.reassign_to
        self._session.perform(
            lambda: delete_genre(
                self._project, genre_id, reassign_to=reassign_to, clear=reassign_to is None
            )
        )

    def _with_chosen(self, what: str, slot: Callable[[int], None]) -> None:
        chosen = self._panel.selected_id
        if chosen is None:
            genres = list(self._session.genres().values())
            chosen = ask_genre(self._panel, genres, f"Which genre shall be {what}?")
        if chosen is not None:
            slot(chosen)

    def _rename(self, genre_id: int, name: str) -> None:
        if self._session.perform(lambda: rename_genre(self._project, genre_id, name)) is None:
            # The list shows what was typed; the name is still the old one.
            self._session.genres_changed.emit()

    def _set_key(self, genre_id: int, key: int | None) -> None:
        self._session.perform(lambda: set_genre_key(self._project, genre_id, key))

    def _merge(self, source: int, into: int) -> None:
        self._session.perform(lambda: merge_genres(self._project, source, into))

    def _genre(self, genre_id: int) -> Genre:
        return self._project.genres.get(genre_id)

    def _others(self, genre_id: int) -> list[Genre]:
        return [each for each in self._session.genres().values() if each.id != genre_id]

    def _enable(self) -> None:
        if self._book is None:
            return
        genres = self._session.genres()
        if genres:
            self._book.enable(*_ACTIONS)
        else:
            self._book.disable(*_ACTIONS, reason="The project has no genres yet.")
        if len(genres) == 1:
            self._book.disable("genre.merge", reason="There is no other genre.")
