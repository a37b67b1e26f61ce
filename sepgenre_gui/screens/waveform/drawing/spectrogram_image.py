"""The image of a spectrogram: tiles joined into one picture, stretched to the visible range."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtCore import QRectF
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
from sepgenre_gui.screens.waveform.drawing.ticks import Tick
from sepgenre_gui.screens.waveform.viewport import Viewport

SpectrogramProvider = Callable[[Sequence[SpectrogramKey]], Mapping[SpectrogramKey, SpectrogramTile]]
"""Returns those tiles at hand of the keys given, which are all that is wanted now."""

_KEPT_TILES = 96
# 6 MB of mel bands.
_BEAT_SHARE, _BAR_SHARE = 0.22, 0.5


class SpectrogramImage:
    """Asks for the tiles of a zoom, and draws those of other zooms until they are there."""

    def __init__(self) -> None:
        self._seen: OrderedDict[SpectrogramKey, SpectrogramTile] = OrderedDict()

    def clear(self) -> None:
        """Forget the tiles of a track."""
        self._seen.clear()

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
        level = level_for(viewport.samples_per_pixel / ratio)
        hop = hop_samples(level)
        first = math.floor(viewport.first_sample / hop)
        columns = max(1, math.ceil(viewport.last_sample / hop) - first)
        rows = len(band_centers(scale, viewport.sample_rate_hz))
        levels = np.zeros((rows, columns), np.uint8)
        self._ask(viewport, provide, scale, level)
        # The zoom that is wanted comes last, over what stands in for it.
        for tile in sorted(self._seen.values(), key=lambda tile: -abs(tile.key.level - level)):
            if tile.key.scale == scale:
                _copy(tile, levels, first * hop, hop)
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(theme.ground))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, right = viewport.x_of(first * hop), viewport.x_of((first + columns) * hop)
        target = QRectF(left, 0, right - left, height / ratio)
        picture = color_levels(levels[::-1], theme.color_map)
        painter.drawImage(target, picture, QRectF(picture.rect()))
        painter.end()
        return image

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
            self._seen[key] = tile
            self._seen.move_to_end(key)
        while len(self._seen) > max(_KEPT_TILES, 2 * len(keys)):
            self._seen.popitem(last=False)


def _copy(
    tile: SpectrogramTile, levels: npt.NDArray[np.uint8], start_sample: int, hop: int
) -> None:
    """Copy what `tile` shows into columns of `hop` samples that begin at `start_sample`."""
    tile_hop = hop_samples(tile.key.level)
    end_sample = tile.key.first_sample + tile.levels.shape[1] * tile_hop
    # A column takes what lies at its middle.
    begin = max(0, -(-(tile.key.first_sample - start_sample - hop // 2) // hop))
    end = min(levels.shape[1], -(-(end_sample - start_sample - hop // 2) // hop))
    if begin < end:
        middles = start_sample + np.arange(begin, end) * hop + hop // 2
        levels[:, begin:end] = tile.levels[:, (middles - tile.key.first_sample) // tile_hop]


def lighten_columns(image: QImage, grid: Sequence[Tick]) -> None:
    """Draw the beats and bars of `grid` over a picture, as columns that are lighter.

    Parameters
    ----------
    image : QImage
        ``Format_RGB32``, changed in place: a tenth of the time that QPainter takes.
    grid : sequence of Tick
        In logical pixels.
    """
    ratio = image.devicePixelRatio()
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.width(), 4)
    for is_major, share in ((False, _BEAT_SHARE), (True, _BAR_SHARE)):
        columns = np.array([round(tick.x * ratio) for tick in grid if tick.is_major == is_major])
        columns = columns[(columns >= 0) & (columns < image.width())].astype(np.intp)
        old = pixels[:, columns]
        pixels[:, columns] = old + (255 - old) * share


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
