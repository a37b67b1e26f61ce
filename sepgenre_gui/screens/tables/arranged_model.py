"""Rows as a Qt table model: filtered, sorted, and updated where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_TOLD_ONE_BY_ONE = 20

KeyT = TypeVar("KeyT")
RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT")


class ArrangedModel(QAbstractTableModel, Generic[KeyT, RowT, FilterT]):
    """Rows that are known by keys, of which the filter's are shown in the chosen order.

    A subclass says what the key of a row is, arranges rows, and answers `data`. Filter and order
    are lists of Python, not a proxy: 10,000 rows are arranged in tens of milliseconds, against
    seconds for a proxy that asks for each cell.

    An update keeps every row in its place, even where it no longer belongs there, so that the
    table does not jump under a person; `arrange_anew` puts it in order.

    Parameters
    ----------
    headings : sequence of str
        Of the columns, from the left.
    wanted : FilterT
        The filter that is in force at first.

    Signals
    -------
    arranged
        Rows have other places.
    """

    arranged = Signal()

    def __init__(
        self, headings: Sequence[str], wanted: FilterT, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._all: dict[KeyT, RowT] = {}
        self._shown: list[KeyT] = []
        self._places: dict[KeyT, int] = {}
        self._filter = wanted
        self._column, self._descending = 0, False

    def key_of(self, row: RowT) -> KeyT:
        """Return by what `row` is known."""
        raise NotImplementedError

    def arrange(self, rows: Iterable[RowT]) -> Iterable[RowT]:
        """Return the rows that the filter lets pass, in the order in force."""
        raise NotImplementedError

    @property
    def filter(self) -> FilterT:
        """The filter in force."""
        return self._filter

    @property
    def all_rows(self) -> Sequence[RowT]:
        """Every row, shown or not."""
        return list(self._all.values())

    @property
    def shown_rows(self) -> Sequence[RowT]:
        """The rows shown, in their order."""
        return [self._all[key] for key in self._shown]

    @property
    def n_all(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._all)

    @property
    def n_shown(self) -> int:
        """How many rows are shown."""
        return len(self._shown)

    def row_at(self, place: int) -> RowT:
        """Return the row that is shown at `place`."""
        return self._all[self._shown[place]]

    def row_of(self, key: KeyT) -> RowT | None:
        """Return what is known by `key`, shown or not."""
        return self._all.get(key)

    def place_of(self, key: KeyT) -> int | None:
        """Return where a row is shown, or None where it is not."""
        return self._places.get(key)

    def set_rows(self, rows: Iterable[RowT]) -> None:
        """Replace all rows."""
        self._all = {self.key_of(row): row for row in rows}
        self.arrange_anew()

    def take_rows(self, rows: dict[KeyT, RowT], places: dict[KeyT, int]) -> None:
        """Replace all rows by ones that were filtered and sorted already, as in a thread.

        Parameters
        ----------
        rows : dict of KeyT to RowT
            All of them; the model's own from now on.
        places : dict of KeyT to int
            Where those are shown that pass the filter, in the order of their places.
        """
        self.beginResetModel()
        self._all, self._shown, self._places = rows, list(places), places
        self.endResetModel()
        self.arranged.emit()

    def update_rows(self, rows: Iterable[RowT]) -> None:
        """Replace those rows that are there, in place; others wait for `arrange_anew`."""
        places = []
        for row in rows:
            key = self.key_of(row)
            self._all[key] = row
            place = self._places.get(key)
            if place is not None:
                places.append(place)
        if len(places) > _TOLD_ONE_BY_ONE:
            # A table draws what is seen of it; to be told of each row takes longer.
            self._tell_changed(min(places), max(places))
            return
        for place in places:
            self._tell_changed(place, place)

    def _tell_changed(self, first: int, last: int) -> None:
        end = self.index(last, len(self._headings) - 1)
        self.dataChanged.emit(self.index(first, 0), end, [])

    def append_rows(self, keys: Sequence[KeyT]) -> None:
        """Show rows that are known, but not shown, below all others."""
        if not keys:
            return
        first = len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + len(keys) - 1)
        for place, key in enumerate(keys, start=first):
            self._shown.append(key)
            self._places[key] = place
        self.endInsertRows()

    def set_filter(self, wanted: FilterT) -> None:
        """Show the rows that pass `wanted`."""
        self._filter = wanted
        self.arrange_anew()

    def arrange_anew(self) -> None:
        """Filter and sort again; `arranged` tells that rows have other places."""
        self.beginResetModel()
        self._shown = [self.key_of(row) for row in self.arrange(self._all.values())]
        self._places = {key: place for place, key in enumerate(self._shown)}
        self.endResetModel()
        self.arranged.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by `column`; called by the table's header."""
        self._column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self.arrange_anew()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(  # noqa: N802 - Qt's
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's heading."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None
