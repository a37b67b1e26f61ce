"""What can be heard as a Qt table model: segments and whole tracks, filtered."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
from PySide6.QtCore import QObject, Qt

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.screens.curation.genres.swatches import Swatches
from sepgenre_gui.screens.playback import format_time
from sepgenre_gui.screens.stems.session import Target
from sepgenre_gui.screens.tables import RIGHT, ArrangedModel, Index

TargetKey = tuple[int, int | None]
_WHOLE = "all of it"


class Kind(enum.Enum):
    """What the list shows."""

    EVERYTHING = "Segments and whole tracks"
    SEGMENTS = "Segments"
    TRACKS = "Whole tracks"


class Column(enum.IntEnum):
    """The columns, from the left."""

    TITLE = 0
    START = 1
    GENRE = 2
    STEMS = 3


_HEADINGS = ("Title", "From", "Genre", "Stems")


@attrs.frozen(kw_only=True)
class TargetFilter:
    """Which rows are shown: of a kind, with `text` in title, artist or genre."""

    kind: Kind = Kind.EVERYTHING
    text: str = ""

    def admits(self, target: Target, genre: str) -> bool:
        """Return whether a row passes."""
        if self.kind is Kind.SEGMENTS and target.segment is None:
            return False
        if self.kind is Kind.TRACKS and target.segment is not None:
            return False
        texts = (target.track.title, target.track.artist or "", genre)
        words = self.text.casefold().split()
        return all(any(word in text.casefold() for text in texts) for word in words)


class TargetModel(ArrangedModel[TargetKey, Target, TargetFilter]):
    """All segments by title and place, then all whole tracks; see `ArrangedModel`.

    Parameters
    ----------
    is_cached : callable
        Tells whether there are stems of a target; asked for rows that are seen, once each.
    """

    def __init__(self, is_cached: Callable[[Target], bool], parent: QObject | None = None) -> None:
        super().__init__(_HEADINGS, TargetFilter(), parent)
        self._is_cached = is_cached
        self._cached: dict[tuple[int, int, int], bool] = {}
        self._genres: Mapping[int, Genre] = {}
        self._swatches = Swatches()

    def key_of(self, row: Target) -> TargetKey:
        """Return the target's identifiers."""
        return row.key

    def arrange(self, rows: Iterable[Target]) -> list[Target]:
        """Return the targets that the filter lets pass, in the order in which they came."""
        return [row for row in rows if self._filter.admits(row, self._genre_name(row))]

    def set_targets(self, targets: Iterable[Target], genres: Mapping[int, Genre]) -> None:
        """Replace all rows."""
        self._genres = genres
        self._cached.clear()
        self.set_rows(sorted(targets, key=_order))

    def forget_cached(self) -> None:
        """Look anew, where it is seen, whether there are stems."""
        self._cached.clear()
        if self.n_shown:
            last = self.index(self.n_shown - 1, Column.STEMS)
            self.dataChanged.emit(self.index(0, Column.STEMS), last, [])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        target, column = self.row_at(index.row()), Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(target, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.START:
            return RIGHT
        genre = self._genre(target)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.GENRE and genre is not None:
            return self._swatches.of(genre.color)
        return None

    def _text(self, target: Target, column: Column) -> str:
        if column is Column.TITLE:
            return target.track.title
        if column is Column.START:
            if target.segment is None:
                return _WHOLE
            return format_time(target.start_sample / target.track.sample_rate_hz)
        if column is Column.GENRE:
            return self._genre_name(target)
        return "ready" if self._knows_stems(target) else ""

    def _knows_stems(self, target: Target) -> bool:
        if target.window not in self._cached:
            self._cached[target.window] = self._is_cached(target)
        return self._cached[target.window]

    def _genre(self, target: Target) -> Genre | None:
        of_segment = target.segment.genre_id if target.segment is not None else None
        genre_id = of_segment if of_segment is not None else target.track.genre_id
        return None if genre_id is None else self._genres.get(genre_id)

    def _genre_name(self, target: Target) -> str:
        genre = self._genre(target)
        return "" if genre is None else genre.name


def _order(target: Target) -> tuple[bool, str, int, int]:
    return (
        target.segment is None,
        target.track.title.casefold(),
        target.track.id,
        target.start_sample,
    )
