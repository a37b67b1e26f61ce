"""The tracks as a Qt table model: filtered and sorted rows, updated one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon

from sepgenre_gui.project.track_list import TrackRow
from sepgenre_gui.screens.curation.genres.swatches import make_swatch
from sepgenre_gui.screens.curation.tracks.order import (
    HEADINGS,
    STATE_TEXTS,
    Column,
    TrackFilter,
    arrange,
    format_length,
)

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# A table asks each cell for seven roles at every frame of scrolling, as integers.
_ANSWERED = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.TextAlignmentRole,
    )
)


class TrackModel(QAbstractTableModel):
    """All tracks of a project, of which the filter's are shown in the chosen order.

    Filter and order are lists of Python, not a proxy: 10,000 tracks are arranged in tens of
    milliseconds, against seconds for a proxy that asks for each cell.

    An update keeps every row in its place, even where it no longer belongs there, so that the
    list does not jump under a person who labels; `arrange_anew` puts it in order.
    """

    arranged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[int, TrackRow] = {}
        self._shown: list[int] = []
        self._places: dict[int, int] = {}
        self._filter = TrackFilter()
        self._column, self._descending = Column.TITLE, False
        self._swatches: dict[str, QIcon] = {}

    def set_rows(self, rows: Iterable[TrackRow]) -> None:
        """Replace all tracks."""
        self._all = {row.id: row for row in rows}
        self.arrange_anew()

    def update_rows(self, rows: Iterable[TrackRow]) -> None:
        """Replace those tracks that are there, in place."""
        for row in rows:
            self._all[row.id] = row
            place = self._places.get(row.id)
            if place is not None:
                self.dataChanged.emit(
                    self.index(place, 0), self.index(place, len(HEADINGS) - 1), []
                )

    def set_filter(self, wanted: TrackFilter) -> None:
        """Show the tracks that pass `wanted`."""
        self._filter = wanted
        self.arrange_anew()

    def arrange_anew(self) -> None:
        """Filter and sort again; `arranged` tells that rows have other places."""
        self.beginResetModel()
        rows = arrange(self._all.values(), self._filter, self._column, descending=self._descending)
        self._shown = [row.id for row in rows]
        self._places = {identifier: place for place, identifier in enumerate(self._shown)}
        self.endResetModel()
        self.arranged.emit()

    @property
    def filter(self) -> TrackFilter:
        """The filter in force."""
        return self._filter

    @property
    def all_rows(self) -> Sequence[TrackRow]:
        """Every track, shown or not."""
        return list(self._all.values())

    @property
    def shown_rows(self) -> Sequence[TrackRow]:
        """The tracks shown, in their order."""
        return [self._all[identifier] for identifier in self._shown]

    def track_at(self, place: int) -> TrackRow:
        """Return the track in row `place`."""
        return self._all[self._shown[place]]

    def place_of(self, track_id: int) -> int | None:
        """Return the row of a track, or None where it is not shown."""
        return self._places.get(track_id)

    def row_of(self, track_id: int) -> TrackRow | None:
        """Return what is known of a track, shown or not."""
        return self._all.get(track_id)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by `column`; called by the table's header."""
        self._column = Column(column)
        self._descending = order is Qt.SortOrder.DescendingOrder
        self.arrange_anew()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return how many tracks are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(  # noqa: N802 - Qt's
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if role not in _ANSWERED:
            return None
        row = self.track_at(index.row())
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.GENRE and row.genre_color:
            return self._swatch(row.genre_color)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.LENGTH:
            return _RIGHT
        return None

    def _swatch(self, color: str) -> QIcon:
        if color not in self._swatches:
            self._swatches[color] = make_swatch(color)
        return self._swatches[color]


def _text(row: TrackRow, column: Column) -> str:
    if column is Column.TITLE:
        return row.title
    if column is Column.ARTIST:
        return row.artist or ""
    if column is Column.LENGTH:
        return format_length(row.duration_s)
    if column is Column.GENRE:
        return row.genre_name or ""
    return STATE_TEXTS[row.state]


def _tip(row: TrackRow, column: Column) -> str:
    if column is not Column.STATE:
        return row.note or _text(row, column)
    for reason in (row.skip_reason, row.failure):
        if reason:
            return f"{STATE_TEXTS[row.state]}: {reason}"
    segments = "1 segment" if row.n_segments == 1 else f"{row.n_segments} segments"
    return f"{STATE_TEXTS[row.state]}: {segments}, {row.n_suggested} of them suggested"
