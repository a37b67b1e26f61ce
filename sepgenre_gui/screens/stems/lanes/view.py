"""The picture of one lane: its waveform, or the mel spectrogram that the networks see."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.lanes import LanePeaks, LaneSpectrograms
from sepgenre_gui.screens.waveform.drawing.colors import WaveformTheme
from sepgenre_gui.screens.waveform.drawing.readout import paint_tag
from sepgenre_gui.screens.waveform.drawing.spectrogram_image import color_levels
from sepgenre_gui.screens.waveform.drawing.wave_image import SamplesProvider, WaveImage
from sepgenre_gui.screens.waveform.track_view import TrackView
from sepgenre_gui.screens.waveform.viewport import Viewport
from sepgenre_training.errors import SeparationError

_LEAST_WIDTH, _LEAST_HEIGHT = 120, 40
_TAG_MARGIN, _TAG_PADDING = 4.0, 6.0
_VEIL_ALPHA = 130


class LaneView(TrackView):
    """Draws one lane of one separator along the shared viewport.

    A click seeks, a drag pans, with Ctrl or Alt it scrubs, the wheel zooms: as on a track.

    Signals
    -------
    pressed
        The person means this lane.
    """

    pressed = Signal()

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(viewport, parent)
        self._peaks: LanePeaks | None = None
        self._provide_samples: SamplesProvider | None = None
        self._spectrograms: LaneSpectrograms | None = None
        self._spectrogram_lane = ""
        self._shows_spectrogram = self._spectrogram_is_gone = False
        self._is_heard = True
        self._tag = ""
        self._muted_waveform = self.theme.waveform
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)

    def set_colors(self, theme: WaveformTheme, muted_waveform: str) -> None:
        """Take other colours; `muted_waveform` is that of a lane which is not heard."""
        self._muted_waveform = muted_waveform
        self.set_theme(theme)

    @property
    def peaks(self) -> LanePeaks | None:
        """What is drawn of the waveform."""
        return self._peaks

    def set_peaks(self, peaks: LanePeaks | None) -> None:
        """Draw this waveform."""
        if peaks is not self._peaks:
            self._peaks = peaks
            self.invalidate()

    def set_samples_provider(self, provide: SamplesProvider | None) -> None:
        """Take tiles for deep zooms from `provide`; see `WaveformView.set_samples_provider`."""
        self._provide_samples = provide
        self.invalidate()

    def set_spectrogram(self, spectrograms: LaneSpectrograms | None, lane: str) -> None:
        """Draw the spectrogram of `lane`, one of `SPECTROGRAM_LANES`, where it is shown."""
        if (spectrograms, lane) != (self._spectrograms, self._spectrogram_lane):
            self._spectrograms, self._spectrogram_lane = spectrograms, lane
            self._spectrogram_is_gone = False
            self.invalidate()

    def show_spectrogram(self, *, shown: bool) -> None:
        """Show the spectrogram in place of the waveform."""
        if shown != self._shows_spectrogram:
            self._shows_spectrogram = shown
            self.invalidate()

    def set_heard(self, *, heard: bool) -> None:
        """Show a lane that is not heard more faintly."""
        if heard != self._is_heard:
            self._is_heard = heard
            self.invalidate()

    def set_tag(self, tag: str) -> None:
        """Write a name into the corner of the picture."""
        if tag != self._tag:
            self._tag = tag
            self.invalidate()

    @property
    def tag(self) -> str:
        """What stands in the corner: the separator, and what the spectrogram is."""
        words = self._spectrogram_words() if self._shows_spectrogram else self._wave_words()
        return " · ".join(part for part in (self._tag, words) if part)

    def render_scene(self, width: int, height: int, ratio: float) -> QImage:
        """Return the waveform or the spectrogram, with its name."""
        levels = self._visible_levels() if self._shows_spectrogram else None
        # Until the spectrogram is there, the waveform is better than nothing.
        if levels is None:
            image = self._draw_wave((width, height, ratio))
        else:
            image = self._draw_levels(levels, (width, height, ratio))
        painter = QPainter(image)
        painter.setFont(self.small_font())
        if levels is not None and not self._is_heard:
            veil = QColor(self.theme.ground)
            veil.setAlpha(_VEIL_ALPHA)
            painter.fillRect(QRectF(0, 0, width / ratio, height / ratio), veil)
        self._paint_tag(painter)
        painter.end()
        return image

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell which lane is meant, and begin a gesture."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def _draw_wave(self, size: tuple[int, int, float]) -> QImage:
        theme = self.theme
        if not self._is_heard:
            theme = attrs.evolve(theme, waveform=self._muted_waveform)
        n_channels = 1 if self._peaks is None else self._peaks.n_channels
        wave = WaveImage(
            peaks=self._peaks,
            provide_samples=self._provide_samples,
            is_mixed=True,
            n_channels=n_channels,
            theme=theme,
        )
        return wave.render(self._viewport, size)

    def _frames_per_sample(self) -> float:
        assert self._spectrograms is not None
        settings = self._spectrograms.settings
        return settings.sample_rate_hz / (self._viewport.sample_rate_hz * settings.hop_length)

    def _visible_frames(self) -> tuple[int, int]:
        assert self._spectrograms is not None
        density = self._frames_per_sample()
        first = max(0, math.floor(self._viewport.first_sample * density + 0.5))
        stop = math.ceil(self._viewport.last_sample * density + 0.5)
        return first, min(max(stop, first + 1), self._spectrograms.n_frames)

    def _visible_levels(self) -> npt.NDArray[np.uint8] | None:
        """Return the visible frames as shades, the highest band first."""
        if self._spectrograms is None:
            return None
        first, stop = self._visible_frames()
        # Of hours, every so many frames: no pixel shows them all.
        step = max(1, (stop - first) // (2 * max(1, self.width())))
        try:
            read = self._spectrograms.read(self._spectrogram_lane)
        except SeparationError:
            # The cache was cleared meanwhile.
            self._spectrogram_is_gone = True
            return None
        levels = np.asarray(read[:, first:stop:step])
        floor_db = self._spectrograms.settings.floor_db
        shades = np.clip((levels.astype(np.float32) - floor_db) * (255.0 / -floor_db), 0, 255)
        return np.ascontiguousarray(shades[::-1].astype(np.uint8))

    def _draw_levels(self, levels: npt.NDArray[np.uint8], size: tuple[int, int, float]) -> QImage:
        width, height, ratio = size
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(self.theme.ground))
        picture = color_levels(levels, self.theme.color_map)
        first, stop = self._visible_frames()
        # A frame is centred at its sample.
        density = self._frames_per_sample()
        left, right = (self._viewport.x_of((edge - 0.5) / density) for edge in (first, stop))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(
            QRectF(left, 0, right - left, height / ratio), picture, QRectF(picture.rect())
        )
        painter.end()
        return image

    def _wave_words(self) -> str:
        return "Drawing…" if self._peaks is None else ""

    def _spectrogram_words(self) -> str:
        if self._spectrograms is None:
            return "Computing the spectrogram…"
        if self._spectrogram_is_gone:
            return "The spectrogram is no longer in the cache: open the segment again"
        if self._spectrogram_lane in self._spectrograms.seen_by_networks:
            return f"{self._spectrogram_lane}, as the networks see it"
        return f"{self._spectrogram_lane}, which no network sees"

    def _paint_tag(self, painter: QPainter) -> None:
        if not self.tag:
            return
        metrics = QFontMetricsF(painter.font())
        room = self.width() - 2 * (_TAG_MARGIN + _TAG_PADDING)
        text = metrics.elidedText(self.tag, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text) + 2 * _TAG_PADDING
        area = QRectF(_TAG_MARGIN, _TAG_MARGIN, width, metrics.height() + 2.0)
        paint_tag(painter, area, text, self.theme)
