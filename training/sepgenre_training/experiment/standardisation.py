"""Standardisation: zero mean and unit deviation, by the training side's statistics alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.networks.config import Standardisation

Float32 = npt.NDArray[np.float32]

_AXES: dict[Standardisation, tuple[int, ...]] = {"channel": (0, 1, 2), "band": (0, 2)}
_SMALLEST_DEVIATION_DB = 1e-3


def standardise(train: Float32, *others: Float32, rule: Standardisation) -> tuple[Float32, ...]:
    """Return `train` and `others` standardised with the statistics of `train`.

    Parameters
    ----------
    train, *others : ndarray [shape=(n, n_mels, n_frames, channels)], float32
        Log-mel spectrograms, in dB.
    rule : {"channel", "band"}
        One mean and deviation for each channel, or for each mel band of each channel. A band
        that never changes (digital silence) becomes zero instead of infinite.
    """
    axes = _AXES[rule]
    mean = train.mean(axis=axes, keepdims=True, dtype=np.float64)
    deviation = train.std(axis=axes, keepdims=True, dtype=np.float64)
    scale = 1.0 / np.maximum(deviation, _SMALLEST_DEVIATION_DB)
    return tuple(((array - mean) * scale).astype(np.float32) for array in (train, *others))
