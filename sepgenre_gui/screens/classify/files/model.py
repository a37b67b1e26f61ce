"""The classified files as a Qt table model: filtered and sorted rows, updated while they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

from sepgenre_gui.screens.classify.files.rows import (
    HEADINGS,
    Column,
    FileFilter,
    FileRow,
    FileState,
    arrange,
    length_text,
    share_text,
    state_text,
    tip_text,
    verdict_text,
)
from sepgenre_gui.screens.curation.genres.swatches import make_swatch

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NUMBERS = (Column.CONFIDENCE, Column.LENGTH)


class FileModel(QAbstractTableModel):
    """All files of one classifier, of which the filter's are shown in the chosen order.

    Files that come while it is looked at are added at the end, and those that change stay where
    they are: the table does not jump under a person. `arrange_anew` puts them in order.
    """

    arranged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[str, FileRow] = {}
        self._shown: list[str] = []
        self._places: dict[str, int] = {}
        self._filter = FileFilter()
        self._column, self._descending = Column.FILE, False
        self._colors: Mapping[str, str] = {}
        self._swatches: dict[str, QIcon] = {}

    @property
    def shown(self) -> Sequence[FileRow]:
        """The rows shown, in their order."""
        return [self._all[key] for key in self._shown]

    @property
    def n_shown(self) -> int:
        """How many rows are shown."""
        return len(self._shown)

    @property
    def n_all(self) -> int:
        """How many files there are, shown or not."""
        return len(self._all)

    def count(self, state: FileState) -> int:
        """Return how many files are in a state, shown or not."""
        return sum(row.state is state for row in self._all.values())

    def row_at(self, place: int) -> FileRow:
        """Return the file in row `place`."""
        return self._all[self._shown[place]]

    def row(self, key: str) -> FileRow | None:
        """Return a file, shown or not."""
        return self._all.get(key)

    def place_of(self, key: str) -> int | None:
        """Return the row of a file, or None where it is not shown."""
        return self._places.get(key)

    def clear(self, colors: Mapping[str, str]) -> None:
        """Forget all files; those to come are of genres of these colours."""
        self._colors = dict(colors)
        self._all.clear()
        self.arrange_anew()

    def put(self, rows: Iterable[FileRow]) -> None:
        """Add files, or replace those that are there, in place."""
        added = []
        for row in rows:
            is_known = row.key in self._all
            self._all[row.key] = row
            place = self._places.get(row.key)
            if place is not None:
                last = self.index(place, len(HEADINGS) - 1)
                self.dataChanged.emit(self.index(place, 0), last, [])
            elif not is_known and self._filter.passes(row):
                added.append(row.key)
        if added:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
            for place, key in enumerate(added, start=first):
                self._shown.append(key)
                self._places[key] = place
            self.endInsertRows()

    def drop_working(self) -> None:
        """Forget the files that workers were at, as where their job has ended."""
        self._all = {
            key: row for key, row in self._all.items() if row.state is not FileState.WORKING
        }
        self.arrange_anew()

    def set_filter(self, wanted: FileFilter) -> None:
        """Show the files that pass `wanted`."""
        self._filter = wanted
        self.arrange_anew()

    def arrange_anew(self) -> None:
        """Filter and sort again; `arranged` tells that rows have other places."""
        self.beginResetModel()
        rows = arrange(self._all.values(), self._filter, self._column, descending=self._descending)
        self._shown = [row.key for row in rows]
        self._places = {key: place for place, key in enumerate(self._shown)}
        self.endResetModel()
        self.arranged.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by `column`; called by the table's header."""
        self._column = Column(column)
        self._descending = order is Qt.SortOrder.DescendingOrder
        self.arrange_anew()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return how many files are shown."""
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
        row, column = self.row_at(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return _RIGHT
        if role == Qt.ItemDataRole.DecorationRole:
            genre = {Column.VERDICT: row.genre, Column.SECOND: row.second}.get(column, "")
            return self._swatch(self._colors[genre]) if genre in self._colors else None
        return None

    def _swatch(self, color: str) -> QIcon:
        if color not in self._swatches:
            self._swatches[color] = make_swatch(color)
        return self._swatches[color]


def _text(row: FileRow, column: Column) -> str:
    texts = {
        Column.FILE: lambda: row.shown,
        Column.VERDICT: lambda: verdict_text(row),
        Column.CONFIDENCE: lambda: share_text(row.confidence),
        Column.SECOND: lambda: (
            f"{row.second} {share_text(row.second_confidence)}" if row.second else ""
        ),
        Column.LENGTH: lambda: length_text(row.duration_s),
        Column.STATE: lambda: state_text(row),
    }
    return texts[column]()
