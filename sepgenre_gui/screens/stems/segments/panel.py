"""The panel of what can be heard: filter above, list, how much is selected below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.screens.curation.genres.swatches import SWATCH_SIZE
from sepgenre_gui.screens.stems.segments.model import (
    Column,
    Kind,
    LaidOut,
    TargetFilter,
    TargetModel,
)
from sepgenre_gui.screens.stems.session import Target
from sepgenre_gui.screens.tables import FilterLine

_NOTHING = (
    "<b>Nothing to hear yet</b><br><br>Import music and cut segments out of it on the curation "
    "screen; whole tracks can be heard, too."
)
_READING = "<b>Reading the list</b><br><br>It is long; it comes in a moment."
_NONE_PASSES = "<b>Nothing passes the filter</b><br><br>Press Escape in the filter to clear it."
_LETTERS = {Column.START: 13, Column.GENRE: 13, Column.STEMS: 10}
_LEAST_LETTERS, _ROOMY_LETTERS = 34, 58


class TargetPanel(QWidget):
    """Shows the list; says which row a person takes in hand.

    Signals
    -------
    target_chosen : Target
        This row is at hand now.
    activated
        It was double-clicked: the person wants to hear it.
    """

    target_chosen = Signal(object)
    activated = Signal()

    def __init__(self, is_cached: Callable[[Target], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TargetModel(is_cached, self)
        self.table, self.kind_filter = QTableView(), QComboBox()
        self.text_filter = FilterLine(
            "Filter by title, artist, genre", "Filter the list by text", self.table
        )
        self.summary = label(role="muted")
        self._hint = QLabel(_NOTHING)
        self._stack = QStackedWidget()
        self._at_hand: Target | None = None
        self._is_selecting = self._is_awaited = False
        self._build_filters()
        self._build_table()
        self._lay_out()
        self._show_state()

    def show_rows(self, laid_out: LaidOut) -> None:
        """Show these rows in place of all others."""
        self._is_awaited = False
        self._keeping_place(lambda: self.model.take(laid_out))

    def await_rows(self) -> None:
        """Say, where there are no rows yet, that they are being read."""
        self._is_awaited = True
        self._show_state()

    def show_target(self, target: Target | None) -> None:
        """Mark what is at hand, and bring it into view."""
        self._at_hand = target
        place = None if target is None else self.model.place_of(target.key)
        if place is None:
            return
        index = self.model.index(place, 0)
        selection = self.table.selectionModel()
        if self.table.currentIndex().row() != place or not selection.isRowSelected(place):
            flags = QItemSelectionModel.SelectionFlag
            self._is_selecting = True
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self._is_selecting = False
        self.table.scrollTo(index)
        self._show_state()

    @property
    def selected(self) -> tuple[Target, ...]:
        """The selected rows, in the order of the list."""
        rows = self.table.selectionModel().selectedRows()
        return tuple(self.model.row_at(place) for place in sorted(index.row() for index in rows))

    def step(self, by: int) -> None:
        """Take the row `by` places below in hand, or above where negative."""
        if not self.model.n_shown:
            return
        place = self.table.currentIndex().row() + by if self.table.currentIndex().isValid() else 0
        self.table.selectRow(min(max(place, 0), self.model.n_shown - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the genre out where there is no room for it beside the title."""
        super().resizeEvent(event)
        letters = self.width() // self.fontMetrics().averageCharWidth()
        self.table.setColumnHidden(Column.GENRE, letters < _ROOMY_LETTERS)

    def _build_filters(self) -> None:
        self.text_filter.textChanged.connect(self._apply_filter)
        self.kind_filter.setAccessibleName("What the list shows")
        for kind in Kind:
            self.kind_filter.addItem(kind.value, kind)
        self.kind_filter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.kind_filter.currentIndexChanged.connect(self._apply_filter)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        set_up_rows(table, "Segments and tracks")
        table.setIconSize(SWATCH_SIZE)
        header = table.horizontalHeader()
        width = table.fontMetrics().averageCharWidth()
        for column, letters in _LETTERS.items():
            header.resizeSection(column, letters * width)
        header.setSectionResizeMode(Column.TITLE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(6 * width)
        selection = table.selectionModel()
        selection.currentRowChanged.connect(self._choose)
        selection.selectionChanged.connect(self._show_state)
        table.doubleClicked.connect(self.activated)

    def _lay_out(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(NEAR, NEAR, TIGHT, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(self.text_filter)
        layout.addWidget(self.kind_filter)
        layout.addWidget(self._stack, stretch=1)
        layout.addWidget(self.summary)
        self.setMinimumWidth(_LEAST_LETTERS * self.fontMetrics().averageCharWidth())

    def _apply_filter(self) -> None:
        wanted = TargetFilter(kind=self.kind_filter.currentData(), text=self.text_filter.text())
        self._keeping_place(lambda: self.model.set_filter(wanted))

    def _keeping_place(self, change: Callable[[], None]) -> None:
        self._is_selecting = True
        change()
        self._is_selecting = False
        self.show_target(self._at_hand)
        self._show_state()

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if self._is_selecting or not index.isValid():
            return
        self._at_hand = self.model.row_at(index.row())
        self.target_chosen.emit(self._at_hand)

    def _show_state(self) -> None:
        self._stack.setCurrentIndex(0 if self.model.n_shown else 1)
        nothing = _READING if self._is_awaited else _NOTHING
        self._hint.setText(_NONE_PASSES if self.model.n_all else nothing)
        n_selected = len(self.table.selectionModel().selectedRows())
        text = f"{self.model.n_shown:,} in the list"
        if n_selected > 1:
            text += f", {n_selected:,} selected"
        self.summary.setText(text if self.model.n_all else "")
