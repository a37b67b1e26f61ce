"""The tracks as a Qt table model: filtered and sorted rows, updated one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Qt

from sepgenre_gui.project.track_list import TrackRow
from sepgenre_gui.screens.curation.genres.swatches import Swatches
from sepgenre_gui.screens.curation.tracks.order import (
    HEADINGS,
    STATE_TEXTS,
    Column,
    TrackFilter,
    format_length,
    in_order,
    passing,
)
from sepgenre_gui.screens.tables import RIGHT, ArrangedModel, Index

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


class TrackModel(ArrangedModel[int, TrackRow, TrackFilter]):
    """All tracks of a project, by their identifiers; see `ArrangedModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADINGS, TrackFilter(), parent)
        self._swatches = Swatches()
        self._ordered: list[TrackRow] = []
        self._ordered_by: tuple[int, bool] | None = None

    def key_of(self, row: TrackRow) -> int:
        """Return the track's identifier."""
        return row.id

    def set_rows(self, rows: Iterable[TrackRow]) -> None:
        """Replace all rows."""
        self._ordered_by = None
        super().set_rows(rows)

    def update_rows(self, rows: Iterable[TrackRow]) -> None:
        """Replace those rows that are there, in place."""
        self._ordered_by = None
        super().update_rows(rows)

    def arrange(self, rows: Iterable[TrackRow]) -> list[TrackRow]:
        """Return the tracks that the filter lets pass, sorted."""
        if self._ordered_by != (self._column, self._descending):
            # Kept while letters are typed into the filter, which changes no order.
            column = Column(self._column)
            self._ordered = in_order(rows, column, descending=self._descending)
            self._ordered_by = (self._column, self._descending)
        return passing(self._ordered, self._filter)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if role not in _ANSWERED:
            return None
        row = self.row_at(index.row())
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.GENRE and row.genre_color:
            return self._swatches.of(row.genre_color)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.LENGTH:
            return RIGHT
        return None


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
