"""Scrubbing by moving the pointer while Alt is held, without a button."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

KEY = Qt.KeyboardModifier.AltModifier
"""Not Ctrl as well: who undoes by Ctrl+Z with the mouse in the other hand wants no sound."""

_LEAST_PIXELS = 4.0
_LOOK_EVERY_MS = 60


class HoverScrub(QObject):
    """Follows the pointer from when it moves with the key until the key is let go.

    Signals
    -------
    moved(x)
        The pointer is there.
    ended()
        The key was let go, or the pointer left.
    """

    moved = Signal(float)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._began_at: float | None = None
        self._is_on = False
        # The key is let go without a word to the widget where another one has the focus.
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._end_without_key)

    def take(self, x: float, modifiers: Qt.KeyboardModifier) -> bool:
        """Take a movement to `x`; return whether it scrubs."""
        if not modifiers & KEY:
            self.end()
            return False
        if self._began_at is None:
            self._began_at = x
        if not self._is_on and abs(x - self._began_at) < _LEAST_PIXELS:
            return False
        if not self._is_on:
            self._is_on = True
            self._look.start()
        self.moved.emit(x)
        return True

    def end(self) -> None:
        """Scrub no longer."""
        self._began_at = None
        self._look.stop()
        if self._is_on:
            self._is_on = False
            self.ended.emit()

    def _end_without_key(self) -> None:
        if not QGuiApplication.queryKeyboardModifiers() & KEY:
            self.end()
