"""The image of a spectrogram: tiles joined into one picture, stretched to the visible range."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtGui import QColor, QImage, QPainter, qRgb

from sepgenre_gui.audio.frequency_scales import ScaleName, band_centers
from sepgenre_gui.audio.spectrogram_tiles import (
    SpectrogramKey,
    SpectrogramTile,
    hop_samples,
    level_for,
    tile_range,
)
from sepgenre_gui.screens.waveform.drawing.colors import WaveformTheme
from sepgenre_gui.screens.waveform.drawing.pixels.scrolling import ScrolledPixels
from sepgenre_gui.screens.waveform.drawing.pixels.stretching import stretch_levels
from sepgenre_gui.screens.waveform.viewport import Viewport

SpectrogramProvider = Callable[[Sequence[SpectrogramKey]], Mapping[SpectrogramKey, SpectrogramTile]]
"""Returns those tiles at hand of the keys given, which are all that is wanted now."""

_KEPT_TILES = 96
# 6 MB of mel bands.


class SpectrogramImage:
    """Asks for the tiles of a zoom, and draws those of other zooms until they are there."""

    def __init__(self) -> None:
        self._seen: OrderedDict[SpectrogramKey, SpectrogramTile] = OrderedDict()
        self._pixels = ScrolledPixels()

    def clear(self) -> None:
        """Forget the tiles of a track."""
        self._seen.clear()
        self._pixels.forget()

    def render(
        self,
        viewport: Viewport,
        provide: SpectrogramProvider | None,
        scale: ScaleName,
        theme: WaveformTheme,
        size: tuple[int, int, float],
    ) -> QImage:
        """Return an image of `size`: width and height in device pixels, and their ratio."""
        width, height, ratio = size
        samples_per_pixel = viewport.samples_per_pixel / ratio
        first = round(viewport.first_sample / samples_per_pixel)
        level = level_for(samples_per_pixel)
        self._ask(viewport, provide, scale, level)
        hop = hop_samples(level)
        n_columns = math.ceil(viewport.n_samples / hop)
        n_bands = len(band_centers(scale, viewport.sample_rate_hz))
        rows = (np.arange(height)[::-1] + 0.5) * (n_bands / height) - 0.5

        def draw(begin: int, end: int) -> npt.NDArray[np.uint8]:
            columns = (np.arange(begin, end) + 0.5) * (samples_per_pixel / hop) - 0.5
            # With a neighbour at each side, so that a part is drawn as the whole is.
            origin = min(max(0, math.floor(columns[0])), n_columns - 1)
            stop = min(math.floor(columns[-1]) + 2, n_columns)
            levels = self._join(scale, level, n_bands, range(origin, max(stop, origin + 1)))
            return stretch_levels(levels, rows, columns - origin)

        key = (scale, level, viewport.sample_rate_hz, samples_per_pixel, height)
        image = color_levels(self._pixels.draw(key, first, width, draw), theme.color_map)
        n_shown = math.ceil(viewport.n_samples / samples_per_pixel) - first
        if n_shown < width:
            # The track is shorter than the view.
            painter = QPainter(image)
            painter.fillRect(n_shown, 0, width - n_shown, height, QColor(theme.ground))
            painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def _join(
        self, scale: ScaleName, level: int, n_bands: int, columns: range
    ) -> npt.NDArray[np.uint8]:
        """Return columns of the zoom `level`; what stands in for them where they are missing."""
        levels = np.zeros((n_bands, len(columns)), np.uint8)
        missing = np.ones(len(columns), bool)
        hop = hop_samples(level)
        for tile in self._nearest_first(scale, level):
            _copy(tile, levels, missing, columns.start * hop, hop)
        return levels

    def _nearest_first(self, scale: ScaleName, level: int) -> list[SpectrogramTile]:
        """Return the tiles of `scale`: those of `level`, then what may stand in for them."""
        latest_first = (tile for tile in reversed(self._seen.values()) if tile.key.scale == scale)
        return sorted(latest_first, key=lambda tile: abs(tile.key.level - level))

    def _ask(
        self,
        viewport: Viewport,
        provide: SpectrogramProvider | None,
        scale: ScaleName,
        level: int,
    ) -> None:
        if provide is None:
            return
        shown = tile_range(level, viewport.first_sample, viewport.last_sample, viewport.n_samples)
        beyond = tile_range(level, 0, viewport.n_samples, viewport.n_samples)
        # The neighbours come last, so that a short way to either side waits for nothing.
        wanted = [*shown, shown.stop, shown.start - 1]
        keys = [
            SpectrogramKey(scale=scale, level=level, index=index)
            for index in wanted
            if index in beyond
        ]
        for key, tile in provide(keys).items():
            if self._seen.get(key) is not tile:
                self._pixels.forget()
            self._seen[key] = tile
            self._seen.move_to_end(key)
        while len(self._seen) > max(_KEPT_TILES, 2 * len(keys)):
            self._seen.popitem(last=False)


def _copy(
    tile: SpectrogramTile,
    levels: npt.NDArray[np.uint8],
    missing: npt.NDArray[np.bool_],
    start_sample: int,
    hop: int,
) -> None:
    """Copy what `tile` shows into those columns of `hop` samples from `start_sample` that miss."""
    tile_hop = hop_samples(tile.key.level)
    end_sample = tile.key.first_sample + tile.levels.shape[1] * tile_hop
    # A column takes what lies at its middle.
    begin = max(0, -(-(tile.key.first_sample - start_sample - hop // 2) // hop))
    end = min(levels.shape[1], -(-(end_sample - start_sample - hop // 2) // hop))
    if begin >= end or not missing[begin:end].any():
        return
    if tile_hop == hop:
        # The first ones to come are of the zoom that is wanted, and do not overlap.
        shift = (tile.key.first_sample - start_sample) // hop
        levels[:, begin:end] = tile.levels[:, begin - shift : end - shift]
    else:
        columns = begin + np.flatnonzero(missing[begin:end])
        middles = start_sample + columns * hop + hop // 2
        levels[:, columns] = tile.levels[:, (middles - tile.key.first_sample) // tile_hop]
    missing[begin:end] = False


def color_levels(levels: npt.NDArray[np.uint8], color_map: str) -> QImage:
    """Return an image of `levels` [shape=(rows, columns)] in the colours of a map by name."""
    rows, columns = levels.shape
    contiguous = np.ascontiguousarray(levels)
    indexed = QImage(contiguous.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    indexed.setColorTable(_color_table(color_map))
    return indexed.convertToFormat(QImage.Format.Format_RGB32)


@lru_cache(maxsize=4)
def _color_table(color_map: str) -> list[int]:
    table = pyqtgraph.colormap.get(color_map).getLookupTable(nPts=256, alpha=False)
    return [qRgb(*map(int, color)) for color in table]
