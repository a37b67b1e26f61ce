"""What flows back through max pooling, on a processor: one pass over the windows.

TensorFlow's own gradient of max pooling takes a third of the time of a training step here. This
one is compiled by numba; see `fast_forward`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.numba_cache import choose_numba_cache

Float32 = npt.NDArray[np.float32]


_ALIGNMENT = 64
"""Bytes; arrays at other addresses are copied when TensorFlow takes them."""


def pooling_gradient(
    values: Float32, pooled: Float32, gradient: Float32, *, size: tuple[int, int]
) -> Float32:
    """Return the gradient by `values` of their max pooling over windows that do not overlap.

    Among equal values of a window the first one wins, as in TensorFlow.

    Parameters
    ----------
    values : ndarray [shape=(n, height, width, channels)], float32
        What was pooled. Rows and columns that fill no window get no gradient.
    pooled : ndarray [shape=(n, rows, columns, channels)], float32
        The windows' maxima.
    gradient : ndarray [shape=(n, rows, columns, channels)], float32
        Of the loss by `pooled`.
    size : (int, int)
        Height and width of a window.

    Returns
    -------
    ndarray [shape=(n, height, width, channels)], float32
        Zero but at the winners.
    """
    result = _aligned(values.shape)
    _compiled()(values, pooled, gradient, size, result)
    return result


def _aligned(shape: tuple[int, ...]) -> Float32:
    spare = _ALIGNMENT // np.dtype(np.float32).itemsize
    memory = np.empty(math.prod(shape) + spare, np.float32)
    first = -memory.ctypes.data % _ALIGNMENT // memory.itemsize
    return memory[first : first + math.prod(shape)].reshape(shape)


@functools.cache
def _compiled() -> Callable[..., None]:
    """Return `_fill` compiled for this process, which takes a second or two at its first call.

    Nothing is kept on disk: two processes that compile into one cache at a time spoil it.
    """
    choose_numba_cache()
    import numba

    compiled: Callable[..., None] = numba.njit(_fill, error_model="numpy", nogil=True)
    return compiled


def _fill(
    values: Float32, pooled: Float32, gradient: Float32, size: tuple[int, int], result: Float32
) -> None:
    n, rows, columns, channels = pooled.shape
    pool_height, pool_width = size
    taken = np.zeros(channels, np.bool_)
    for item in range(n):
        for row in range(rows):
            # Few enough lines to be in the cache still when the winners are written.
            result[item, row * pool_height : (row + 1) * pool_height] = 0.0
            for column in range(columns):
                taken[:] = False
                best, slopes = pooled[item, row, column], gradient[item, row, column]
                for place in range(pool_height * pool_width):
                    y = row * pool_height + place // pool_width
                    x = column * pool_width + place % pool_width
                    here, given = values[item, y, x], result[item, y, x]
                    for channel in range(channels):
                        if here[channel] == best[channel] and not taken[channel]:
                            taken[channel] = True
                            given[channel] = slopes[channel]
        result[item, rows * pool_height :] = 0.0
