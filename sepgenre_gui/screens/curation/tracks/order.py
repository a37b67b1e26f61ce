"""Which tracks the table shows, and in which order; knows no Qt."""

from __future__ import annotations

import enum
import functools
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import attrs

from sepgenre_gui.project.track_list import TrackRow, TrackState


class Column(enum.IntEnum):
    """The table's columns, in their order."""

    TITLE = 0
    ARTIST = 1
    LENGTH = 2
    GENRE = 3
    STATE = 4


HEADINGS = ("Title", "Artist", "Length", "Genre", "State")

STATE_TEXTS = {
    TrackState.SKIPPED: "Skipped",
    TrackState.MISSING: "File missing",
    TrackState.CHANGED: "File changed",
    TrackState.FAILED: "Failed",
    TrackState.NO_SEGMENT: "No segment",
    TrackState.SUGGESTED: "Suggested",
    TrackState.UNLABELLED: "No genre",
    TrackState.CURATED: "Curated",
}
"""How a track's state is written."""

# As a person works them off: what needs a look first, what is done or out of reach last.
_STATE_ORDER = {
    state: position
    for position, state in enumerate(
        (
            TrackState.NO_SEGMENT,
            TrackState.SUGGESTED,
            TrackState.UNLABELLED,
            TrackState.FAILED,
            TrackState.MISSING,
            TrackState.CHANGED,
            TrackState.CURATED,
            TrackState.SKIPPED,
        )
    )
}

NO_GENRE = -1
"""In a filter, stands for the tracks without a genre."""


@attrs.frozen(kw_only=True)
class TrackFilter:
    """Which tracks are shown.

    Attributes
    ----------
    text : str
        Each of its words must be part of title, artist, genre or note, whatever the case.
    genre_id : int or None
        The genre, `NO_GENRE`, or None for all.
    state : TrackState or None
        The state, or None for all.
    """

    text: str = ""
    genre_id: int | None = None
    state: TrackState | None = None

    @property
    def shows_all(self) -> bool:
        """Whether no track is left out."""
        return not self.text.strip() and self.genre_id is None and self.state is None


def in_order(
    rows: Iterable[TrackRow], column: Column = Column.TITLE, *, descending: bool = False
) -> list[TrackRow]:
    """Return the rows sorted by `column`, then title, then identifier."""
    ordered = sorted(rows, key=lambda row: (fold(row.title), row.id))
    if column is not Column.TITLE or descending:
        ordered.sort(key=_SORT_KEYS[column], reverse=descending)
    return ordered


def passing(rows: Iterable[TrackRow], wanted: TrackFilter) -> list[TrackRow]:
    """Return the rows that `wanted` lets pass, in their order."""
    if wanted.shows_all:
        return list(rows)
    words = fold(wanted.text).split()
    return [row for row in rows if _passes(row, wanted, words)]


def format_length(seconds: float) -> str:
    """Return a length as ``m:ss`` or ``h:mm:ss``, rounded to seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


# Titles are folded anew whenever the list is sorted: at each letter typed into the filter.
@functools.lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return `text` as it is compared: without case, accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _passes(row: TrackRow, wanted: TrackFilter, words: list[str]) -> bool:
    if wanted.state is not None and row.state is not wanted.state:
        return False
    if wanted.genre_id is not None:
        genre_id = None if wanted.genre_id == NO_GENRE else wanted.genre_id
        if row.genre_id != genre_id:
            return False
    return all(_holds(row, word) for word in words)


def _holds(row: TrackRow, word: str) -> bool:
    # Written out: 10,000 rows are asked at each letter that is typed. Most texts are known from
    # the sorting, or from other tracks of the artist.
    if word in fold(row.title):
        return True
    if row.artist and word in fold(row.artist):
        return True
    if row.genre_name and word in fold(row.genre_name):
        return True
    if row.note and word in fold(row.note):
        return True
    return bool(row.skip_reason) and word in fold(row.skip_reason or "")


_SORT_KEYS: dict[Column, Callable[[TrackRow], Any]] = {
    Column.TITLE: lambda row: fold(row.title),
    Column.ARTIST: lambda row: (row.artist is None, fold(row.artist or "")),
    Column.LENGTH: lambda row: row.duration_s,
    Column.GENRE: lambda row: (row.genre_name is None, fold(row.genre_name or "")),
    Column.STATE: lambda row: _STATE_ORDER[row.state],
}
