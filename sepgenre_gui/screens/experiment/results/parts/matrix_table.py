"""A confusion matrix whose cells can be walked through by the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from sepgenre_gui.screens.appearance.colors import Colors, contrast
from sepgenre_gui.screens.appearance.metrics import font
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import FAMILY_COLOURS
from sepgenre_gui.screens.experiment.charts.shades import mixed
from sepgenre_training.report.confusion import Confusion
from sepgenre_training.report.f1_distribution import network_family

SHARE = Qt.ItemDataRole.UserRole
"""The role under which a cell's share of its row is asked for."""

_STRONGEST = 0.85
"""How much of the network's colour a share of 1 has; the ground has the rest."""

_ENOUGH = 4.5
"""The contrast of text (WCAG 2.1, 1.4.3)."""

_LONGEST_NAME, _LONG_NAME, _LEAST_LETTERS = 16, 8, 5
_PADDING = 12

_Index = QModelIndex | QPersistentModelIndex


class MatrixModel(QAbstractTableModel):
    """Rows are true genres, columns predicted ones."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._confusion: Confusion | None = None
        self._genres: tuple[str, ...] = ()
        self._is_rates = False

    @property
    def confusion(self) -> Confusion | None:
        """What is shown."""
        return self._confusion

    @property
    def genres(self) -> tuple[str, ...]:
        """What the rows and columns stand for."""
        return self._genres

    def set_confusion(
        self, confusion: Confusion | None, genres: Sequence[str], *, is_rates: bool
    ) -> None:
        """Show counts, or rates as percentages."""
        wanted = tuple(genres) if confusion is not None else ()
        is_same_shape = wanted == self._genres
        if not is_same_shape:
            self.beginResetModel()
        self._confusion, self._genres, self._is_rates = confusion, wanted, is_rates
        if not is_same_shape:
            self.endResetModel()
        elif wanted:
            last = len(wanted) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of genres."""
        return 0 if parent.isValid() else len(self._genres)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """Return the number of genres."""
        return 0 if parent.isValid() else len(self._genres)

    def headerData(  # noqa: N802 - Qt's
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a genre's name, shortened where it is long."""
        if section >= len(self._genres):
            return None
        genre = self._genres[section]
        if role == Qt.ItemDataRole.DisplayRole:
            name = genre if len(genre) <= _LONGEST_NAME else f"{genre[: _LONGEST_NAME - 1]}…"
            return name if orientation is Qt.Orientation.Vertical else _in_two_lines(name)
        if role == Qt.ItemDataRole.ToolTipRole:
            is_row = orientation is Qt.Orientation.Vertical
            return f"{'True' if is_row else 'Predicted'} genre: {genre}"
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if self._confusion is None:
            return None
        row, column = index.row(), index.column()
        count, rate = self._confusion.counts[row][column], self._confusion.rates[row][column]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{100 * rate:.0f}\N{NO-BREAK SPACE}%" if self._is_rates else str(count)
        if role == SHARE:
            return rate
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                f"{self._genres[row]} predicted as {self._genres[column]}: {count} times, "
                f"{100 * rate:.0f}\N{NO-BREAK SPACE}% of the row"
            )
        return None


class MatrixTable(QTableView):
    """Shows one network's confusions; the stronger a cell's colour, the larger its share.

    Signals
    -------
    cell_chosen : int, int
        The current cell is another one: true genre, predicted genre.
    cell_entered : int, int
        Enter was pressed on it, or it was clicked twice.
    """

    cell_chosen = Signal(int, int)
    cell_entered = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.content = MatrixModel(self)
        self.setModel(self.content)
        self.setAccessibleName("Confusion matrix: true genres by predicted genres")
        self.setItemDelegate(_MatrixCell(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._fit())
        self.selectionModel().currentChanged.connect(self._tell)
        self.doubleClicked.connect(
            lambda index: self.cell_entered.emit(index.row(), index.column())
        )
        theme.theme_changed.connect(self._repaint)

    def _repaint(self) -> None:
        self.viewport().update()

    @property
    def cell(self) -> tuple[int, int] | None:
        """The current cell: true genre, predicted genre."""
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() else None

    def show_confusion(
        self, confusion: Confusion | None, genres: Sequence[str], *, is_rates: bool
    ) -> None:
        """Show `confusion`; the current cell stays."""
        cell, before = self.cell, self.content.genres
        self.content.set_confusion(confusion, genres, is_rates=is_rates)
        if self.content.genres != before:
            self._size()
            if cell is not None and max(cell) < len(self.content.genres):
                self.choose(*cell)
        self._fit()

    def choose(self, genre: int, predicted: int) -> None:
        """Make one cell the current one."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.content.index(genre, predicted)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter the current cell, or move on."""
        cell = self.cell
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and cell is not None:
            self.cell_entered.emit(*cell)
        else:
            super().keyPressEvent(event)

    def _tell(self, current: QModelIndex) -> None:
        if current.isValid():
            self.cell_chosen.emit(current.row(), current.column())

    def _size(self) -> None:
        metrics = self.fontMetrics()
        least = _LEAST_LETTERS * metrics.averageCharWidth() + 2 * _PADDING
        across = self.horizontalHeader()
        for column in range(self.content.columnCount()):
            across.resizeSection(column, max(across.sectionSizeHint(column), least))
        self._fit()

    def _fit(self) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        down.setDefaultSectionSize(self.fontMetrics().height() + 2 * _PADDING)
        # Right after the model was reset, the header's own length still counts rows that are gone.
        rows = down.defaultSectionSize() * self.content.rowCount()
        bar = self.horizontalScrollBar().sizeHint().height()
        frame = 2 * self.frameWidth() + 4
        self.setFixedHeight(across.sizeHint().height() + rows + frame + bar)
        self.setMaximumWidth(down.sizeHint().width() + across.length() + frame)


class _MatrixCell(QStyledItemDelegate):
    """Fills a cell by its share, and frames the current one."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = self._view.model()
        assert isinstance(model, MatrixModel)
        if model.confusion is None:
            return
        colors = self._theme.colors
        fill = cell_color(model.confusion.network, float(index.data(SHARE)), colors)
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, -1, -1), QColor(fill))
        painter.setPen(QColor(ink_on(fill, colors)))
        painter.setFont(font(bold=index.row() == index.column()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        if index == self._view.currentIndex():
            painter.setPen(QPen(QColor(colors.accent if self._view.hasFocus() else colors.text), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


def _in_two_lines(name: str) -> str:
    """Return `name` with a line break in place of the space that is nearest to its middle."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) < _LONG_NAME or not spaces:
        return name
    middle = min(spaces, key=lambda place: abs(2 * place - len(name)))
    return f"{name[:middle]}\n{name[middle + 1 :]}"


def cell_color(network: str, share: float, colors: Colors) -> str:
    """Return the colour of a cell: the ground for a share of 0, the network's for one of 1."""
    pair = FAMILY_COLOURS[network_family(network)]
    return mixed(colors.surface, pair[1] if colors.is_dark else pair[0], _STRONGEST * share)


def ink_on(ground: str, colors: Colors) -> str:
    """Return the theme's ink, or black or white where it is not read well on `ground`."""
    if contrast(colors.text, ground) >= _ENOUGH:
        return colors.text
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))
