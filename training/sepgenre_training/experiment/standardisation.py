"""Standardisation: zero mean and unit deviation, by the training side's statistics alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.networks.config import Standardisation
from sepgenre_training.networks.inputs import Inputs, StreamedInputs, in_parts

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

    def shown(self, inputs: Inputs) -> Inputs:
        """Return `inputs` standardised: copied, or, where they are streamed, whenever read."""
        if not isinstance(inputs, StreamedInputs):
            return self.apply(inputs)
        # Laid out for a whole example: numpy is slow where it repeats a few channels over and over.
        shape = (1, *inputs.shape_of_one)
        mean, scale = (
            np.ascontiguousarray(np.broadcast_to(each, shape)) for each in (self.mean, self.scale)
        )

        def change(values: Float32) -> Float32:
            values -= mean
            values *= scale
            return values

        return inputs.then(change)


def fit_statistics(train: Inputs, *, rule: Standardisation) -> Statistics:
    """Return the statistics of `train`; see `standardise`.

    Sums grow example by example in float64, the same whether `train` is in memory or streamed.
    """
    mean = _mean_of_examples(train, rule, lambda example: example)
    squares = _mean_of_examples(train, rule, lambda example: np.square(example - mean[0]))
    scale = (1.0 / np.maximum(np.sqrt(squares), _SMALLEST_DEVIATION_DB)).astype(np.float32)
    return Statistics(mean=mean.astype(np.float32), scale=scale)


def standardise(train: Inputs, *others: Inputs, rule: Standardisation) -> tuple[Inputs, ...]:
    """Return `train` and `others` standardised with the statistics of `train`.

    Parameters
    ----------
    train, *others : Inputs [shape=(n, n_mels, n_frames, channels)]
        Log-mel spectrograms, in dB.
    rule : {"channel", "band"}
        One mean and deviation for each channel, or for each mel band of each channel. A band
        that never changes (digital silence) becomes zero instead of infinite.
    """
    statistics = fit_statistics(train, rule=rule)
    return tuple(statistics.shown(inputs) for inputs in (train, *others))


def _mean_of_examples(
    train: Inputs, rule: Standardisation, value: Callable[[Float32], npt.NDArray[Any]]
) -> Float64:
    """Return the mean over all examples of `value` of each, [shape=(1, n_mels or 1, 1, c)]."""
    within = tuple(axis - 1 for axis in _AXES[rule] if axis > 0)
    sums: Float64 | float = 0.0
    for part in in_parts(train):
        check_cancelled()
        for example in part:
            sums = sums + value(example).sum(axis=within, keepdims=True, dtype=np.float64)
    count = len(train) * math.prod(train.shape[1 + axis] for axis in within)
    mean: Float64 = np.asarray(sums, np.float64)[np.newaxis] / count
    return mean
