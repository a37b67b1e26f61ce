"""The overview: the whole track in one lane, and a box around the part that is visible."""

from __future__ import annotations

import enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.peaks import Peaks
from sepgenre_gui.screens.waveform.drawing.marks import Region, SegmentMark
from sepgenre_gui.screens.waveform.drawing.wave_image import WaveImage
from sepgenre_gui.screens.waveform.marked_timeline import MarkedTimeline
from sepgenre_gui.screens.waveform.timeline import DRAG_PIXELS
from sepgenre_gui.screens.waveform.viewport import Viewport

_HANDLE_PIXELS = 9.0
_LEAST_HANDLE = 28.0
_EDGE_PIXELS = 4.0
_LEAST_RANGE = 8.0
_SHADE_ALPHA, _HANDLE_ALPHA = 150, 150
_SEGMENT_ALPHA, _REGION_ALPHA = 70, 120
_STRIP_PIXELS = 5.0
_LEAST_MARK = 3.0


class _Grip(enum.Enum):
    """What the left button holds."""

    NONE = enum.auto()
    PRESSED = enum.auto()
    """Nothing yet: a click, or the beginning of a scrub."""
    SCRUB = enum.auto()
    BOX = enum.auto()
    LEFT_EDGE = enum.auto()
    RIGHT_EDGE = enum.auto()


_CURSORS = {
    _Grip.BOX: Qt.CursorShape.OpenHandCursor,
    _Grip.LEFT_EDGE: Qt.CursorShape.SizeHorCursor,
    _Grip.RIGHT_EDGE: Qt.CursorShape.SizeHorCursor,
}


