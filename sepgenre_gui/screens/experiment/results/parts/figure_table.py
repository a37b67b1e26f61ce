"""A table of figures: columns that can be resized, cells that can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.screens.experiment.results.parts.figure_model import (
    ROW,
    Column,
    FigureModel,
    Row,
)

_MOST_LETTERS, _LEAST_LETTERS = 44, 4
_ROOM_BESIDE = 10
_ROWS_LOOKED_AT = 200
_ROW_PADDING = 10

_Index = QModelIndex | QPersistentModelIndex


class FigureTable(QTableView):
    """Shows rows; as high as they are, up to `most_rows`, and no wider than its columns.

    Ctrl+C copies what is selected, as lines of cells with tabs between, fit for a spreadsheet;
    the context menu copies the whole table with its headings.

    Parameters
    ----------
    name : str
        For screen readers.
    by_rows : bool
        Whether whole rows are selected, rather than cells.
    most_rows : int
        Beyond so many rows it scrolls.
    most_letters : int
        A column is no wider at first; the whole of a longer text is its tool tip.

    Attributes
    ----------
    content : FigureModel
        What it shows.

    Signals
    -------
    chosen : Row or None
        Another row is the current one.
    entered_row : Row
        Enter was pressed on it, or it was clicked twice.
    """

    chosen = Signal(object)
    entered_row = Signal(object)

    def __init__(
        self,
        name: str,
        *,
        by_rows: bool = False,
        most_rows: int = 16,
        most_letters: int = _MOST_LETTERS,
    ) -> None:
        super().__init__()
        self.content = FigureModel(self)
        self._most_rows, self._most_letters = most_rows, most_letters
        self._is_fitting = False
        self.setModel(self.content)
        self.setProperty("role", "roomy")
        set_up_rows(self, name)
        if not by_rows:
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_GroupLine(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_ROWS_LOOKED_AT)
        header.sectionResized.connect(self._fit)
        self.copy_action = QAction("&Copy", self)
        self.copy_action.triggered.connect(self.copy_selection)
        self.copy_all_action = QAction("Copy &table with headings", self)
        self.copy_all_action.triggered.connect(self.copy_all)
        for action in (self.copy_action, self.copy_all_action):
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.doubleClicked.connect(lambda index: self.entered_row.emit(index.data(ROW)))
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit(self.current_row))
        self._fit()

    @property
    def current_row(self) -> Row | None:
        """The row that is looked at."""
        index = self.currentIndex()
        return self.content.row_at(index.row()) if index.isValid() else None

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show `rows`; the current row stays where it has an identity and is still there."""
        current = self.current_row
        keeps_widths = bool(self.content.rows) and self.content.columns == tuple(columns)
        self.content.set_rows(columns, rows)
        if self.isSortingEnabled():
            header = self.horizontalHeader()
            self.content.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        if not keeps_widths:
            self._size_columns()
        if current is not None and current.identity is not None:
            self.choose(current.identity)
        self._fit()
        if self.current_row != current:
            # A reset of the model ends the current row without a word.
            self.chosen.emit(self.current_row)

    def choose(self, identity: int) -> None:
        """Make the row of `identity` the current one, where it is shown."""
        place = self.content.place_of(identity)
        if place is not None:
            self._set_current(place)

    def choose_first(self) -> None:
        """Make the first row the current one, where there is one."""
        if self.content.rowCount():
            self._set_current(0)

    def sort_by(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by a column from now on, and let a click on a heading choose another."""
        self.content.is_sortable = True
        self.horizontalHeader().setSortIndicator(column, order)
        self.setSortingEnabled(True)

    def copy_selection(self) -> None:
        """Copy the selected cells; cells between them that are not selected stay empty."""
        selected = self.selectionModel().selectedIndexes()
        if not selected:
            return
        chosen = {(index.row(), index.column()) for index in selected}
        places = sorted({place for place, _ in chosen})
        columns = sorted({column for _, column in chosen})
        self._copy(
            [
                [
                    self.content.text(place, column) if (place, column) in chosen else ""
                    for column in columns
                ]
                for place in places
            ]
        )

    def copy_all(self) -> None:
        """Copy headings and all cells."""
        self._copy(
            [
                [column.title for column in self.content.columns],
                *([cell.text for cell in row.cells] for row in self.content.rows),
            ]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy, or enter the current row."""
        row = self.current_row
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.entered_row.emit(row)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the key of copying for itself."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.FontChange:
            fit_row_height(self)
            self._size_columns()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep room for the scroll bar where one is needed."""
        super().resizeEvent(event)
        self._fit()

    def _set_current(self, place: int) -> None:
        index = self.content.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag
        wanted = flags.ClearAndSelect
        if self.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows:
            wanted |= flags.Rows
        self.selectionModel().setCurrentIndex(index, wanted)
        self.scrollTo(index)

    def _copy(self, lines: Sequence[Sequence[str]]) -> None:
        text = "\n".join("\t".join(_in_one_cell(each) for each in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    def _size_columns(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        header = self.horizontalHeader()
        self.resizeColumnsToContents()
        for column in range(self.content.columnCount()):
            needed = header.sectionSize(column) + _ROOM_BESIDE
            most = max(self._most_letters * letter, header.sectionSizeHint(column))
            header.resizeSection(column, max(min(needed, most), _LEAST_LETTERS * letter))

    def _fit(self) -> None:
        if self._is_fitting:
            return
        self._is_fitting = True
        header, frame = self.horizontalHeader(), 2 * self.frameWidth()
        n_rows = self.content.rowCount()
        shown = max(min(n_rows, self._most_rows), 1)
        bar = self.verticalScrollBar().sizeHint().width() if n_rows > self._most_rows else 0
        # The style's border of a rounded view stands outside of the frame that Qt knows.
        self.setMaximumWidth(max(header.length(), header.minimumSectionSize()) + frame + bar + 4)
        height = shown * self.verticalHeader().defaultSectionSize() + header.sizeHint().height()
        if header.length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + frame + 4)
        self._is_fitting = False


def fit_row_height(table: QTableView) -> None:
    """Give the rows of `table` the height that its type needs now."""
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + _ROW_PADDING)


class _GroupLine(QStyledItemDelegate):
    """Draws a line above a row that starts a group."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        row: Row = index.data(ROW)
        if row.starts_group:
            painter.save()
            painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
            rect = option.rect
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.restore()


def _in_one_cell(text: str) -> str:
    return " ".join(text.split("\t")).replace("\n", " ")
