"""The line of text above a table by which its rows are filtered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_LEAVE = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterLine(QLineEdit):
    """Is typed into; Escape empties it, and Escape, Down and Return leave it for the table.

    Parameters
    ----------
    hint : str
        What can be typed.
    name : str
        For screen readers.
    table : QWidget
        Has the keyboard when the line is left.

    Signals
    -------
    cleared
        Escape was pressed: nothing is to be left out any more.
    left
        Down or Return was pressed: the person goes on in the table.
    """

    cleared = Signal()
    left = Signal()

    def __init__(self, hint: str, name: str, table: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window, which would stop the playback instead."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's
        """Empty the line, or leave it."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._table.setFocus()
            self.cleared.emit()
        elif event.key() in _LEAVE:
            self._table.setFocus()
            self.left.emit()
        else:
            super().keyPressEvent(event)
