"""Segments of a track as marks over a picture of it: a tint, edges, and a label in its colour."""

from __future__ import annotations

import attrs
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from sepgenre_gui.screens.waveform.drawing.colors import WaveformTheme, ink_on
from sepgenre_gui.screens.waveform.drawing.readout import paint_plate

_SEGMENT_TINT, _SEGMENT_EDGE = 26, 150
_BAR_PIXELS = 3.0
_LABEL_PADDING = 5.0
_LABEL_MARGIN = 4.0
_LEAST_LABEL = 20.0


@attrs.frozen(kw_only=True)
class SegmentMark:
    """A segment of the track that is shown.

    Attributes
    ----------
    id : int
        By which `segment_activated` names it.
    start_sample, n_samples : int
        Where it lies.
    label : str
        Its genre, or another word; colour alone tells nothing to some.
    color : str or None
        ``#rrggbb``; None where it has no genre.
    """

    id: int
    start_sample: int
    n_samples: int
    label: str = ""
    color: str | None = None

    @property
    def stop_sample(self) -> int:
        """Return the sample after its last."""
        return self.start_sample + self.n_samples


@attrs.frozen(kw_only=True)
class Region:
    """The part of the track that is being chosen; see `SegmentMark`."""

    start_sample: int
    n_samples: int
    is_editable: bool = True
    label: str = ""
    color: str | None = None

    @property
    def stop_sample(self) -> int:
        """Return the sample after its last."""
        return self.start_sample + self.n_samples


def paint_segment(
    painter: QPainter, area: QRectF, mark: SegmentMark, theme: WaveformTheme, *, visible: QRectF
) -> None:
    """Paint a segment other than the region, dimly; its label stays within `visible`."""
    color = QColor(mark.color or theme.text_muted)
    painter.fillRect(area, _with_alpha(color, _SEGMENT_TINT))
    painter.setPen(QPen(_with_alpha(color, _SEGMENT_EDGE), 1.0))
    painter.drawLine(area.topLeft(), area.bottomLeft())
    painter.drawLine(area.topRight(), area.bottomRight())
    _paint_label(painter, area & visible, mark.label, color.name())


def paint_region(
    painter: QPainter,
    area: QRectF,
    region: Region,
    theme: WaveformTheme,
    *,
    visible: QRectF,
    tint: int,
) -> None:
    """Paint the region with a tint of `tint` in 255; its edges are broken where it is fixed."""
    color = QColor(region.color or theme.region)
    painter.fillRect(area, _with_alpha(color, tint))
    style = Qt.PenStyle.SolidLine if region.is_editable else Qt.PenStyle.DashLine
    # A line in the text's colour beside it, since a genre's colour may be faint on the ground.
    for ink, width, inset in ((QColor(theme.text), 1.0, 0.5), (color, 2.0, 2.0)):
        painter.setPen(QPen(ink, width, style))
        line = area.adjusted(inset, 0, -inset, 0)
        painter.drawLine(line.topLeft(), line.bottomLeft())
        painter.drawLine(line.topRight(), line.bottomRight())
    painter.fillRect(QRectF(area.left(), area.top(), area.width(), _BAR_PIXELS), color)
    _paint_label(painter, area & visible, region.label, color.name())


def _paint_label(painter: QPainter, area: QRectF, label: str, color: str) -> None:
    room = area.width() - 2 * (_LABEL_MARGIN + _LABEL_PADDING)
    if not label or room < _LEAST_LABEL:
        return
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
    size = metrics.size(Qt.TextFlag.TextSingleLine, text)
    chip = QRectF(
        area.left() + _LABEL_MARGIN,
        area.top() + _BAR_PIXELS + _LABEL_MARGIN,
        size.width() + 2 * _LABEL_PADDING,
        size.height() + 2.0,
    )
    paint_plate(painter, chip, QColor(color))
    painter.setPen(QColor(ink_on(color)))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def _with_alpha(color: QColor, alpha: int) -> QColor:
    faint = QColor(color)
    faint.setAlpha(alpha)
    return faint
