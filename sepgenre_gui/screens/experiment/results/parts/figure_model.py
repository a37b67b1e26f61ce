"""The rows of a table of figures: texts as printed, and what they are sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.metrics import font

ROW = Qt.ItemDataRole.UserRole
"""The role under which a row's `Row` is asked for."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_ARROW_ROOM = "\N{EN SPACE}\N{EN SPACE}"

_Index = QModelIndex | QPersistentModelIndex


@attrs.frozen
class Column:
    """One column.

    Attributes
    ----------
    title : str
    is_number : bool
        Numbers stand at the right.
    tip : str
        What the figures are, for who rests on the heading.
    """

    title: str
    is_number: bool = False
    tip: str = ""


@attrs.frozen
class Cell:
    """One cell.

    Attributes
    ----------
    text : str
    key : float or str or None
        What it is sorted by; the text where it is None.
    tip : str
        The text where it is empty.
    is_bold : bool
    """

    text: str
    key: float | str | None = None
    tip: str = ""
    is_bold: bool = False


@attrs.frozen(kw_only=True)
class Row:
    """One row.

    Attributes
    ----------
    cells : tuple of Cell
        As many as there are columns.
    identity : int or None
        What the row stands for, such as a segment's identifier.
    is_muted : bool
        Less important than the others.
    starts_group : bool
        A line divides it from the row above.
    """

    cells: tuple[Cell, ...]
    identity: int | None = None
    is_muted: bool = False
    starts_group: bool = False


class FigureModel(QAbstractTableModel):
    """Rows that are set at once and never edited.

    Attributes
    ----------
    is_sortable : bool
        Whether headings leave room for the arrow that tells the order.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_sortable = False
        self._columns: tuple[Column, ...] = ()
        self._rows: list[Row] = []

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is shown, from left to right."""
        return self._columns

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown, from top to bottom."""
        return tuple(self._rows)

    def set_rows(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show `rows` in place of all others."""
        self.beginResetModel()
        self._columns, self._rows = tuple(columns), list(rows)
        self.endResetModel()

    def row_at(self, place: int) -> Row:
        """Return the row in `place`."""
        return self._rows[place]

    def place_of(self, identity: int) -> int | None:
        """Return where the row of `identity` stands; None where there is none."""
        for place, row in enumerate(self._rows):
            if row.identity == identity:
                return place
        return None

    def text(self, place: int, column: int) -> str:
        """Return what a cell says."""
        return self._rows[place].cells[column].text

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802 - Qt's
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.title}{_ARROW_ROOM if self.is_sortable else ''}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or cell.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._columns[index.column()].is_number else _LEFT
        if role == Qt.ItemDataRole.FontRole and cell.is_bold:
            return font(bold=True)
        if role == Qt.ItemDataRole.ForegroundRole and row.is_muted:
            return _muted()
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's keys; rows of equal keys keep their order."""
        if not 0 <= column < len(self._columns):
            return
        self.layoutAboutToBeChanged.emit()
        followed = [(index, self._rows[index.row()]) for index in self.persistentIndexList()]
        self._rows.sort(
            key=lambda row: _sort_key(row.cells[column]),
            reverse=order is Qt.SortOrder.DescendingOrder,
        )
        places = {id(row): place for place, row in enumerate(self._rows)}
        for index, row in followed:
            # What is selected, and the current row, go where their rows go.
            self.changePersistentIndex(index, self.index(places[id(row)], index.column()))
        self.layoutChanged.emit()


def _sort_key(cell: Cell) -> tuple[int, float, str]:
    key = cell.text if cell.key is None else cell.key
    return (1, 0.0, key.casefold()) if isinstance(key, str) else (0, key, "")


def _muted() -> QColor:
    # The palette's own, so that it follows the theme.
    return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
