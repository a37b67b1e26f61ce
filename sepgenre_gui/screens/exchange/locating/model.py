"""The table of lost tracks: what is wrong with the file of each, and where it was found."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.services.check_tracks import LostTrack
from sepgenre_gui.services.locate_tracks import Relocation
from sepgenre_training.exchange.identification import Condition

_HEADERS = ("Track", "Where it was", "State", "What is wrong")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

STATES: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.PRESENT: "In its place",
        Condition.MISSING: "Missing",
        Condition.CHANGED: "Changed",
        Condition.UNREADABLE: "Unreadable",
    }
)
_FOUND = "Found"
_IN_PLACE = "The file is where it was, with the same content."


class Column(enum.IntEnum):
    """The columns, in their order."""

    TRACK, PATH, STATE, REASON = range(4)


@attrs.frozen(kw_only=True)
class LocateRow:
    """One track.

    Attributes
    ----------
    track : Track
        As it was when it was looked at.
    condition : Condition
        What became of its file.
    reason : str
        The same as a sentence.
    new_path : Path or None
        Where it was found.
    """

    track: Track
    condition: Condition
    reason: str
    new_path: Path | None = None

    @property
    def is_lost(self) -> bool:
        """Whether its file is neither in its place nor found."""
        return self.new_path is None and self.condition is not Condition.PRESENT

    @property
    def text(self) -> str:
        """All that is known of it."""
        return f"{self.track.path}\n{self.reason}"


class LocateModel(QAbstractTableModel):
    """Keeps a track that was found in its row, until the files are looked at anew.

    Rows are made as they are asked for: of 10,000 tracks a table shows some twenty.
    """

    def __init__(self, colors: Colors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._ids: list[int] = []
        self._lost: dict[int, LostTrack] = {}
        self._found: dict[int, Relocation] = {}
        self._present: Track | None = None

    @property
    def lost_ids(self) -> frozenset[int]:
        """The tracks that are lost."""
        return frozenset(self._lost)

    def row(self, number: int) -> LocateRow:
        """Return the row at `number`."""
        track_id = self._ids[number]
        if track_id in self._lost:
            lost = self._lost[track_id]
            return LocateRow(track=lost.track, condition=lost.condition, reason=lost.reason)
        if track_id in self._found:
            found = self._found[track_id]
            return LocateRow(
                track=attrs.evolve(found.track, path=found.old_path),
                condition=Condition.PRESENT,
                reason=f"Now at {found.track.path}",
                new_path=found.track.path,
            )
        assert self._present is not None
        return LocateRow(track=self._present, condition=Condition.PRESENT, reason=_IN_PLACE)

    def place_of(self, track_id: int) -> int | None:
        """Return the row of a track, or None."""
        return self._ids.index(track_id) if track_id in self._ids else None

    def set_lost(self, lost: Iterable[LostTrack], *, present: Track | None) -> None:
        """Show the tracks that are lost, and before them one whose file is in its place."""
        self.beginResetModel()
        self._lost, self._found = {each.track.id: each for each in lost}, {}
        self._present = present
        self._ids = [*([present.id] if present is not None else []), *self._lost]
        self.endResetModel()

    def take(self, found: Iterable[Relocation], lost: Iterable[LostTrack]) -> None:
        """Show which tracks were found, and what is known now of those that were not."""
        self.beginResetModel()
        self._lost.update({each.track.id: each for each in lost})
        self._found.update({each.track.id: each for each in found})
        for track_id in self._found:
            self._lost.pop(track_id, None)
        listed = set(self._ids)
        self._ids += [each for each in (*self._found, *self._lost) if each not in listed]
        self.endResetModel()

    def set_colors(self, colors: Colors) -> None:
        """Paint in other colours."""
        self._colors = colors
        if self._ids:
            last = self.index(len(self._ids) - 1, Column.REASON)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many tracks there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        row, column = self.row(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.text
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.STATE:
            return QColor(self._colors.danger if row.is_lost else self._colors.success)
        return None


def _text(row: LocateRow, column: Column) -> str:
    if column is Column.TRACK:
        artist = f" - {row.track.artist}" if row.track.artist else ""
        return f"{row.track.title}{artist}"
    if column is Column.PATH:
        # The whole of it stands below the table.
        return f"{row.track.path.parent.name}/{row.track.path.name}"
    if column is Column.STATE:
        return STATES[row.condition] if row.new_path is None else _FOUND
    return row.reason
