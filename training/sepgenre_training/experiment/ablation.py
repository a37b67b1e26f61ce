"""Ablation: what a network is shown where one stem is left out or shuffled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.experiment.splits import Side
from sepgenre_training.networks.names import STEM_CHANNELS, NetworkSpec

Float32 = npt.NDArray[np.float32]

SIDE_NAMES: tuple[Side, ...] = ("train", "validation", "test")

# Sets these draws apart from those of the fit, which start from the same seed.
_STREAM = 7


def ablate(inputs: Float32, spec: NetworkSpec, *, seed: int, side: Side) -> Float32:
    """Return what `spec` is shown of one side of a split.

    A stem that is left out is no channel any more. A shuffled one stays: its spectrograms are
    dealt out anew among the segments of the side, so that each side is shuffled within itself
    and the number of weights stays as it is. A stem may come back to the segment that it is of.

    Parameters
    ----------
    inputs : ndarray [shape=(n, n_mels, n_frames, channels)], float32
        The rows of ``spec.tensor``; the array is changed where a stem is shuffled.
    spec : NetworkSpec
        Which stem is left out or shuffled, if any.
    seed : int
        The trial's; with the stem and the side it determines the order.
    side : {"train", "validation", "test"}
        Which side of the split it is.

    Returns
    -------
    ndarray [shape=(n, n_mels, n_frames, spec.n_channels)], float32
    """
    if spec.without is not None:
        kept = [index for index, stem in enumerate(STEM_CHANNELS) if stem != spec.without]
        return inputs[..., kept]
    shuffled = shuffling(spec, len(inputs), seed=seed, side=side)
    if shuffled is not None:
        channel, order = shuffled
        inputs[..., channel] = inputs[order, ..., channel]
    return inputs


def shuffling(
    spec: NetworkSpec, n: int, *, seed: int, side: Side
) -> tuple[int, npt.NDArray[np.intp]] | None:
    """Return the channel that `spec` is shown shuffled, and of which segment each has it.

    Parameters
    ----------
    spec : NetworkSpec
    n : int
        Segments of the side.
    seed, side
        See `ablate`.

    Returns
    -------
    channel : int
    order : ndarray [shape=(n,)], intp
        None in place of both where nothing is shuffled.
    """
    if spec.shuffled is None:
        return None
    channel = STEM_CHANNELS.index(spec.shuffled)
    random = np.random.default_rng([seed, _STREAM, channel, SIDE_NAMES.index(side)])
    return channel, random.permutation(n)
