"""Standardisation: zero mean and unit deviation, by the training side's statistics alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.networks.config import Standardisation

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

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
    deviation = _deviation(train, mean, axes)
    scale = (1.0 / np.maximum(deviation, _SMALLEST_DEVIATION_DB)).astype(np.float32)
    mean = mean.astype(np.float32)
    return tuple(_scaled(array, mean, scale) for array in (train, *others))


def _deviation(train: Float32, mean: Float64, axes: tuple[int, ...]) -> Float64:
    # One example at a time: in float64, all of them would be twice what they are in memory.
    squares = np.zeros_like(mean[0])
    for example in train:
        within = tuple(axis - 1 for axis in axes if axis > 0)
        squares += np.square(example - mean[0]).sum(axis=within, keepdims=True)
    deviation: Float64 = np.sqrt(squares / (train.size / squares.size))[np.newaxis]
    return deviation


def _scaled(array: Float32, mean: Float32, scale: Float32) -> Float32:
    scaled = array - mean
    scaled *= scale
    return scaled
