"""The command palette: finds any action by a few letters and runs it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.command_row import COMMAND, CommandRow
from sepgenre_gui.screens.actions.commands import Command, find_commands
from sepgenre_gui.screens.actions.sheet import Sheet
from sepgenre_gui.screens.appearance.metrics import FAR, NEAR, PAGE, SMALL, font, label
from sepgenre_gui.screens.appearance.theme import Theme

_WIDTH, _ROWS = 640, 9
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS,
    Qt.Key.Key_PageUp: -_ROWS,
}


class CommandPalette(Sheet):
    """The sheet with the search field and the actions found."""

    def __init__(self, window: QWidget, book: ActionBook, theme: Theme) -> None:
        super().__init__(window, opacity=0.35)
        self._book = book
        self._frame = QFrame(self)
        self._frame.setProperty("role", "palette")
        self._field = QLineEdit()
        self._field.setPlaceholderText("What do you want to do?")
        self._field.setAccessibleName("Search actions")
        self._field.setFont(font(1.1))
        self._field.textChanged.connect(self._search)
        self._field.installEventFilter(self)
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(CommandRow(theme, self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName("Actions found")
        self._list.clicked.connect(self._run)
        self._list.selectionModel().currentChanged.connect(self._describe)
        self._foot = label(scale=SMALL, role="muted")
        self._foot.setMargin(NEAR)
        layout = QVBoxLayout(self._frame)
        layout.setContentsMargins(NEAR, NEAR, NEAR, 0)
        layout.setSpacing(NEAR)
        for part in (self._field, self._list, self._foot):
            layout.addWidget(part)

    @property
    def field(self) -> QLineEdit:
        """Where the letters are typed."""
        return self._field

    def open(self) -> None:
        """Show every action, and search from now on."""
        super().open()
        self._field.clear()
        self._search("")
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def commands(self) -> list[Command]:
        """Return what is listed now."""
        return [self._model.item(row).data(COMMAND) for row in range(self._model.rowCount())]

    def current(self) -> Command | None:
        """Return what Enter would run."""
        command: Command | None = self._list.currentIndex().data(COMMAND)
        return command

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrows, Enter and Escape work while the field has the focus."""
        if watched is self._field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and self._take(event):
                return True
            if event.type() == QEvent.Type.ShortcutOverride:
                # While the palette is open its keys are its own.
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Keep the frame in the upper middle."""
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go, where the click is beside the frame."""
        if not self._frame.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def _take(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentIndex())
        elif key in _MOVES:
            self._move(_MOVES[key])
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _search(self, query: str) -> None:
        self._model.clear()
        for command in find_commands(self._book, query):
            item = QStandardItem(command.name)
            item.setData(command, COMMAND)
            item.setToolTip(self._book[command.id].statusTip())
            self._model.appendRow(item)
        self._list.setCurrentIndex(self._model.index(0, 0))
        if not self._model.rowCount():
            self._foot.setText("No action has these letters.")
        self._place()

    def _place(self) -> None:
        """Put the frame into the upper middle, as high as what was found."""
        width = min(_WIDTH, self.width() - 2 * FAR)
        rows = max(1, min(self._model.rowCount(), _ROWS))
        row = self._list.sizeHintForRow(0) if self._model.rowCount() else 0
        top = min(PAGE * 3, self.height() // 8)
        chrome = self._field.sizeHint().height() + self._foot.sizeHint().height() + 4 * NEAR
        rows = max(1, min(rows, (self.height() - top - FAR - chrome) // max(row, 1)))
        self._list.setFixedHeight(rows * row + 2 * self._list.frameWidth())
        height = self._frame.sizeHint().height()
        self._frame.setGeometry((self.width() - width) // 2, top, width, height)

    def _move(self, by: int) -> None:
        rows = self._model.rowCount()
        if not rows:
            return
        row = self._list.currentIndex().row() + by
        # One step past an end goes round; a page stops there.
        row = row % rows if abs(by) == 1 else max(0, min(row, rows - 1))
        self._list.setCurrentIndex(self._model.index(row, 0))

    def _describe(self, index: QModelIndex) -> None:
        command: Command | None = index.data(COMMAND)
        if command is None:
            return
        tip = self._book[command.id].statusTip()
        said = tip if command.is_enabled else command.reason or "Not possible now."
        self._foot.setText(said)
        # A screen reader speaks of the field, which has the focus.
        self._field.setAccessibleDescription(f"{command.name}, {command.place}. {said}")

    def _run(self, index: QModelIndex) -> None:
        command: Command | None = index.data(COMMAND)
        if command is None or not command.is_enabled:
            return
        self.dismiss()
        # Once the key is done with, since the action may open something that takes keys.
        QTimer.singleShot(0, self, self._book[command.id].trigger)
