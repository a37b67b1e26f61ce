"""The log mel spectrogram of one signal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.numba_cache import prepare_numba
from sepgenre_training.features.settings import FeatureSettings

MelSpectrogram = npt.NDArray[np.float32]
"""Levels in dB re full scale, [shape=(n_mels, n_frames)], dtype float32."""


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
    """
    prepare_numba()
    # A second to import, with pandas and scikit-learn behind it: only what computes pays.
    import librosa

    power = librosa.feature.melspectrogram(
        y=mono,
        sr=settings.sample_rate_hz,
        n_fft=settings.n_fft,
        hop_length=settings.hop_length,
        n_mels=settings.n_mels,
        power=2.0,
        center=True,
    )
    # No top_db: a floor that depends on the loudest frame would mix level into every band.
    level_db = librosa.power_to_db(
        power, ref=1.0, amin=10.0 ** (settings.floor_db / 10.0), top_db=None
    )
    return np.asarray(np.maximum(level_db, settings.floor_db), dtype=np.float32)
