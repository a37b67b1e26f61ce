"""Occlusion: how much less likely a genre becomes when a part of the input is taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

Predict = Callable[[Float32], Float64]
"""Maps standardised inputs [shape=(n, n_mels, n_frames, c)] to probabilities [shape=(n, k)]."""

PATCH = (16, 46)
"""Mel bands and frames of a patch: an eighth of the bands and, at the defaults, a second. Smaller
ones take away too little for a network that averages by pooling to notice."""

STRIDE = (8, 23)
"""Steps between patches: each cell away from the border is covered four times."""

_AT_ONCE = 32
_SMALLEST_PROBABILITY = 1e-12


@attrs.frozen(kw_only=True)
class StemContribution:
    """What one stem as a whole adds to the guess.

    Attributes
    ----------
    stem : str
    probability_drop : float
        By how much the genre's probability falls without it; negative where it rises.
    log_probability_drop : float
        The same of the logarithm, in nats.
    """

    stem: str
    probability_drop: float
    log_probability_drop: float


def occlusion_map(
    predict: Predict,
    inputs: Float32,
    target: int,
    *,
    patch: tuple[int, int] = PATCH,
    stride: tuple[int, int] = STRIDE,
) -> Float64:
    """Return how much each place of the input speaks for class `target`, in nats.

    Patch by patch and stem by stem, the input is set to 0, which after standardisation is the
    training set's mean (of the band, or of the stem), and the log-probability is seen to fall
    (Zeiler and Fergus, *Visualizing and Understanding Convolutional Networks*, 2014). A cell gets
    the mean over the patches that cover it.

    Parameters
    ----------
    predict : callable
        See `Predict`.
    inputs : ndarray [shape=(n_mels, n_frames, c)], float32
        One standardised input.
    target : int
        The class.
    patch, stride : (int, int)
        Size of a patch and steps between two, in bands and frames; cut to the input's size. The
        last patch of a row ends with the input.

    Returns
    -------
    ndarray [shape=(n_mels, n_frames, c)], float64
        Positive: without this place the class is less likely.

    Raises
    ------
    CancelledError
        Where the person has asked the worker to stop.
    """
    places = [
        (low, start, channel)
        for channel in range(inputs.shape[2])
        for low in _starts(inputs.shape[0], patch[0], stride[0])
        for start in _starts(inputs.shape[1], patch[1], stride[1])
    ]
    whole = log_probability(predict(inputs[np.newaxis]), target)[0]
    total = np.zeros(inputs.shape)
    covered = np.zeros(inputs.shape)
    for first in range(0, len(places), _AT_ONCE):
        check_cancelled()
        part = places[first : first + _AT_ONCE]
        occluded = np.repeat(inputs[np.newaxis], len(part), axis=0)
        windows = [
            (slice(low, low + patch[0]), slice(start, start + patch[1]), channel)
            for low, start, channel in part
        ]
        for number, window in enumerate(windows):
            occluded[number][window] = 0.0
        drops = whole - log_probability(predict(occluded), target)
        for window, drop in zip(windows, drops, strict=True):
            total[window] += drop
            covered[window] += 1
    return np.asarray(total / covered)


def stem_contributions(
    predict: Predict, inputs: Float32, target: int, stems: Sequence[str]
) -> tuple[StemContribution, ...]:
    """Return what each stem adds: it is set to the training set's mean as a whole.

    Parameters
    ----------
    predict, inputs, target
        As of `occlusion_map`.
    stems : sequence of str [c]
        Names of the channels.
    """
    without = np.repeat(inputs[np.newaxis], len(stems) + 1, axis=0)
    for channel in range(len(stems)):
        without[channel, :, :, channel] = 0.0
    probabilities = predict(without)
    logarithms = log_probability(probabilities, target)
    whole = len(stems)
    return tuple(
        StemContribution(
            stem=stem,
            probability_drop=float(probabilities[whole, target] - probabilities[channel, target]),
            log_probability_drop=float(logarithms[whole] - logarithms[channel]),
        )
        for channel, stem in enumerate(stems)
    )


def log_probability(probabilities: Float64, target: int) -> Float64:
    """Return the logarithm of the class's probabilities [shape=(n,)], none below ln 1e-12."""
    return np.asarray(np.log(np.maximum(probabilities[:, target], _SMALLEST_PROBABILITY)))


def _starts(length: int, patch: int, stride: int) -> list[int]:
    last = max(0, length - patch)
    return sorted({*range(0, last + 1, stride), last})
