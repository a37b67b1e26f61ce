"""Small patches of colour that stand for genres."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

SWATCH_PIXELS = 12
SWATCH_SIZE = QSize(SWATCH_PIXELS, SWATCH_PIXELS)
"""For `setIconSize` of what shows swatches: a list's own size is larger, and a screen of twice
the scale fills it."""


def make_swatch(color: QColor | str, pixels: int = SWATCH_PIXELS) -> QIcon:
    """Return a round patch of `color`, the same in a row that is selected."""
    pixmap = _draw(color, pixels)
    icon = QIcon()
    # Qt tints the icons of selected rows unless it is told how they look.
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixmap, mode)
    return icon


class Swatches:
    """Patches by colour, each drawn once: a table asks for them at every frame of scrolling."""

    def __init__(self) -> None:
        self._drawn: dict[str, QIcon] = {}

    def of(self, color: str) -> QIcon:
        """Return the patch of `color`."""
        if color not in self._drawn:
            self._drawn[color] = make_swatch(color)
        return self._drawn[color]


def _draw(color: QColor | str, pixels: int) -> QPixmap:
    """Draw the patch, sharp at the screen's scale."""
    scale = QGuiApplication.primaryScreen().devicePixelRatio()
    pixmap = QPixmap(round(pixels * scale), round(pixels * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(color))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, pixels - 2, pixels - 2)
    painter.end()
    return pixmap
