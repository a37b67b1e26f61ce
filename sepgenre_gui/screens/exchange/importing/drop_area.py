"""The place of a dialog that says what can be dropped on it, framed so that one sees it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.metrics import HEADING, NEAR, PAGE, label
from sepgenre_gui.screens.appearance.theme import Theme

_RADIUS, _ICON = 10, 40


class DropArea(QWidget):
    """Only says it; the dialog around it takes the drops.

    Parameters
    ----------
    title, text : str
        What can be dropped, in short and at length.
    """

    def __init__(self, theme: Theme, title: str, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._is_lit = False
        self._icon = QLabel()
        lines = (self._icon, label(title, scale=HEADING, bold=True), label(text, role="muted"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        layout.setSpacing(NEAR)
        layout.addStretch()
        for line in lines:
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setWordWrap(True)
            layout.addWidget(line)
        layout.addStretch()
        theme.theme_changed.connect(self._draw)
        self._draw()

    def light(self, *, lit: bool) -> None:
        """Show whether something that can be dropped is held over the dialog."""
        self._is_lit = lit
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw the dashed frame."""
        colors = self._theme.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colors.accent if self._is_lit else colors.outline))
        pen.setWidthF(2.0 if self._is_lit else 1.2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(colors.accent_soft) if self._is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _draw(self) -> None:
        color = self._theme.colors.accent_text if self._is_lit else self._theme.colors.muted
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap("import", color, _ICON, ratio=ratio))
        self.update()
