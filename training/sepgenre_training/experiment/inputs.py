"""What a network is shown of a tensor: copied where that fits in memory, else read when used.

Both ways give the same values, so that no result depends on how much memory a machine has free.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import psutil

from sepgenre_training.experiment.ablation import ablate, shuffling
from sepgenre_training.experiment.splits import Side
from sepgenre_training.networks.inputs import Inputs, StreamedInputs
from sepgenre_training.networks.names import STEM_CHANNELS, NetworkSpec

Float32 = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

LARGEST_COPY_BYTES = 2**28
"""Of the inputs of one network, which are held twice while they are standardised. A pool starts a
worker for each 1.5 GB that are free, and TensorFlow takes a third of that."""

SHARE_OF_FREE_MEMORY = 1 / 16


def fits_in_memory(n_bytes: int, limit_bytes: int | None = None) -> bool:
    """Return whether inputs of `n_bytes` may be copied.

    Parameters
    ----------
    n_bytes : int
    limit_bytes : int, optional
        How much may be; by default `LARGEST_COPY_BYTES`, or less where little memory is free.
    """
    if limit_bytes is None:
        free = psutil.virtual_memory().available
        limit_bytes = min(LARGEST_COPY_BYTES, int(free * SHARE_OF_FREE_MEMORY))
    return n_bytes <= limit_bytes


def tensor_inputs(
    tensor: Float32,
    rows: Sequence[int],
    spec: NetworkSpec,
    *,
    seed: int,
    side: Side,
    is_copied: bool,
) -> Inputs:
    """Return what `spec` is shown of some rows of a tensor, in dB.

    Parameters
    ----------
    tensor : ndarray [shape=(N, n_mels, n_frames, channels)], float32
        That of ``spec.tensor``, mapped into memory.
    rows : sequence of int [n]
        Which, in this order.
    seed, side
        See `ablate`.
    is_copied : bool
        Whether they are copied now, or read from the map whenever they are used.

    Returns
    -------
    Inputs [shape=(n, n_mels, n_frames, spec.n_channels)]
    """
    chosen = np.asarray(rows, np.intp)
    if is_copied:
        return ablate(tensor[chosen], spec, seed=seed, side=side)
    shuffled = shuffling(spec, len(chosen), seed=seed, side=side)

    def read(places: Indices) -> Float32:
        values = tensor[chosen[places]]
        if shuffled is not None:
            channel, order = shuffled
            values[..., channel] = tensor[chosen[order[places]], ..., channel]
        if spec.without is not None:
            return np.delete(values, STEM_CHANNELS.index(spec.without), axis=-1)
        return values

    n_mels, n_frames, channels = tensor.shape[1:]
    seen = channels - (spec.without is not None)
    return StreamedInputs(count=len(chosen), shape_of_one=(n_mels, n_frames, seen), read=read)
