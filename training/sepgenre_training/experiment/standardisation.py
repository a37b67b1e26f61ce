"""Standardisation: zero mean and unit deviation, by the training side's statistics alone."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.networks.config import Standardisation

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

_AXES: dict[Standardisation, tuple[int, ...]] = {"channel": (0, 1, 2), "band": (0, 2)}
_SMALLEST_DEVIATION_DB = 1e-3


@attrs.frozen(kw_only=True, eq=False)
class Statistics:
    """What inputs are standardised by.

    Attributes
    ----------
    mean, scale : ndarray [shape=(1, n_mels or 1, 1, channels)], float32
        In dB, and one over the deviation in dB.
    """

    mean: Float32
    scale: Float32

    def apply(self, inputs: Float32) -> Float32:
        """Return `inputs` [shape=(n, n_mels, n_frames, channels)] standardised; a copy."""
        scaled = inputs - self.mean
        scaled *= self.scale
        return scaled


def fit_statistics(train: Float32, *, rule: Standardisation) -> Statistics:
    """Return the statistics of `train`; see `standardise`."""
    axes = _AXES[rule]
    mean = train.mean(axis=axes, keepdims=True, dtype=np.float64)
    deviation = _deviation(train, mean, axes)
    scale = (1.0 / np.maximum(deviation, _SMALLEST_DEVIATION_DB)).astype(np.float32)
    return Statistics(mean=mean.astype(np.float32), scale=scale)


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
    statistics = fit_statistics(train, rule=rule)
    return tuple(statistics.apply(array) for array in (train, *others))


def _deviation(train: Float32, mean: Float64, axes: tuple[int, ...]) -> Float64:
    # One example at a time: in float64, all of them would be twice what they are in memory.
    squares = np.zeros_like(mean[0])
    for example in train:
        within = tuple(axis - 1 for axis in axes if axis > 0)
        squares += np.square(example - mean[0]).sum(axis=within, keepdims=True)
    deviation: Float64 = np.sqrt(squares / (train.size / squares.size))[np.newaxis]
    return deviation
