"""The actions of the review screen: what they do on which tab, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject

from sepgenre_gui.project.genre import KEYS, Genre
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.review.specs import REDO, UNDO, genre_id
from sepgenre_gui.screens.undo import History


class ReviewKeys(QObject):
    """Connects the actions, and keeps their texts as genres and history are.

    Parameters
    ----------
    slots : dict of str to callable
        What each action does.
    correct : callable
        Takes a genre's key.
    """

    def __init__(
        self,
        history: History,
        slots: dict[str, Callable[[], object]],
        correct: Callable[[int], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history, self._slots, self._correct = history, slots, correct
        self._book: ActionBook | None = None
        history.edited.connect(self._show_history)

    def connect_actions(self, book: ActionBook, genres: Iterable[Genre]) -> None:
        """Connect the actions of `REVIEW_SPECS`, which are in `book` now."""
        self._book = book
        slots = {**self._slots, UNDO: self._history.undo, REDO: self._history.redo}
        for name, slot in slots.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())
        for key in KEYS:
            book[genre_id(key)].triggered.connect(partial(self._correct_by, key))
        self.name_genres(genres)
        self._show_history()

    def name_genres(self, genres: Iterable[Genre]) -> None:
        """Let the actions of the digits say which genre they give."""
        if self._book is None:
            return
        by_key = {genre.key: genre for genre in genres}
        for key in KEYS:
            genre = by_key.get(key)
            if genre is None:
                self._book[genre_id(key)].setText(f"Genre of key {key}")
                self._book.disable(genre_id(key), reason=f"No genre has the key {key}.")
            else:
                self._book[genre_id(key)].setText(genre.name.replace("&", "&&"))
                self._book.enable(genre_id(key))

    def _correct_by(self, key: int, *_: object) -> None:
        self._correct(key)

    def _show_history(self, *_: object) -> None:
        if self._book is None:
            return
        for name, verb, text in (
            (UNDO, "Undo", self._history.undo_text),
            (REDO, "Redo", self._history.redo_text),
        ):
            # An ampersand in a genre's name is no mnemonic.
            self._book[name].setText(f"&{verb} {text.replace('&', '&&')}".strip())
            if text:
                self._book.enable(name)
            else:
                self._book.disable(name, reason=f"There is nothing to {verb.casefold()}.")
