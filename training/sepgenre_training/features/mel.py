"""The log mel spectrogram of one signal.

The levels are librosa's within a thousandth of a dB. librosa itself takes twice as long: it makes
its bands anew for every signal, multiplies their zeros, and goes over a whole spectrum at a time.
"""

from __future__ import annotations

import functools

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.numba_cache import prepare_numba
from sepgenre_training.errors import AudioError
from sepgenre_training.features.settings import FeatureSettings

MelSpectrogram = npt.NDArray[np.float32]
"""Levels in dB re full scale, [shape=(n_mels, n_frames)], dtype float32."""

# Frames at a time, so that a spectrum is in the cache still when its bands are summed.
_BLOCK = 64
_BANDS_A_GROUP = 16


def log_mel(mono: npt.NDArray[np.float32], settings: FeatureSettings) -> MelSpectrogram:
    """Compute the mel spectrogram of `mono` in dB.

    Parameters
    ----------
    mono : ndarray [shape=(samples,)]
        Samples at ``settings.sample_rate_hz``, float32, full scale at 1.0.
    settings : FeatureSettings
        Window, hop, number of bands, floor.

    Returns
    -------
    MelSpectrogram [shape=(n_mels, 1 + samples // hop_length)]
        10 log10 of the power in each of librosa's default (Slaney) bands of a centred STFT, not
        below ``settings.floor_db``. (The paper: a mel spectrogram of each stem.)

    Raises
    ------
    AudioError
        Where a sample is not finite.
    """
    # Slow to import, and this module is loaded by the window: only what computes pays.
    from scipy.fft import rfft

    basis = _basis(settings)
    n_fft = settings.n_fft
    if not np.isfinite(mono).all():
        raise AudioError(
            "The audio holds values that are no numbers or infinite.",
            remedy="Decode the file anew; where this comes again, replace it.",
        )
    padded = np.pad(mono, (n_fft // 2, n_fft - n_fft // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[:: settings.hop_length]
    power = np.empty((len(frames), settings.n_mels), np.float32)
    for first in range(0, len(frames), _BLOCK):
        # In double precision: a loud bass would raise what is quiet and high by rounding alone.
        spectrum = rfft(frames[first : first + _BLOCK] * basis.window, axis=1)
        # Real and imaginary parts beside each other: each band has its weights twice.
        squares = spectrum.astype(np.complex64).view(np.float32)
        np.multiply(squares, squares, out=squares)
        for group in basis.groups:
            power[first : first + _BLOCK, group.bands] = squares[:, group.bins] @ group.weights
    # No level relative to the loudest frame: it would mix level into every band.
    np.maximum(power, np.float32(10.0 ** (settings.floor_db / 10.0)), out=power)
    level_db = np.log10(power, out=power)
    level_db *= np.float32(10.0)
    return np.ascontiguousarray(np.maximum(level_db, np.float32(settings.floor_db)).T)


@attrs.frozen(kw_only=True, eq=False)
class _Group:
    """Neighbouring bands with the bins that they weigh.

    Attributes
    ----------
    bands, bins : slice
        Of the bands, and of the interleaved spectrum [shape=(2 * n_bins,)].
    weights : ndarray [shape=(bins, bands)], float32
    """

    bands: slice
    bins: slice
    weights: npt.NDArray[np.float32]


@attrs.frozen(kw_only=True, eq=False)
class _Basis:
    """The window [shape=(n_fft,)] and the bands, in groups that leave most zeros out."""

    window: npt.NDArray[np.float64]
    groups: tuple[_Group, ...]


@functools.lru_cache(maxsize=4)
def _basis(settings: FeatureSettings) -> _Basis:
    prepare_numba()
    # A second to import, with numba behind it.
    from librosa.filters import get_window, mel

    bands = mel(sr=settings.sample_rate_hz, n_fft=settings.n_fft, n_mels=settings.n_mels)
    twice = np.repeat(bands, 2, axis=1)
    groups = []
    for first in range(0, settings.n_mels, _BANDS_A_GROUP):
        chosen = slice(first, min(first + _BANDS_A_GROUP, settings.n_mels))
        (weighed,) = np.nonzero(twice[chosen].any(axis=0))
        # With few bins, bands may hold none.
        low, high = (weighed[0], weighed[-1] + 1) if len(weighed) else (0, 0)
        weights = np.ascontiguousarray(twice[chosen, low:high].T, np.float32)
        groups.append(_Group(bands=chosen, bins=slice(low, high), weights=weights))
    window = get_window("hann", settings.n_fft, fftbins=True)
    return _Basis(window=np.asarray(window, np.float64), groups=tuple(groups))
