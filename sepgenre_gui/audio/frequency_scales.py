"""The frequency axes of a spectrogram: where each band lies, and how bins are gathered into it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

ScaleName = Literal["mel", "log"]

MEL_BANDS = 128
"""As many as the networks see (`FeatureSettings.n_mels`), up to half the track's own rate."""

LOG_BANDS = 192

_LOWEST_LOG_HZ = 40.0

# Slaney's mel scale (Auditory Toolbox, 1998), as of librosa: linear to 1 kHz, then logarithmic.
_HZ_PER_MEL = 200.0 / 3.0
_BREAK_HZ = 1000.0
_MEL_AT_BREAK = _BREAK_HZ / _HZ_PER_MEL
_LOG_STEP = math.log(6.4) / 27.0


def band_centers(scale: ScaleName, sample_rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the centre of each band in Hz, lowest first [shape=(bands,)]."""
    return _band_points(scale, sample_rate_hz)[1:-1]


def band_of(frequency_hz: float, scale: ScaleName, sample_rate_hz: int) -> float:
    """Return the position of a frequency among the bands' centres: 0 is that of the lowest."""
    points = _band_points(scale, sample_rate_hz)
    return float(np.interp(frequency_hz, points, np.arange(-1, len(points) - 1)))


def frequency_of(band: float, scale: ScaleName, sample_rate_hz: int) -> float:
    """Return the frequency in Hz at a position among the bands' centres."""
    points = _band_points(scale, sample_rate_hz)
    return float(np.interp(band, np.arange(-1, len(points) - 1), points))


@lru_cache(maxsize=8)
def band_weights(scale: ScaleName, n_fft: int, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """Return what each bin of a spectrum gives to each band [shape=(bands, 1 + n_fft // 2)].

    Triangles between the neighbours' centres, each of sum one: a band is a mean, so that bands
    compare. None is narrower than a bin on either side: where bands lie closer than bins, they
    interpolate between these.
    """
    points = _band_points(scale, sample_rate_hz)
    bins_hz = np.fft.rfftfreq(n_fft, 1 / sample_rate_hz)
    centers = points[1:-1, None]
    below = np.maximum(centers - points[:-2, None], bins_hz[1])
    above = np.maximum(points[2:, None] - centers, bins_hz[1])
    rising, falling = 1 + (bins_hz - centers) / below, 1 - (bins_hz - centers) / above
    triangles = np.clip(np.minimum(rising, falling), 0, None)
    weights: npt.NDArray[np.float32] = (triangles / triangles.sum(axis=1, keepdims=True)).astype(
        np.float32
    )
    return weights


@lru_cache(maxsize=8)
def _band_points(scale: ScaleName, sample_rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the centres of all bands with the edges below the first and above the last."""
    highest_hz = sample_rate_hz / 2
    if scale == "mel":
        mels = np.linspace(0.0, _mel(highest_hz), MEL_BANDS + 2)
        linear = mels * _HZ_PER_MEL
        logarithmic = _BREAK_HZ * np.exp(_LOG_STEP * (mels - _MEL_AT_BREAK))
        points: npt.NDArray[np.float64] = np.where(mels < _MEL_AT_BREAK, linear, logarithmic)
        return points
    return np.geomspace(_LOWEST_LOG_HZ, highest_hz, LOG_BANDS + 2)


def _mel(frequency_hz: float) -> float:
    if frequency_hz < _BREAK_HZ:
        return frequency_hz / _HZ_PER_MEL
    return _MEL_AT_BREAK + math.log(frequency_hz / _BREAK_HZ) / _LOG_STEP
