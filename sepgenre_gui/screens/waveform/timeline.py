"""What all widgets along a track's time share: zoom, pan, the playhead, and a cached picture."""

from __future__ import annotations

import math
from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.waveform.drawing.colors import LIGHT, WaveformTheme
from sepgenre_gui.screens.waveform.viewport import Viewport

DRAG_PIXELS = 4.0
"""A press that moves less is a click."""

_WHEEL_NOTCH = 120.0
_NOTCHES_PER_OCTAVE = 2.0
_PAN_PER_NOTCH = 60.0
_FONT_SCALE = 0.88
_PLAYHEAD_PIXELS, _HALO_PIXELS = 1.5, 3.5
_HALO_ALPHA = 170


class TimelineWidget(QWidget):
    """A picture of the track along its time, drawn anew only where it changed.

    The picture (`render_scene`) is kept as an image. A playhead that moves, or a mark over the
    picture, copies a strip of it and draws a line.

    Parameters
    ----------
    viewport : Viewport
        Shared with the other widgets of the track.
    """

    seek_requested = Signal(object)
    scrub_moved = Signal(object)
    scrub_ended = Signal()

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._theme = LIGHT
        self._playhead: int | None = None
        self._scene: QImage | None = None
        self._is_stale = False
        self._panned_from: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        viewport.changed.connect(self.invalidate)

    @property
    def steered(self) -> Viewport:
        """Return the viewport that wheel, pinch and drags change."""
        return self._viewport

    @property
    def theme(self) -> WaveformTheme:
        """Return the colours."""
        return self._theme

    def set_theme(self, theme: WaveformTheme) -> None:
        """Take other colours."""
        self._theme = theme
        self.invalidate()

    def set_playhead(self, sample: int | None) -> None:
        """Move the playhead, or take it away; only two thin strips are drawn anew."""
        if sample == self._playhead:
            return
        for position in (self._playhead, sample):
            if position is not None:
                self.update_strip(self.x_of(position))
        self._playhead = sample

    @property
    def playhead(self) -> int | None:
        """Return where the playhead stands."""
        return self._playhead

    def invalidate(self) -> None:
        """Have the picture drawn anew before it is next shown."""
        # The old picture is kept until the new one is there: of megabytes that are freed and
        # taken at every frame the system would have to fill every page anew.
        self._is_stale = True
        self.describe()
        self.update()

    def x_of(self, sample: float) -> float:
        """Return where `sample` lies in this widget."""
        return self._viewport.x_of(sample)

    def sample_at(self, x: float) -> int:
        """Return the sample that lies at `x` in this widget."""
        return self._viewport.sample_at(x)

    def update_strip(self, x: float, reach: float = 3.0) -> None:
        """Have what lies within `reach` of `x` painted anew, from the same picture."""
        if -reach <= x <= self.width() + reach:
            left, right = math.floor(x - reach), math.ceil(x + reach)
            self.update(QRect(left, 0, right - left + 1, self.height()))

    @abstractmethod
    def render_scene(self, width: int, height: int, ratio: float) -> QImage:
        """Return the picture, `width` x `height` device pixels, `ratio` to a logical one."""

    def paint_marks(self, painter: QPainter, dirty: QRectF) -> None:
        """Paint what moves over the picture, within `dirty`."""

    def describe(self) -> None:
        """Say in the accessible description what the picture shows."""

    def small_font(self) -> QFont:
        """Return the font of labels within the picture."""
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() * _FONT_SCALE))
        return font

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Copy the picture, and paint the marks over it."""
        ratio = self.devicePixelRatioF()
        # Rounded up: at 150 % the last row of pixels belongs to this widget only in part.
        width, height = math.ceil(self.width() * ratio), math.ceil(self.height() * ratio)
        scene = self._scene
        if scene is None or self._is_stale or (scene.width(), scene.height()) != (width, height):
            self._is_stale = False
            scene = self.render_scene(max(1, width), max(1, height), ratio)
            scene.setDevicePixelRatio(ratio)
            self._scene = scene
        painter = QPainter(self)
        painter.setFont(self.small_font())
        area = QRectF(event.rect())
        painter.drawImage(QPointF(0, 0), scene)
        self.paint_marks(painter, area)
        self._paint_playhead(painter, area)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.focus), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Draw anew."""
        super().resizeEvent(event)
        self.invalidate()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the pointer; with Shift, or by a horizontal wheel, pan."""
        across, along = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not across:
            across, along = along, 0
        if abs(across) > abs(along):
            pixels = event.pixelDelta().x()
            self.steered.pan(-pixels or -across / _WHEEL_NOTCH * _PAN_PER_NOTCH)
        elif along:
            factor = 2.0 ** (along / (_WHEEL_NOTCH * _NOTCHES_PER_OCTAVE))
            self.steered.zoom(factor, self.zoom_anchor(event.position().x()))
        event.accept()

    def zoom_anchor(self, x: float) -> float | None:
        """Return the place in `steered` that a zoom with the pointer at `x` keeps."""
        return x

    def event(self, event: QEvent) -> bool:
        """Zoom by a pinch on a touchpad."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.steered.zoom(1.0 + event.value(), self.zoom_anchor(event.position().x()))
            return True
        return super().event(event)

    def begin_pan(self, position: QPointF) -> None:
        """Let the track follow the pointer from `position` on."""
        self._panned_from = position.x()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def pan_to(self, position: QPointF) -> bool:
        """Go on panning; return whether a pan is under way."""
        if self._panned_from is None:
            return False
        self._viewport.pan(self._panned_from - position.x())
        self._panned_from = position.x()
        return True

    def end_pan(self) -> None:
        """Let go of the track."""
        self._panned_from = None
        self.unsetCursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pan with the middle button."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self.begin_pan(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on panning."""
        self.pan_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a pan."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self.end_pan()

    def _paint_playhead(self, painter: QPainter, dirty: QRectF) -> None:
        if self._playhead is None:
            return
        x = self.x_of(self._playhead)
        if dirty.left() - _HALO_PIXELS <= x <= dirty.right() + _HALO_PIXELS:
            # The halo sets it off against a spectrogram of its own colour.
            halo = QColor(self._theme.ground)
            halo.setAlpha(_HALO_ALPHA)
            for color, width in ((halo, _HALO_PIXELS), (self._theme.playhead, _PLAYHEAD_PIXELS)):
                painter.setPen(QPen(QColor(color), width))
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
