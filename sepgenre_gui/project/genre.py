"""Genres: the names that a person gives, each with a colour and a key to press."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter

import attrs
from attrs import validators

from sepgenre_gui.project.database import Database
from sepgenre_training.errors import ProjectError

KEYS = range(1, 10)

PALETTE = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
    "#999999", "#882255", "#44aa99", "#332288", "#ddcc77", "#117733", "#aa4499",
)  # fmt: skip
"""Colours that remain apart with colour blindness: Okabe and Ito's (2008) without black, which
waveforms use, a grey, then those of Tol's *muted* scheme that differ most from them."""


@attrs.frozen(kw_only=True)
class Genre:
    """One genre.

    Attributes
    ----------
    name : str
        As the person wrote it; unique whatever the case.
    color : str
        ``#rrggbb``, lower case.
    key : int or None
        The digit, 1 to 9, that labels with this genre; genres beyond nine have none.
    """

    id: int
    name: str = attrs.field(validator=validators.min_len(1))
    color: str = attrs.field(validator=validators.matches_re("#[0-9a-f]{6}"))
    key: int | None = attrs.field(default=None, validator=validators.optional(validators.in_(KEYS)))


class GenreTable:
    """The genres of a project, in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str) -> Genre:
        """Add a genre with an unused colour (or the least used one) and the next free key.

        Raises
        ------
        ProjectError
            Where the name is empty or, whatever the case, taken.
        """
        with self._database.transaction():
            genres = self.list()
            colors = Counter(genre.color for genre in genres)
            keys = {genre.key for genre in genres}
            genre = Genre(
                id=self._database.next_id("genres"),
                name=_trim(name),
                color=min(PALETTE, key=lambda color: colors[color]),
                key=next((key for key in KEYS if key not in keys), None),
            )
            self.restore(genre)
        return genre

    def restore(self, genre: Genre) -> None:
        """Put back a genre that was removed, exactly as it was, identifier included."""
        with self._database.transaction():
            self._check_name(genre.name)
            self._database.insert_row("genres", genre_columns(genre))

    def get_or_add(self, name: str) -> Genre:
        """Return the genre of this name, whatever the case; add it where there is none."""
        with self._database.transaction():
            return self.find(name) or self.add(name)

    def get(self, genre_id: int) -> Genre:
        """Return a genre; ProjectError where there is none of this identifier."""
        row = self._database.row("SELECT * FROM genres WHERE id = ?", (genre_id,))
        if row is None:
            raise ProjectError(
                f"The project has no genre {genre_id}.", remedy="Choose one from its list."
            )
        return _genre(row)

    def find(self, name: str) -> Genre | None:
        """Return the genre of this name, whatever the case, or None."""
        row = self._database.row(
            "SELECT * FROM genres WHERE folded_name = ?", (fold_name(_trim(name)),)
        )
        return None if row is None else _genre(row)

    def list(self) -> tuple[Genre, ...]:
        """Return all genres, in the order in which they were made."""
        return tuple(map(_genre, self._database.rows("SELECT * FROM genres ORDER BY id")))

    def rename(self, genre_id: int, name: str) -> Genre:
        """Give the genre another name; runs that are stored keep the old one."""
        name = _trim(name)
        with self._database.transaction():
            if fold_name(self.get(genre_id).name) != fold_name(name):
                self._check_name(name)
            self._database.change(
                "UPDATE genres SET name = ?, folded_name = ? WHERE id = ?",
                (name, fold_name(name), genre_id),
            )
            return self.get(genre_id)

    def recolor(self, genre_id: int, color: str) -> Genre:
        """Give the genre another colour, ``#rrggbb``; genres may share one."""
        if not re.fullmatch("#[0-9a-fA-F]{6}", color):
            raise ProjectError(
                f"{color!r} is not a colour.", remedy="Write it as #rrggbb, such as #0072b2."
            )
        with self._database.transaction():
            self.get(genre_id)
            self._database.change(
                "UPDATE genres SET color = ? WHERE id = ?", (color.lower(), genre_id)
            )
            return self.get(genre_id)

    def set_key(self, genre_id: int, key: int | None) -> Genre:
        """Give the genre another key, or none.

        A genre that has the key already takes the old one of this genre in exchange.
        """
        if key is not None and key not in KEYS:
            raise ProjectError(
                f"{key} is not a genre's key.", remedy="Choose a digit from 1 to 9, or none."
            )
        with self._database.transaction():
            old = self.get(genre_id).key
            holder = self._database.value(
                "SELECT id FROM genres WHERE key = ? AND id <> ?", (key, genre_id)
            )
            # Cleared first, because no two genres may have one key even for a moment.
            self._database.change("UPDATE genres SET key = NULL WHERE id = ?", (genre_id,))
            self._database.change("UPDATE genres SET key = ? WHERE id = ?", (old, holder))
            self._database.change("UPDATE genres SET key = ? WHERE id = ?", (key, genre_id))
            return self.get(genre_id)

    def remove(self, genre_id: int, *, reassign_to: int | None = None, clear: bool = False) -> None:
        """Remove a genre.

        Parameters
        ----------
        reassign_to : int, optional
            The genre that its tracks and segments get in its place.
        clear : bool
            Whether its tracks and segments are left without a genre.

        Raises
        ------
        ProjectError
            Where tracks or segments have this genre, and neither was asked for.
        """
        if clear and reassign_to is not None:
            raise ValueError("clear and reassign_to exclude each other")
        with self._database.transaction():
            genre = self.get(genre_id)
            if reassign_to == genre_id:
                raise ProjectError(
                    f"Genre {genre.name!r} cannot be replaced by itself.",
                    remedy="Choose another genre.",
                )
            check_genre(self._database, reassign_to)
            tracks, segments = self.count_uses(genre_id)
            if (tracks or segments) and not clear and reassign_to is None:
                raise ProjectError(
                    f"Genre {genre.name!r} is that of {tracks} tracks and {segments} segments.",
                    remedy="Choose the genre that they get instead, or clear theirs.",
                )
            for sql in (
                "UPDATE tracks SET genre_id = ? WHERE genre_id = ?",
                "UPDATE segments SET genre_id = ? WHERE genre_id = ?",
            ):
                self._database.change(sql, (reassign_to, genre_id))
            self._database.change("DELETE FROM genres WHERE id = ?", (genre_id,))

    def merge(self, source: int, into: int) -> Genre:
        """Give all tracks and segments of genre `source` the genre `into`; remove `source`."""
        with self._database.transaction():
            self.remove(source, reassign_to=into)
            return self.get(into)

    def count_uses(self, genre_id: int) -> tuple[int, int]:
        """Return how many tracks and how many segments have this genre."""
        row = self._database.row(
            "SELECT (SELECT count(*) FROM tracks WHERE genre_id = :id), "
            "(SELECT count(*) FROM segments WHERE genre_id = :id)",
            {"id": genre_id},
        )
        return (0, 0) if row is None else (row[0], row[1])

    def _check_name(self, name: str) -> None:
        same = self.find(name)
        if same is not None:
            raise ProjectError(
                f"The project already has a genre {same.name!r}.",
                remedy="Use that one, or choose another name.",
            )


def check_genre(database: Database, genre_id: int | None) -> None:
    """Raise ProjectError where `genre_id` is that of no genre; None is always allowed."""
    if genre_id is not None:
        GenreTable(database).get(genre_id)


def genre_columns(genre: Genre) -> dict[str, object]:
    """Return the columns of the genre's row by name."""
    return {**attrs.asdict(genre), "folded_name": fold_name(genre.name)}


def _genre(row: sqlite3.Row) -> Genre:
    return Genre(id=row["id"], name=row["name"], color=row["color"], key=row["key"])


def _trim(name: str) -> str:
    name = name.strip()
    if not name:
        raise ProjectError("A genre needs a name.", remedy="Write at least one character.")
    return name


def fold_name(name: str) -> str:
    """Return what two names share that are one whatever the case and composition."""
    # SQLite's own NOCASE knows ASCII only; NFKC because file systems and tags compose
    # letters in different ways.
    return unicodedata.normalize("NFKC", name.casefold())
