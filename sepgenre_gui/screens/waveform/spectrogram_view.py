"""The spectrogram of the visible part of a track, aligned with the waveform."""

from __future__ import annotations

import attrs
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.frequency_scales import (
    ScaleName,
    band_centers,
    band_of,
    frequency_of,
)
from sepgenre_gui.screens.waveform.drawing.lines import lighten_columns
from sepgenre_gui.screens.waveform.drawing.readout import paint_tag
from sepgenre_gui.screens.waveform.drawing.spectrogram_image import (
    SpectrogramImage,
    SpectrogramProvider,
)
from sepgenre_gui.screens.waveform.track_view import TrackView
from sepgenre_gui.screens.waveform.viewport import Viewport

_FREQUENCIES_HZ = (
    *(50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000),
    *(300, 700, 3000, 7000, 15_000),
)
# In the order in which they get a place.
_TICK_PIXELS = 5.0
_LABEL_GAP = 3.0


@attrs.frozen(kw_only=True)
class FrequencyLabel:
    """A label of the frequency axis, and where it is painted."""

    text: str
    frequency_hz: float
    y: float
    area: QRectF


class SpectrogramView(TrackView):
    """Draws tiles as they come, with the same marks and gestures as the waveform."""

    # A tint would change the colours that are to be read.
    region_tint = 16

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(viewport, parent)
        self._picture = SpectrogramImage()
        self._provide: SpectrogramProvider | None = None
        self._scale: ScaleName = "mel"
        self._labels: tuple[object, list[FrequencyLabel]] = (None, [])
        self.setAccessibleName("Spectrogram")
        self.setMinimumSize(120, 60)

    def set_track(self, n_samples: int, sample_rate_hz: int, n_channels: int) -> None:  # noqa: ARG002
        """Forget the tiles and marks of the track before; the waveform sets the viewport."""
        self._picture.clear()
        self._provide = None
        self.set_region(None)
        self.set_segments(())
        self.set_beats((), ())
        self.set_playhead(None)

    def set_tiles_provider(self, provide: SpectrogramProvider | None) -> None:
        """Take tiles from `provide`, such as ``TileStore.want``.

        It is called at each drawing with the keys of all tiles that are wanted now. Until a
        tile is there, those of other zooms are drawn in its place; see `tiles_arrived`.
        """
        self._provide = provide
        self.invalidate()

    def tiles_arrived(self) -> None:
        """Draw with the tiles that have come."""
        self.invalidate()

    @property
    def scale(self) -> ScaleName:
        """Return the frequency axis."""
        return self._scale

    def set_scale(self, scale: ScaleName) -> None:
        """Choose the frequency axis: mel bands, or the logarithm of the frequency."""
        self._scale = scale
        self.invalidate()

    def y_of(self, frequency_hz: float) -> float:
        """Return where `frequency_hz` lies, from the top."""
        rate_hz = self._viewport.sample_rate_hz
        n_bands = len(band_centers(self._scale, rate_hz))
        band = band_of(frequency_hz, self._scale, rate_hz)
        return self.height() * (1 - (band + 0.5) / n_bands)

    def frequency_at(self, y: float) -> float:
        """Return the frequency in Hz at `y` from the top."""
        rate_hz = self._viewport.sample_rate_hz
        n_bands = len(band_centers(self._scale, rate_hz))
        return frequency_of((1 - y / self.height()) * n_bands - 0.5, self._scale, rate_hz)

    def frequency_labels(self) -> list[FrequencyLabel]:
        """Return the labels of the frequency axis: none overlaps another or is cut."""
        font = self.small_font()
        # Placing them takes as long as a quarter of the picture, and a pan leaves them alone.
        layout = (self.size(), self._scale, self._viewport.sample_rate_hz, font)
        if self._labels[0] != layout:
            self._labels = (layout, self._place_labels(QFontMetricsF(font)))
        return self._labels[1]

    def readout(self, pointer: QPointF) -> str:
        """Return time and frequency at the pointer."""
        frequency_hz = self.frequency_at(pointer.y())
        return f"{super().readout(pointer)}  {_format_frequency(frequency_hz)}"

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Want no tiles while nobody sees them."""
        super().hideEvent(event)
        if self._provide is not None:
            self._provide(())

    def render_scene(self, width: int, height: int, ratio: float) -> QImage:
        """Return the spectrogram with the beat grid and the frequency axis."""
        image = self._picture.render(
            self._viewport, self._provide, self._scale, self.theme, (width, height, ratio)
        )
        lighten_columns(image, self.beat_ticks())
        painter = QPainter(image)
        painter.setFont(self.small_font())
        right = float(self.width())
        for label in self.frequency_labels():
            painter.setPen(QPen(QColor(self.theme.label_ground), 1.5))
            painter.drawLine(QPointF(right - _TICK_PIXELS, label.y), QPointF(right, label.y))
            paint_tag(painter, label.area, label.text, self.theme)
        painter.end()
        return image

    def _place_labels(self, metrics: QFontMetricsF) -> list[FrequencyLabel]:
        height = metrics.height()
        kept: list[FrequencyLabel] = []
        for frequency_hz in _FREQUENCIES_HZ:
            text = _format_frequency(frequency_hz)
            y = self.y_of(frequency_hz)
            width = metrics.horizontalAdvance(text) + 6.0
            # At the right, because the labels of marks stand at their left.
            left = self.width() - width - _TICK_PIXELS - 2.0
            area = QRectF(left, y - height / 2, width, height)
            is_inside = area.top() >= 0 and area.bottom() <= self.height()
            spaced = area.adjusted(0, -_LABEL_GAP, 0, _LABEL_GAP)
            if is_inside and not any(spaced.intersects(other.area) for other in kept):
                kept.append(FrequencyLabel(text=text, frequency_hz=frequency_hz, y=y, area=area))
        return kept


def _format_frequency(frequency_hz: float) -> str:
    if frequency_hz < 1000:
        return f"{frequency_hz:.0f} Hz"
    return f"{frequency_hz / 1000:.3g} kHz"
