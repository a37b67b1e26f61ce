"""The image of a waveform: peaks or single samples, in lanes, for the part that is visible."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import attrs
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from sepgenre_gui.audio.peaks import (
    TILE_SAMPLES,
    Columns,
    SampleTile,
    read_sample_columns,
    read_sample_runs,
)
from sepgenre_gui.audio.peaks.layout import BASE_SAMPLES
from sepgenre_gui.screens.waveform.drawing.colors import WaveformTheme
from sepgenre_gui.screens.waveform.drawing.pixels.curve import curve_columns
from sepgenre_gui.screens.waveform.drawing.pixels.dots import draw_dots
from sepgenre_gui.screens.waveform.drawing.pixels.raster import SHADES, draw_columns
from sepgenre_gui.screens.waveform.drawing.pixels.scrolling import ScrolledPixels
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
        pixels: ScrolledPixels | None = None,
    ) -> QImage:
        """Return an image of `size`: width and height in device pixels, and their ratio.

        The beats and bars of `grid` lie beneath the waveform. What is in `pixels`, of the
        picture before, is not drawn again.
        """
        width, height, ratio = size
        samples_per_column = viewport.samples_per_pixel / ratio
        tiles = self._read_tiles(viewport, samples_per_column)
        pixels = pixels or ScrolledPixels()
        is_complete = self.peaks is not None and self.peaks.is_complete
        if not is_complete:
            pixels.forget()
        shades = pixels.draw(
            (
                self.peaks,
                is_complete,
                self.n_lanes,
                tuple(tiles.values()),
                samples_per_column,
                height,
            ),
            round(viewport.first_sample / samples_per_column),
            width,
            lambda begin, end: self._draw_part(
                tiles, range(begin, end), samples_per_column, height, ratio
            ),
        ).copy()
        for lane in _split(shades, self.n_lanes, ratio):
            middle = lane[lane.shape[0] // 2]
            middle[middle == 0] = _ZERO
        for tick in grid:
            left = round(tick.x * ratio)
            line = shades[:, max(0, left) : left + _line_pixels(tick, ratio)]
            line[line == 0] = _BAR if tick.is_major else _BEAT
        image = _to_image(shades, self.theme)
        image.setDevicePixelRatio(ratio)
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

    def _draw_part(
        self,
        tiles: Mapping[int, SampleTile],
        part: range,
        samples_per_column: float,
        height: int,
        ratio: float,
    ) -> npt.NDArray[np.uint8]:
        """Return the columns of `part` [shape=(height, len(part))]."""
        # Bars reach for their neighbours, and dots into them.
        margin = math.ceil(_DOT_PIXELS * ratio)
        columns = range(part.start - margin, part.stop + margin)
        shades = np.zeros((height, len(columns)), np.uint8)
        lanes = _split(shades, self.n_lanes, ratio)
        runs: list[tuple[int, Audio]] = []
        if samples_per_column < _LINE_BELOW:
            runs = list(_runs_within(tiles, columns, samples_per_column))
            found = [
                curve_columns(begin, samples, columns.start, len(columns), samples_per_column)
                for begin, samples in runs
            ]
            thickness = _CURVE_PIXELS * ratio
        else:
            found = list(
                read_sample_columns(tiles, columns.start, len(columns), samples_per_column)
            )
            thickness = 1.0
        if sum(map(len, found)) < len(columns):
            self._draw_peaks(lanes, columns, samples_per_column)
        for some in found:
            self._draw(lanes, some, columns.start, thickness)
        if samples_per_column * ratio * _DOTS_ABOVE < 1:
            for begin, samples in runs:
                x = np.arange(begin, begin + samples.shape[1]) / samples_per_column
                self._draw_dots(lanes, x - columns.start, samples, _DOT_PIXELS * ratio)
        return shades[:, margin : margin + len(part)]

    def _draw_peaks(
        self, lanes: Sequence[npt.NDArray[np.uint8]], columns: range, samples_per_column: float
    ) -> None:
        end = columns.start
        if self.peaks is not None:
            read = self.peaks.read_columns(columns.start, len(columns), samples_per_column)
            self._draw(lanes, read, columns.start)
            end = read.first + len(read)
        if self.peaks is None or not self.peaks.is_complete:
            for lane in lanes:
                lane[:, end - columns.start :] = _UNREAD

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
        self,
        lanes: Sequence[npt.NDArray[np.uint8]],
        x: npt.NDArray[np.float64],
        samples: Audio,
        diameter: float,
    ) -> None:
        for channel, values in enumerate(samples.astype(np.float64)):
            lane = lanes[0 if self.is_mixed else channel]
            y = (1.0 - np.clip(values, -1, 1)) * (lane.shape[0] / 2)
            draw_dots(lane, x, y, diameter)


def _runs_within(
    tiles: Mapping[int, SampleTile], columns: range, samples_per_column: float
) -> Iterator[tuple[int, Audio]]:
    # With the neighbours of the edges, so that the line enters and leaves the picture.
    start = max(0, math.floor(columns.start * samples_per_column) - 2)
    return read_sample_runs(tiles, start, math.ceil(columns.stop * samples_per_column) + 3)


def _split(
    shades: npt.NDArray[np.uint8], n_lanes: int, ratio: float
) -> list[npt.NDArray[np.uint8]]:
    """Return the rows of each lane; the rows between two get the colour of the zero line."""
    gap = max(1, round(ratio))
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
