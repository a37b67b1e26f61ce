"""A sheet: something laid over the whole window until a key or a click takes it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Sheet(QWidget):
    """Covers its window, follows its size, and gives the focus back when it goes.

    Parameters
    ----------
    window : QWidget
        What it covers.
    opacity : float
        Of its ground, 0 to 1.
    """

    def __init__(self, window: QWidget, *, opacity: float) -> None:
        super().__init__(window)
        self._window = window
        self._opacity = opacity
        self._focus_before: QWidget | None = None
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        """Lay the sheet over the window."""
        if not self.isVisible():
            self._focus_before = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def dismiss(self) -> None:
        """Take the sheet away."""
        self.hide()
        before, self._focus_before = self._focus_before, None
        # A widget that has been deleted meanwhile is no longer below the window.
        if before is not None and before in self._window.findChildren(QWidget):
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and watched is self._window and self.isVisible():
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Dim what lies below."""
        ground = QColor(self.palette().window().color())
        ground.setAlphaF(self._opacity)
        painter = QPainter(self)
        painter.fillRect(event.rect(), ground)
