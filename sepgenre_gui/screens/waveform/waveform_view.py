"""The waveform of the visible part of a track: a lane for each channel, or one for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.peaks import Peaks
from sepgenre_gui.screens.waveform.drawing.pixels.scrolling import ScrolledPixels
from sepgenre_gui.screens.waveform.drawing.readout import paint_tag
from sepgenre_gui.screens.waveform.drawing.ticks import Tick, keep_apart
from sepgenre_gui.screens.waveform.drawing.wave_image import SamplesProvider, WaveImage
from sepgenre_gui.screens.waveform.track_view import TrackView
from sepgenre_gui.screens.waveform.viewport import Viewport

_LEAST_WIDTH, _LEAST_HEIGHT = 120, 60
_LEAST_LANE = 36.0
_NUMBER_OFFSET = 4.0
_CORNER_PIXELS = 24.0
_ZOOM_STEP = 2.0
_REGION_MARGIN = 0.12


class WaveformView(TrackView):
    """The zoomed waveform; its width is the viewport's.

    Signals
    -------
    visible_range_changed(start_s, end_s)
        Another part of the track is visible.
    """

    visible_range_changed = Signal(float, float)

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(viewport, parent)
        self._n_channels = 1
        self._peaks: Peaks | None = None
        self._provide_samples: SamplesProvider | None = None
        self._is_mixed = False
        self._pixels = ScrolledPixels()
        self.setAccessibleName("Waveform")
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        viewport.visible_range_changed.connect(self.visible_range_changed)

    def set_track(self, n_samples: int, sample_rate_hz: int, n_channels: int) -> None:
        """Show another track, all of it; its peaks and marks are set afterwards."""
        self._n_channels = n_channels
        self._peaks = None
        self._provide_samples = None
        self.set_region(None)
        self.set_segments(())
        self.set_beats((), ())
        self.set_playhead(None)
        self._viewport.set_track(n_samples, sample_rate_hz)

    def set_peaks(self, peaks: Peaks | None) -> None:
        """Draw from `peaks`, which may still grow."""
        self._peaks = peaks
        self.invalidate()

    def peaks_grew(self) -> None:
        """Draw what has come since."""
        self.invalidate()

    def set_samples_provider(self, provide: SamplesProvider | None) -> None:
        """Take tiles for deep zooms from `provide`, such as ``TileStore.want``.

        It is called at each drawing with the indices of all tiles that are wanted now, none at
        zooms that need none. Until a tile is there the peaks are drawn; see `samples_arrived`.
        """
        self._provide_samples = provide
        self.invalidate()

    def samples_arrived(self) -> None:
        """Draw with the tiles that have come."""
        self.invalidate()

    @property
    def is_mixed(self) -> bool:
        """Return whether all channels share one lane."""
        return self._is_mixed

    def set_mixed(self, mixed: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """Draw the extremes of all channels in one lane, or a lane for each."""
        self._is_mixed = mixed
        self.invalidate()

    def zoom_in(self) -> None:
        """Enlarge twofold around the playhead where it is visible, else around the middle."""
        self._viewport.zoom(_ZOOM_STEP, self._anchor())

    def zoom_out(self) -> None:
        """Shrink twofold, as `zoom_in`."""
        self._viewport.zoom(1 / _ZOOM_STEP, self._anchor())

    def zoom_to_fit(self) -> None:
        """Show the whole track."""
        self._viewport.show_all()

    def zoom_to_region(self) -> None:
        """Show the region with some of what is around it; nothing happens without one."""
        if self.region is not None:
            margin = _REGION_MARGIN * self.region.n_samples
            self._viewport.show_range(
                self.region.start_sample - margin, self.region.stop_sample + margin
            )

    def pan(self, share: float) -> None:
        """Move on by a `share` of the visible range; a negative one moves back."""
        self._viewport.pan(share * self._viewport.width)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the viewport the new width."""
        super().resizeEvent(event)
        self._viewport.set_width(self.width())

    def render_scene(self, width: int, height: int, ratio: float) -> QImage:
        """Return the waveform with the beat grid and the lanes' names."""
        wave = WaveImage(
            peaks=self._peaks,
            provide_samples=self._provide_samples,
            is_mixed=self._is_mixed,
            n_channels=self._n_channels,
            theme=self.theme,
        )
        ticks = self.beat_ticks()
        image = wave.render(self._viewport, (width, height, ratio), ticks, self._pixels)
        painter = QPainter(image)
        painter.setFont(self.small_font())
        self._paint_bar_numbers(painter, ticks)
        self._paint_lane_names(painter)
        painter.end()
        return image

    def _anchor(self) -> float | None:
        if self.playhead is None:
            return None
        x = self.x_of(self.playhead)
        return x if 0 <= x <= self.width() else None

    def _paint_bar_numbers(self, painter: QPainter, ticks: Sequence[Tick]) -> None:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(self.theme.text_muted))
        width, baseline = self.width(), self.height() - _NUMBER_OFFSET - metrics.descent()
        for tick in keep_apart(ticks, width, metrics.horizontalAdvance, offset=_NUMBER_OFFSET):
            # The corner at the left belongs to the name of the last lane.
            if tick.x >= _CORNER_PIXELS:
                painter.drawText(QPointF(tick.x + _NUMBER_OFFSET, baseline), tick.label)

    def _paint_lane_names(self, painter: QPainter) -> None:
        if self._is_mixed or self._n_channels == 1:
            return
        height = self.height() / self._n_channels
        if height < _LEAST_LANE:
            return
        metrics = QFontMetricsF(painter.font())
        for channel in range(self._n_channels):
            name = "LR"[channel] if self._n_channels == 2 else str(channel + 1)
            size = max(metrics.horizontalAdvance(name), metrics.height()) + 2.0
            area = QRectF(4.0, (channel + 1) * height - size - 4.0, size, size)
            paint_tag(painter, area, name, self.theme)
