"""The image of a waveform: peaks or single samples, in lanes, for the part that is visible."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import attrs
import numpy as np
import numpy.typing as npt
import pyqtgraph.functions
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sepgenre_gui.audio.peaks import (
    TILE_SAMPLES,
    Columns,
    SampleTile,
    read_sample_columns,
    read_sample_runs,
)
from sepgenre_gui.audio.peaks.layout import BASE_SAMPLES
from sepgenre_gui.screens.waveform.drawing.colors import WaveformTheme
from sepgenre_gui.screens.waveform.drawing.curve import curve_columns
from sepgenre_gui.screens.waveform.drawing.raster import SHADES, draw_columns
from sepgenre_gui.screens.waveform.drawing.ticks import Tick
from sepgenre_gui.screens.waveform.viewport import Viewport
from sepgenre_training.separation.stems import Audio

SamplesProvider = Callable[[Sequence[int]], Mapping[int, SampleTile]]
"""Returns those tiles at hand of the indices given, which are all that is wanted now."""

_UNREAD, _ZERO, _BEAT, _BAR = range(SHADES + 1, SHADES + 5)
_LINE_BELOW = 2.0
# Samples a pixel: below it the curve itself is drawn, above it there is nothing but bars.
_DOTS_ABOVE = 6.0
_CURVE_PIXELS, _DOT_PIXELS = 1.4, 4.0


class DrawnPeaks(Protocol):
    """What is drawn: the pyramid of a track, or of a lane."""

    @property
    def is_complete(self) -> bool:
        """Whether all of it is there."""
        ...

    def read_columns(self, first: int, n_columns: int, samples_per_column: float) -> Columns:
        """Return columns of the waveform, fewer where it ends."""
        ...


@attrs.frozen(kw_only=True, eq=False)
class WaveImage:
    """What is drawn, for one state of a viewport.

    Attributes
    ----------
    peaks : DrawnPeaks or None
        None while nothing is known of the track.
    provide_samples : SamplesProvider or None
        For zooms below the pyramid.
    is_mixed : bool
        One lane with the extremes of all channels, in place of a lane for each.
    n_channels : int
        Of the track.
    theme : WaveformTheme
        Its colours.
    """

    peaks: DrawnPeaks | None
    provide_samples: SamplesProvider | None
    is_mixed: bool
    n_channels: int
    theme: WaveformTheme

    @property
    def n_lanes(self) -> int:
        """Return how many lanes stand above one another."""
        return 1 if self.is_mixed else self.n_channels

    def render(
        self,
        viewport: Viewport,
        size: tuple[int, int, float],
        grid: Sequence[Tick] = (),
    ) -> QImage:
        """Return an image of `size`: width and height in device pixels, and their ratio.

        The beats and bars of `grid` lie beneath the waveform.
        """
        width, height, ratio = size
        samples_per_column = viewport.samples_per_pixel / ratio
        first = round(viewport.first_sample / samples_per_column)
        tiles = self._read_tiles(viewport, samples_per_column)
        shades = np.zeros((height, width), np.uint8)
        lanes = _split(shades, self.n_lanes, max(1, round(ratio)))
        self._draw_peaks(lanes, first, samples_per_column)
        if samples_per_column < _LINE_BELOW:
            self._draw_curves(lanes, viewport, tiles, first, ratio)
        else:
            for columns in read_sample_columns(tiles, first, width, samples_per_column):
                self._draw(lanes, columns, first)
        for lane in lanes:
            middle = lane[lane.shape[0] // 2]
            middle[middle == 0] = _ZERO
        for tick in grid:
            left = round(tick.x * ratio)
            line = shades[:, max(0, left) : left + _line_pixels(tick, ratio)]
            line[line == 0] = _BAR if tick.is_major else _BEAT
        image = _to_image(shades, self.theme)
        image.setDevicePixelRatio(ratio)
        if viewport.samples_per_pixel * _DOTS_ABOVE < 1:
            self._draw_dots(image, viewport, tiles)
        return image

    def _read_tiles(
        self, viewport: Viewport, samples_per_column: float
    ) -> Mapping[int, SampleTile]:
        if self.provide_samples is None:
            return {}
        if samples_per_column >= BASE_SAMPLES:
            return self.provide_samples(())
        first = int(viewport.first_sample) // TILE_SAMPLES
        last = max(first, (math.ceil(viewport.last_sample) - 1) // TILE_SAMPLES)
        beyond = math.ceil(viewport.n_samples / TILE_SAMPLES)
        # The neighbours come last, so that a short way to either side waits for nothing.
        wanted = [*range(first, last + 1), last + 1, first - 1]
        found = self.provide_samples([index for index in wanted if 0 <= index < beyond])
        return {index: tile for index, tile in found.items() if first <= index <= last}

    def _draw_peaks(
        self, lanes: Sequence[npt.NDArray[np.uint8]], first: int, samples_per_column: float
    ) -> None:
        width = lanes[0].shape[1]
        n_ready = 0
        if self.peaks is not None:
            columns = self.peaks.read_columns(first, width, samples_per_column)
            n_ready = len(columns)
            self._draw(lanes, columns, first)
        if self.peaks is None or not self.peaks.is_complete:
            for lane in lanes:
                lane[:, n_ready:] = _UNREAD

    def _draw_curves(
        self,
        lanes: Sequence[npt.NDArray[np.uint8]],
        viewport: Viewport,
        tiles: Mapping[int, SampleTile],
        first: int,
        ratio: float,
    ) -> None:
        width = lanes[0].shape[1]
        samples_per_column = viewport.samples_per_pixel / ratio
        for begin, samples in _visible_runs(viewport, tiles):
            columns = curve_columns(begin, samples, first, width, samples_per_column)
            self._draw(lanes, columns, first, _CURVE_PIXELS * ratio)

    def _draw(
        self,
        lanes: Sequence[npt.NDArray[np.uint8]],
        columns: Columns,
        first: int,
        thickness: float = 1.0,
    ) -> None:
        if not len(columns):
            return
        minima, maxima = columns.minima, columns.maxima
        if self.is_mixed:
            minima, maxima = minima.min(axis=0, keepdims=True), maxima.max(axis=0, keepdims=True)
        begin = columns.first - first
        for lane, low, high in zip(lanes, minima, maxima, strict=True):
            draw_columns(lane[:, begin : begin + len(columns)], low, high, thickness)

    def _draw_dots(
        self, image: QImage, viewport: Viewport, tiles: Mapping[int, SampleTile]
    ) -> None:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(self.theme.waveform)
        painter.setPen(QPen(color, _DOT_PIXELS, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        height = image.deviceIndependentSize().height() / self.n_lanes
        for begin, samples in _visible_runs(viewport, tiles):
            numbers = np.arange(begin, begin + samples.shape[1])
            x = (numbers - viewport.first_sample) / viewport.samples_per_pixel
            for channel, values in enumerate(samples):
                top = 0.0 if self.is_mixed else channel * height
                y = top + (1.0 - np.clip(values, -1, 1).astype(np.float64)) * (height / 2)
                painter.drawPoints(pyqtgraph.functions.arrayToQPolygonF(x, y))
        painter.end()


def _visible_runs(
    viewport: Viewport, tiles: Mapping[int, SampleTile]
) -> Iterator[tuple[int, Audio]]:
    # With the neighbours of the edges, so that the line enters and leaves the picture.
    start = max(0, math.floor(viewport.first_sample) - 2)
    return read_sample_runs(tiles, start, math.ceil(viewport.last_sample) + 3)


def _split(shades: npt.NDArray[np.uint8], n_lanes: int, gap: int) -> list[npt.NDArray[np.uint8]]:
    """Return the rows of each lane; the rows between two get the colour of the zero line."""
    edges = np.linspace(0, shades.shape[0], n_lanes + 1).round().astype(int)
    for edge in edges[1:-1]:
        shades[edge - gap : edge] = _ZERO
    ends = [*(edges[1:-1] - gap), edges[-1]]
    return [shades[begin:end] for begin, end in zip(edges[:-1], ends, strict=True)]


def _line_pixels(tick: Tick, ratio: float) -> int:
    return max(1, round((2.0 if tick.is_major else 1.0) * ratio))


def _to_image(shades: npt.NDArray[np.uint8], theme: WaveformTheme) -> QImage:
    height, width = shades.shape
    indexed = QImage(shades.data, width, height, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable(_color_table(theme))
    # A copy in the screen's own format, drawn ten times faster and independent of the array.
    return indexed.convertToFormat(QImage.Format.Format_RGB32)


def _color_table(theme: WaveformTheme) -> list[int]:
    ground, wave = QColor(theme.ground), QColor(theme.waveform)
    table = []
    for shade in range(SHADES + 1):
        share = shade / SHADES
        mixed = [
            round(a + (b - a) * share)
            for a, b in zip(ground.getRgb()[:3], wave.getRgb()[:3], strict=True)  # type: ignore[index]
        ]
        table.append(QColor(*mixed).rgb())
    others = (theme.unread, theme.lane_line, theme.beat, theme.bar)
    return [*table, *(QColor(color).rgb() for color in others)]
