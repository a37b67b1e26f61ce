"""Tiles of a spectrogram at several zooms, computed in a worker from a window of the track."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

from sepgenre_gui.audio.frequency_scales import ScaleName, band_weights
from sepgenre_gui.audio.held_reader import read_held
from sepgenre_training.audio import DecoderName, to_mono
from sepgenre_training.compute.worker import check_cancelled

FLOOR_DB = -90.0
"""Level that is drawn darkest, in dB below a sine of full scale."""

N_LEVELS = 7

_FINEST_HOP = 64
_FACTOR = 4
_TILE_COLUMNS = 512
_MOST_TILE_SAMPLES = 2**23
# 3 minutes: a tile of the coarsest zooms is there in half a second.
_WINDOW_S = 0.046
_FRAMES_AT_ONCE = 256
_SAMPLES_AT_ONCE = 2**20
# 8 MB in stereo.


@attrs.frozen(kw_only=True)
class SpectrogramKey:
    """Tile `index` of zoom level `level`, 0 to ``N_LEVELS - 1``, on frequency axis `scale`."""

    scale: ScaleName
    level: int = attrs.field(validator=[validators.ge(0), validators.lt(N_LEVELS)])
    index: int = attrs.field(validator=validators.ge(0))

    @property
    def first_sample(self) -> int:
        """Return the sample at which the tile begins."""
        return self.index * tile_columns(self.level) * hop_samples(self.level)


@attrs.frozen(kw_only=True)
class SpectrogramTask:
    """One tile of a track: its key, and what an examination of the file found."""

    path: Path
    decoder: DecoderName
    n_samples: int = attrs.field(validator=validators.ge(1))
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    key: SpectrogramKey

    def __attrs_post_init__(self) -> None:
        if self.key.first_sample >= self.n_samples:
            raise ValueError(f"a track of {self.n_samples} samples has no tile {self.key}")


@attrs.frozen(kw_only=True, eq=False)
class SpectrogramTile:
    """The levels of one tile.

    Attributes
    ----------
    key : SpectrogramKey
        Which tile.
    levels : ndarray [shape=(bands, columns)]
        uint8, lowest band first: 0 at `FLOOR_DB` and below, 255 at the level of a sine of full
        scale. Column `c` stands for ``hop_samples(level)`` samples.
    """

    key: SpectrogramKey
    levels: npt.NDArray[np.uint8]


def hop_samples(level: int) -> int:
    """Return how many samples a column of `level` stands for."""
    return _FINEST_HOP * int(_FACTOR**level)


def tile_columns(level: int) -> int:
    """Return how many columns a tile of `level` has; the last one of a track has fewer."""
    return min(_TILE_COLUMNS, _MOST_TILE_SAMPLES // hop_samples(level))


def level_for(samples_per_pixel: float) -> int:
    """Return the coarsest level whose columns are at most two pixels wide, or the finest."""
    fitting = (level for level in range(N_LEVELS) if hop_samples(level) <= 2 * samples_per_pixel)
    return max(fitting, default=0)


def tile_range(level: int, start_sample: float, stop_sample: float, n_samples: int) -> range:
    """Return the indices of the tiles of `level` that show a part of the range given."""
    tile = tile_columns(level) * hop_samples(level)
    first = max(0, math.floor(start_sample / tile))
    return range(first, math.ceil(min(stop_sample, n_samples) / tile))


def compute_tile(task: SpectrogramTask) -> SpectrogramTile:
    """Compute one tile; runs in a worker process, which keeps the file open for the next one.

    The channels' mean is cut into Hann windows of 46 ms (2048 samples at 44.1 kHz), one in the
    middle of each column, or side by side where columns are longer, whose power is averaged.
    Neighbouring tiles join without a seam, since windows reach over their borders.

    Raises
    ------
    AudioError
        Where the file cannot be decoded.
    CancelledError
        Where the person asked to stop.
    """
    hop = hop_samples(task.key.level)
    n_fft = _n_fft(task.sample_rate_hz)
    n_frames = max(1, hop // n_fft)
    first = task.key.first_sample
    columns = min(tile_columns(task.key.level), -(-(task.n_samples - first) // hop))
    weights = band_weights(task.key.scale, n_fft, task.sample_rate_hz)
    levels = np.empty((weights.shape[0], columns), np.uint8)
    step = max(1, min(_FRAMES_AT_ONCE // n_frames, _SAMPLES_AT_ONCE // hop))
    for begin in range(0, columns, step):
        check_cancelled()
        count = min(step, columns - begin)
        frames = _read_frames(task, first + begin * hop, count * n_frames, hop // n_frames)
        power = _power(frames, n_fft) @ weights.T
        power = power.reshape(count, n_frames, -1).mean(axis=1)
        levels[:, begin : begin + count] = _to_bytes(power.T)
    return SpectrogramTile(key=task.key, levels=levels)


def _read_frames(
    task: SpectrogramTask, start: int, n_frames: int, hop: int
) -> npt.NDArray[np.float32]:
    """Return frames [shape=(n_frames, n_fft)] in the middle of every `hop` samples from `start`."""
    n_fft = _n_fft(task.sample_rate_hz)
    begin = start + hop // 2 - n_fft // 2
    end = begin + (n_frames - 1) * hop + n_fft
    inside = max(0, begin), min(task.n_samples, end)
    mono = to_mono(read_held(task.path, task.decoder, inside[0], inside[1] - inside[0]))
    padded = np.pad(mono, (inside[0] - begin, end - inside[1]))
    return np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]


def _power(frames: npt.NDArray[np.float32], n_fft: int) -> npt.NDArray[np.float32]:
    spectrum = np.fft.rfft(frames * _window(n_fft), axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)


def _to_bytes(power: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    level_db = 10 * np.log10(np.maximum(power, 10 ** (FLOOR_DB / 10)))
    return np.clip(np.rint(255 * (1 - level_db / FLOOR_DB)), 0, 255).astype(np.uint8)


def _n_fft(sample_rate_hz: int) -> int:
    return 1 << max(5, round(math.log2(_WINDOW_S * sample_rate_hz)))


@lru_cache(maxsize=4)
def _window(n_fft: int) -> npt.NDArray[np.float32]:
    """Return a periodic Hann window that gives a sine of full scale the power 1."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    return np.asarray(2 * window / window.sum(), np.float32)
