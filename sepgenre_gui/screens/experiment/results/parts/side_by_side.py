"""Two parts beside each other where there is room, and below each other where there is not."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import FAR

_LETTERS = 110
_FIRST, _SECOND = 3, 2


class SideBySide(QWidget):
    """Holds two parts."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(FAR)
        self._layout.addWidget(first, stretch=_FIRST)
        self._layout.addWidget(second, stretch=_SECOND)

    @property
    def is_beside(self) -> bool:
        """Whether the parts stand beside each other now."""
        return self._layout.direction() is QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose how the parts stand."""
        super().resizeEvent(event)
        is_wide = self.width() >= _LETTERS * self.fontMetrics().averageCharWidth()
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
