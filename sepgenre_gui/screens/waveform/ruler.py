"""The time ruler above the waveform: minutes and seconds, or bars."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.waveform.drawing.beat_grid import BeatGrid
from sepgenre_gui.screens.waveform.drawing.lines import paint_lines
from sepgenre_gui.screens.waveform.drawing.ticks import Tick, keep_apart, time_ticks
from sepgenre_gui.screens.waveform.timeline import DRAG_PIXELS, TimelineWidget
from sepgenre_gui.screens.waveform.viewport import Viewport

_LABEL_OFFSET = 4.0
_MINOR_SHARE = 0.3


class RulerUnit(enum.Enum):
    """What a ruler counts."""

    TIME = "time"
    """Minutes, seconds, and fractions of them."""

    BARS = "bars"
    """Bars from 1, of the beat grid; times where there is none."""


class TimeRuler(TimelineWidget):
    """A ruler; a drag on it pans, a click seeks."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(viewport, parent)
        self._unit = RulerUnit.TIME
        self._beats: BeatGrid | None = None
        self._pressed_at: QPointF | None = None
        self._ticks: list[Tick] | None = None
        self.setAccessibleName("Time ruler")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(round(QFontMetricsF(self.small_font()).height()) + 10)

    @property
    def unit(self) -> RulerUnit:
        """Return what the ruler counts."""
        return self._unit

    def set_unit(self, unit: RulerUnit) -> None:
        """Count time, or bars."""
        self._unit = unit
        self.invalidate()

    def set_beats(self, beat_samples: Sequence[int], bar_indices: Sequence[int]) -> None:
        """Count the bars of this grid; see `TrackView.set_beats`."""
        self._beats = BeatGrid.of(beat_samples, bar_indices) if len(beat_samples) else None
        self.invalidate()

    def invalidate(self) -> None:
        """Have the ticks computed and drawn anew."""
        self._ticks = None
        super().invalidate()

    def ticks(self) -> list[Tick]:
        """Return what is drawn."""
        if self._ticks is None:
            self._ticks = self._compute_ticks()
        return self._ticks

    def describe(self) -> None:
        """Say what is counted, and the labels, in the accessible description."""
        labels = ", ".join(tick.label for tick in self.ticks() if tick.label)
        self.setAccessibleDescription(f"In {self._unit.value}: {labels}")

    def render_scene(self, width: int, height: int, ratio: float) -> QImage:
        """Return the ticks and their labels."""
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(self.theme.ground))
        # On whole device pixels, so that at 150 % all lines are equally thick.
        line_pixels = max(1, round(ratio))
        for is_major, top, color in (
            (False, round(height * (1 - _MINOR_SHARE)), self.theme.lane_line),
            (True, 0, self.theme.bar),
        ):
            lines = [round(tick.x * ratio) for tick in self.ticks() if tick.is_major == is_major]
            paint_lines(image, lines, line_pixels, top, color)
        painter = QPainter(image)
        painter.setFont(self.small_font())
        painter.setPen(QColor(self.theme.text_muted))
        baseline = QFontMetricsF(painter.font()).ascent() + 2.0
        for tick in self.ticks():
            if tick.label:
                painter.drawText(QPointF(tick.x + _LABEL_OFFSET, baseline), tick.label)
        painter.end()
        return image

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a click or a pan."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pan once it is no click any more."""
        if self._pressed_at is not None:
            if abs(event.position().x() - self._pressed_at.x()) < DRAG_PIXELS:
                return
            self.begin_pan(self._pressed_at)
            self._pressed_at = None
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Seek, or end a pan."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._pressed_at is not None:
            self._pressed_at = None
            self.seek_requested.emit(self.sample_at(event.position().x()))
        else:
            self.end_pan()

    def _compute_ticks(self) -> list[Tick]:
        metrics = QFontMetricsF(self.small_font())
        viewport = self._viewport
        if self._unit is RulerUnit.BARS and self._beats is not None:
            ticks = self._beats.ticks(viewport, metrics.horizontalAdvance)
        else:
            rate_hz = viewport.sample_rate_hz
            ticks = time_ticks(
                viewport.first_sample / rate_hz,
                viewport.last_sample / rate_hz,
                rate_hz / viewport.samples_per_pixel,
                metrics.horizontalAdvance,
            )
        return keep_apart(ticks, self.width(), metrics.horizontalAdvance, offset=_LABEL_OFFSET)
