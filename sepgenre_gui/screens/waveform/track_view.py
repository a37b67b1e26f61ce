"""A picture of a track with its marks over it, and what the pointer does to them."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.waveform.drawing.beat_grid import BeatGrid
from sepgenre_gui.screens.waveform.drawing.marks import paint_region, paint_segment
from sepgenre_gui.screens.waveform.drawing.readout import paint_readout, readout_reach
from sepgenre_gui.screens.waveform.drawing.ticks import Tick, format_clock
from sepgenre_gui.screens.waveform.hover_scrub import HoverScrub
from sepgenre_gui.screens.waveform.marked_timeline import MarkedTimeline
from sepgenre_gui.screens.waveform.region_drag import RegionDrag
from sepgenre_gui.screens.waveform.timeline import DRAG_PIXELS
from sepgenre_gui.screens.waveform.viewport import Viewport

_LEAST_GRIP = 12.0
_SCRUB_KEYS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier


class _Gesture(enum.Enum):
    """What the left button does at the moment."""

    NONE = enum.auto()
    PRESSED = enum.auto()
    """Nothing yet: a click, or the beginning of a drag."""
    REGION = enum.auto()
    PAN = enum.auto()
    SCRUB = enum.auto()


class TrackView(MarkedTimeline):
    """Shows region, segments, beats and playhead over a picture of the track.

    A click seeks. A drag moves the region where it begins on it, else the track; with Alt or
    Ctrl it scrubs, and the pointer alone does where Alt is held. A double click on another
    segment activates it. Escape puts a region that is being dragged back.

    Signals
    -------
    region_moved(start_sample, finished)
        The person drags the region, or has let it go.
    segment_activated(id)
        The person wants to edit another segment.
    pointer_moved(sample)
        What lies under the pointer; -1 where it left.
    seek_requested(sample), scrub_moved(sample), scrub_ended()
        The person points at where to play.
    """

    region_tint = 52
    """How much of its colour covers the region, of 255."""

    region_moved = Signal(object, bool)
    segment_activated = Signal(int)
    pointer_moved = Signal(object)

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(viewport, parent)
        self._beats: BeatGrid | None = None
        self._gesture = _Gesture.NONE
        self._pressed_at = QPointF()
        self._pointer: QPointF | None = None
        self._drag = RegionDrag(viewport, self)
        self._drag.moved.connect(self._take_dragged)
        self._hover = HoverScrub(self)
        self._hover.moved.connect(lambda x: self.scrub_moved.emit(self.sample_at(x)))
        self._hover.ended.connect(self.scrub_ended)

    def set_beats(self, beat_samples: Sequence[int], bar_indices: Sequence[int]) -> None:
        """Show a beat grid: `bar_indices` tell which of the beats begin a bar. Empty: none."""
        self._beats = BeatGrid.of(beat_samples, bar_indices) if len(beat_samples) else None
        self.invalidate()

    def set_snap(self, snap: Callable[[int], int] | None) -> None:
        """Let `snap` turn each start to which the region is dragged into the nearest good one."""
        self._drag.set_snap(snap)

    def readout(self, pointer: QPointF) -> str:
        """Return what is said beside the pointer."""
        return format_clock(self.sample_at(pointer.x()) / self._viewport.sample_rate_hz)

    def beat_ticks(self) -> list[Tick]:
        """Return the lines of the beat grid that are visible; none without a grid."""
        if self._beats is None:
            return []
        metrics = QFontMetricsF(self.small_font())
        return self._beats.ticks(self._viewport, metrics.horizontalAdvance)

    def paint_marks(self, painter: QPainter, dirty: QRectF) -> None:
        """Paint segments, region and pointer."""
        visible = QRectF(self.rect())
        for mark in self._segments:
            area = self.area_of(mark)
            if area.intersects(dirty):
                paint_segment(painter, area, mark, self.theme, visible=visible)
        if self._region is not None:
            area = self.area_of(self._region)
            if area.intersects(dirty):
                paint_region(
                    painter, area, self._region, self.theme, visible=visible, tint=self.region_tint
                )
        if self._pointer is not None:
            text = self.readout(self._pointer)
            paint_readout(painter, visible, self._pointer.x(), text, self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a click, a drag or a scrub."""
        self._hover.end()
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at = event.position()
        self._gesture = _Gesture.PRESSED
        if event.modifiers() & _SCRUB_KEYS:
            self._gesture = _Gesture.SCRUB
            self.scrub_moved.emit(self.sample_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with what the press began."""
        x = event.position().x()
        self._set_pointer(event.position())
        if self._gesture is _Gesture.PRESSED and abs(x - self._pressed_at.x()) >= DRAG_PIXELS:
            self._begin_drag()
        if self._gesture is _Gesture.REGION:
            self._drag.move(x)
        elif self._gesture is _Gesture.SCRUB:
            self.scrub_moved.emit(self.sample_at(x))
        elif not self.pan_to(event.position()) and self._gesture is _Gesture.NONE:
            self._hover.take(x, event.modifiers())
            self._show_cursor(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the click, the drag or the scrub."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        gesture, self._gesture = self._gesture, _Gesture.NONE
        if gesture is _Gesture.PRESSED:
            self.seek_requested.emit(self.sample_at(event.position().x()))
        elif gesture is _Gesture.SCRUB:
            self.scrub_ended.emit()
        elif gesture is _Gesture.REGION:
            self._tell_region(self._drag.end(), finished=True)
        elif gesture is _Gesture.PAN:
            self.end_pan()
        self._show_cursor(event.position().x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Activate the segment under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        sample = self.sample_at(event.position().x())
        for mark in self._segments:
            if mark.start_sample <= sample < mark.stop_sample:
                self.segment_activated.emit(mark.id)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Put a region that is being dragged back, by Escape."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is _Gesture.REGION:
            self._gesture = _Gesture.NONE
            before = self._drag.cancel()
            self.move_region(before)
            self._tell_region(before, finished=True)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the pointer's line away."""
        super().leaveEvent(event)
        self._hover.end()
        self._set_pointer(None)

    def _begin_drag(self) -> None:
        if self._region is not None and self._is_on_region(self._pressed_at.x()):
            self._gesture = _Gesture.REGION
            self._drag.begin(self._region, self._pressed_at.x())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._gesture = _Gesture.PAN
            self.begin_pan(self._pressed_at)

    def _take_dragged(self, start_sample: int) -> None:
        self.move_region(start_sample)
        self._tell_region(start_sample, finished=False)

    def _tell_region(self, start_sample: int, *, finished: bool) -> None:
        self.region_moved.emit(start_sample, finished)

    def _set_pointer(self, pointer: QPointF | None) -> None:
        for position in (self._pointer, pointer):
            if position is not None:
                reach = readout_reach(self.small_font(), self.readout(position))
                self.update_strip(position.x(), reach)
        self._pointer = pointer
        self.pointer_moved.emit(-1 if pointer is None else self.sample_at(pointer.x()))

    def _show_cursor(self, x: float) -> None:
        if self._is_on_region(x):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _is_on_region(self, x: float) -> bool:
        if self._region is None or not self._region.is_editable:
            return False
        area = self.area_of(self._region)
        spare = max(0.0, _LEAST_GRIP - area.width()) / 2
        return area.left() - spare <= x <= area.right() + spare