class OverviewView(MarkedTimeline):
    """Shows the whole track; the bar of the box moves the visible range, its edges resize it.

    Elsewhere a click seeks, and brings the place into view, and a drag scrubs. The wheel zooms
    the visible range.

    Parameters
    ----------
    shown : Viewport
        The visible range, which this widget shows and changes.
    """

    def __init__(self, shown: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(Viewport(), parent)
        self._viewport.setParent(self)
        self._shown = shown
        self._peaks: Peaks | None = None
        self._n_channels = 1
        self._grip = _Grip.NONE
        self._pressed_at = QPointF()
        self._last_x = 0.0
        self.setAccessibleName("Overview of the whole track")
        self.setMinimumHeight(40)
        shown.changed.connect(self._follow_shown)

    @property
    def steered(self) -> Viewport:
        """Return the visible range, which wheel and drags change."""
        return self._shown

    def set_track(self, n_samples: int, sample_rate_hz: int, n_channels: int) -> None:
        """Show another track; its peaks and marks are set afterwards."""
        self._peaks = None
        self._n_channels = n_channels
        self.set_region(None)
        self.set_segments(())
        self.set_playhead(None)
        self._viewport.set_track(n_samples, sample_rate_hz)

    def set_peaks(self, peaks: Peaks | None) -> None:
        """Draw from `peaks`, which may still grow."""
        self._peaks = peaks
        self.invalidate()

    def peaks_grew(self) -> None:
        """Draw what has come since."""
        self.invalidate()

    def box(self) -> QRectF:
        """Return the box around the visible range."""
        left, right = self.x_of(self._shown.first_sample), self.x_of(self._shown.last_sample)
        return QRectF(left, 0.0, right - left, self.height())

    def handle(self) -> QRectF:
        """Return the bar by which the box is dragged; wide enough to be hit."""
        box = self.box()
        width = max(box.width(), _LEAST_HANDLE)
        left = min(max(0.0, box.center().x() - width / 2), self.width() - width)
        return QRectF(left, 0.0, width, _HANDLE_PIXELS)

    def describe(self) -> None:
        """Say the visible range and the region's start in the accessible description."""
        self.describe_range(self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the whole track in view."""
        super().resizeEvent(event)
        self._viewport.set_width(self.width())

    def render_scene(self, width: int, height: int, ratio: float) -> QImage:
        """Return the whole track's waveform."""
        wave = WaveImage(
            peaks=self._peaks,
            provide_samples=None,
            is_mixed=True,
            n_channels=self._n_channels,
            theme=self.theme,
        )
        return wave.render(self._viewport, (width, height, ratio))

    def paint_marks(self, painter: QPainter, dirty: QRectF) -> None:
        """Paint segments, region, and what is visible."""
        self._paint_shade(painter)
        for mark in self._segments:
            self._paint_mark(painter, dirty, mark, _SEGMENT_ALPHA)
        if self._region is not None:
            self._paint_mark(painter, dirty, self._region, _REGION_ALPHA)
        self._paint_box(painter)

    def zoom_anchor(self, x: float) -> float | None:
        """Keep what lies under the pointer where it is visible, else the middle."""
        shown_x = self._shown.x_of(self.sample_at(x))
        return shown_x if 0 <= shown_x <= self._shown.width else None

    def begin_pan(self, position: QPointF) -> None:
        """Hold the box."""
        super().begin_pan(position)
        self._last_x = position.x()

    def pan_to(self, position: QPointF) -> bool:
        """Take the box along."""
        if self._panned_from is None:
            return False
        self._move_box(position.x())
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the box, or begin a click or a scrub."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at = event.position()
        self._last_x = event.position().x()
        self._grip = self._grip_at(event.position())
        if self._grip is _Grip.BOX:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move what is held."""
        x = event.position().x()
        if self._grip is _Grip.PRESSED and abs(x - self._pressed_at.x()) >= DRAG_PIXELS:
            self._grip = _Grip.SCRUB
        if self._grip is _Grip.SCRUB:
            self.scrub_moved.emit(self.sample_at(x))
        elif self._grip is _Grip.BOX:
            self._move_box(x)
        elif self._grip in (_Grip.LEFT_EDGE, _Grip.RIGHT_EDGE):
            self._move_edge(x)
        elif not self.pan_to(event.position()) and self._grip is _Grip.NONE:
            self._show_cursor(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go; a press that did not move seeks."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        grip, self._grip = self._grip, _Grip.NONE
        if grip is _Grip.PRESSED:
            sample = self.sample_at(event.position().x())
            if not self._shown.first_sample <= sample < self._shown.last_sample:
                self._shown.center_on(sample)
            self.seek_requested.emit(sample)
        elif grip is _Grip.SCRUB:
            self.scrub_ended.emit()
        self._show_cursor(event.position())

    def _follow_shown(self) -> None:
        self.describe()
        self.update()

    def _move_box(self, x: float) -> None:
        samples = (x - self._last_x) * self._viewport.samples_per_pixel
        self._last_x = x
        self._shown.start_at(self._shown.first_sample + samples)

    def _move_edge(self, x: float) -> None:
        first, last = self._shown.first_sample, self._shown.last_sample
        sample = float(self.sample_at(x))
        least = _LEAST_RANGE * self._viewport.samples_per_pixel
        if self._grip is _Grip.LEFT_EDGE:
            self._shown.show_range(min(sample, last - least), last)
        else:
            self._shown.show_range(first, max(sample, first + least))

    def _grip_at(self, position: QPointF) -> _Grip:
        box, x = self.box(), position.x()
        if box.width() >= _LEAST_HANDLE:
            if abs(x - box.left()) <= _EDGE_PIXELS:
                return _Grip.LEFT_EDGE
            if abs(x - box.right()) <= _EDGE_PIXELS:
                return _Grip.RIGHT_EDGE
        return _Grip.BOX if self.handle().contains(position) else _Grip.PRESSED

    def _show_cursor(self, position: QPointF) -> None:
        self.setCursor(_CURSORS.get(self._grip_at(position), Qt.CursorShape.ArrowCursor))

    def _paint_shade(self, painter: QPainter) -> None:
        shade = QColor(self.theme.ground)
        shade.setAlpha(_SHADE_ALPHA)
        box = self.box()
        painter.fillRect(QRectF(0, 0, box.left(), self.height()), shade)
        painter.fillRect(QRectF(box.right(), 0, self.width() - box.right(), self.height()), shade)

    def _paint_mark(
        self, painter: QPainter, dirty: QRectF, mark: SegmentMark | Region, alpha: int
    ) -> None:
        area = self.area_of(mark)
        area.setWidth(max(area.width(), _LEAST_MARK))
        if not area.intersects(dirty):
            return
        fallback = self.theme.region if isinstance(mark, Region) else self.theme.text_muted
        color = QColor(mark.color or fallback)
        painter.fillRect(area.adjusted(0, area.height() - _STRIP_PIXELS, 0, 0), color)
        color.setAlpha(alpha)
        painter.fillRect(area, color)

    def _paint_box(self, painter: QPainter) -> None:
        color = QColor(self.theme.visible_range)
        painter.setPen(QPen(color, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.box().adjusted(0.5, 0.5, -0.5, -0.5))
        color.setAlpha(_HANDLE_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(self.handle(), 2.0, 2.0)
