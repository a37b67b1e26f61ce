"""What can be heard as a Qt table model: segments and whole tracks, filtered."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.screens.curation.genres.swatches import make_swatch
from sepgenre_gui.screens.playback import format_time
from sepgenre_gui.screens.stems.session import Target

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
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


_HEADINGS = {
    Column.TITLE: "Title",
    Column.START: "From",
    Column.GENRE: "Genre",
    Column.STEMS: "Stems",
}


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


class TargetModel(QAbstractTableModel):
    """All segments by title and place, then all whole tracks; the filter's are shown.

    Parameters
    ----------
    is_cached : callable
        Tells whether there are stems of a target; asked for rows that are seen, once each.
    """

    def __init__(self, is_cached: Callable[[Target], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_cached = is_cached
        self._cached: dict[tuple[int, int, int], bool] = {}
        self._all: tuple[Target, ...] = ()
        self._shown: list[Target] = []
        self._genres: Mapping[int, Genre] = {}
        self._swatches: dict[str, QIcon] = {}
        self._filter = TargetFilter()

    def set_rows(self, targets: Iterable[Target], genres: Mapping[int, Genre]) -> None:
        """Replace all rows."""
        self._genres = genres
        self._all = tuple(sorted(targets, key=_order))
        self._cached.clear()
        self._arrange()

    def set_filter(self, wanted: TargetFilter) -> None:
        """Show the rows that pass `wanted`."""
        self._filter = wanted
        self._arrange()

    def forget_cached(self) -> None:
        """Look anew, where it is seen, whether there are stems."""
        self._cached.clear()
        if self._shown:
            last = self.index(len(self._shown) - 1, Column.STEMS)
            self.dataChanged.emit(self.index(0, Column.STEMS), last, [])

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all, filtered or not."""
        return not self._all

    @property
    def shown(self) -> Sequence[Target]:
        """The rows shown, in their order."""
        return self._shown

    def place_of(self, target: Target) -> int | None:
        """Return the row of a target, or None where it is not shown."""
        return next(
            (place for place, each in enumerate(self._shown) if each.key == target.key), None
        )

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802 - Qt's
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[Column(section)]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        target, column = self._shown[index.row()], Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(target, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.START:
            return _RIGHT
        genre = self._genre(target)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.GENRE and genre is not None:
            if genre.color not in self._swatches:
                self._swatches[genre.color] = make_swatch(genre.color)
            return self._swatches[genre.color]
        return None

    def _arrange(self) -> None:
        self.beginResetModel()
        self._shown = [
            target for target in self._all if self._filter.admits(target, self._genre_name(target))
        ]
        self.endResetModel()

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
