"""The sheet of all keys: every action by menu, over the window, until a key or a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.menus import menu_order, menu_path
from sepgenre_gui.screens.actions.sheet import Sheet
from sepgenre_gui.screens.actions.spec import ActionSpec, shown_key
from sepgenre_gui.screens.appearance.metrics import (
    APART,
    FAR,
    HEADING,
    NEAR,
    PAGE,
    SMALL,
    TIGHT,
    label,
)

_MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
)
_SCROLLING = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}


_CLOSES = "Any key or a click closes this."


class KeyOverlay(Sheet):
    """Shows all actions and their keys in as many columns as fit."""

    def __init__(self, window: QWidget, book: ActionBook) -> None:
        super().__init__(window, opacity=0.97)
        self._book = book
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("All keys")
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._foot = label(_CLOSES, scale=SMALL, role="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, FAR)
        layout.setSpacing(APART)
        layout.addWidget(label("Keys", scale=HEADING, bold=True))
        layout.addWidget(self._scroll, stretch=1)
        layout.addWidget(self._foot)

    @property
    def scroll_bar(self) -> QScrollBar:
        """What scrolls where not everything fits."""
        return self._scroll.verticalScrollBar()

    def open(self) -> None:
        """Lay the sheet over the window."""
        super().open()
        self._fill()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        """Claim every key before an action takes it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go, or scroll where not everything fits."""
        key = Qt.Key(event.key())
        bar = self._scroll.verticalScrollBar()
        if key in _SCROLLING and bar.maximum() > 0:
            bar.setValue(bar.value() + _SCROLLING[key] * bar.singleStep())
        elif key not in _MODIFIERS:
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Go."""
        self.dismiss()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the columns anew."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        groups = [
            (menu_path(specs[0]), specs)
            for path in menu_order(self._book)
            if (specs := [spec for spec in self._book if spec.menu == path])
        ]
        cards = [self._card(title, specs) for title, specs in groups]
        width = max((card.sizeHint().width() for card in cards), default=1)
        room = self.width() - 2 * PAGE - self._scroll.verticalScrollBar().sizeHint().width()
        n_columns = max(1, min(len(cards), (room + FAR) // (width + FAR)))
        page = QWidget()
        page.setProperty("role", "page")
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(FAR)
        heights = [card.sizeHint().height() + APART for card in cards]
        for group in in_columns(heights, n_columns):
            stack = QVBoxLayout()
            stack.setSpacing(APART)
            for number in group:
                stack.addWidget(cards[number])
            stack.addStretch()
            columns.addLayout(stack, stretch=1)
        self._scroll.setWidget(page)
        page.setAutoFillBackground(False)
        does_fit = page.sizeHint().height() <= self._scroll.viewport().height()
        self._foot.setText(
            _CLOSES if does_fit else "Arrows scroll; any other key or a click closes this."
        )

    def _card(self, title: str, specs: list[ActionSpec]) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(FAR, APART, FAR, APART)
        grid.setHorizontalSpacing(FAR)
        grid.setVerticalSpacing(TIGHT + 2)
        grid.addWidget(label(title, bold=True), 0, 0, 1, 2)
        for row, spec in enumerate(specs, start=1):
            keys = self._book.keys(spec.id)
            grid.addWidget(label(spec.name, role="" if keys else "muted"), row, 0)
            chips = QHBoxLayout()
            chips.setSpacing(NEAR)
            chips.addStretch()
            for key in keys:
                chips.addWidget(label(shown_key(key), scale=SMALL, role="key"))
            grid.addLayout(chips, row, 1)
        grid.setColumnStretch(0, 1)
        return card


def in_columns(heights: Sequence[int], n_columns: int) -> list[list[int]]:
    """Return the numbers of `heights` in `n_columns` columns, in order, the highest one low."""
    lowest, enough = max(heights, default=0), sum(heights)
    while lowest < enough:
        middle = (lowest + enough) // 2
        if len(_fill_columns(heights, middle)) <= n_columns:
            enough = middle
        else:
            lowest = middle + 1
    return _fill_columns(heights, enough)


def _fill_columns(heights: Sequence[int], limit: int) -> list[list[int]]:
    columns: list[list[int]] = []
    filled = 0
    for number, height in enumerate(heights):
        if not columns or filled + height > limit:
            columns.append([])
            filled = 0
        columns[-1].append(number)
        filled += height
    return columns
