"""The line under the pointer, with the time at which it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sepgenre_gui.screens.waveform.drawing.colors import WaveformTheme

_PADDING = 4.0
_MARGIN = 3.0
_CORNER = 3.0


def paint_readout(
    painter: QPainter, visible: QRectF, x: float, text: str, theme: WaveformTheme
) -> None:
    """Paint a line at `x`, and `text` at its foot, on the side that has room."""
    line = QColor(theme.text)
    line.setAlpha(110)
    painter.setPen(QPen(line, 1.0))
    painter.drawLine(QPointF(x, visible.top()), QPointF(x, visible.bottom()))
    paint_tag(painter, tag_area(painter, visible, x, text), text, theme)


def readout_reach(font: QFont, text: str) -> float:
    """Return how far to both sides of the line `paint_readout` may paint."""
    return QFontMetricsF(font).horizontalAdvance(text) + 2 * (_PADDING + _MARGIN)


def tag_area(painter: QPainter, visible: QRectF, x: float, text: str) -> QRectF:
    """Return where `text` goes: at the foot of `visible`, to the right of `x` if it fits."""
    size = QFontMetricsF(painter.font()).size(Qt.TextFlag.TextSingleLine, text)
    width, height = size.width() + 2 * _PADDING, size.height() + 2.0
    left = x + _MARGIN
    if left + width > visible.right():
        left = x - _MARGIN - width
    return QRectF(left, visible.bottom() - height - _MARGIN, width, height)


def paint_tag(painter: QPainter, area: QRectF, text: str, theme: WaveformTheme) -> None:
    """Paint `text` on a plate that lets it be read over any picture."""
    plate = QColor(theme.label_ground)
    plate.setAlpha(215)
    paint_plate(painter, area, plate)
    painter.setPen(QColor(theme.text))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def paint_plate(painter: QPainter, area: QRectF, color: QColor) -> None:
    """Paint the plate of a label: a rectangle with round corners."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(area, _CORNER, _CORNER)
    painter.restore()
