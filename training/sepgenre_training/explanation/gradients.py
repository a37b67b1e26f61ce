"""Integrated gradients: what each cell of the input adds to the log-probability of a genre."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from sepgenre_training.compute.worker import check_cancelled

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]

STEPS = 64
"""Points on the way from the mean to the input."""

_AT_ONCE = 8


def integrated_gradients(
    model: Any, inputs: Float32, target: int, *, steps: int = STEPS
) -> Float64:
    """Return what each cell adds to the log-probability of class `target`, in nats.

    Sundararajan, Taly and Yan, *Axiomatic Attribution for Deep Networks*, 2017: the input times
    the mean gradient on the straight way from the training set's mean (0 after standardisation)
    to the input, by the midpoint rule. All cells together add up to the difference between the
    log-probabilities at both ends (completeness), as nearly as `steps` allow.

    Parameters
    ----------
    model : keras.Model
        Maps [shape=(n, n_mels, n_frames, c)] to logits [shape=(n, n_classes)].
    inputs : ndarray [shape=(n_mels, n_frames, c)], float32
        One standardised input.
    target : int
        The class.

    Returns
    -------
    ndarray [shape=(n_mels, n_frames, c)], float64

    Raises
    ------
    CancelledError
        Where the person has asked the worker to stop.
    """
    fractions = (np.arange(steps, dtype=np.float32) + 0.5) / steps
    total = np.zeros(inputs.shape)
    for first in range(0, steps, _AT_ONCE):
        check_cancelled()
        shares = fractions[first : first + _AT_ONCE].reshape(-1, 1, 1, 1)
        points = tf.constant(shares * inputs[np.newaxis])
        with tf.GradientTape() as tape:
            tape.watch(points)
            logits = model(points, training=False)
            chosen = tf.reduce_sum(tf.nn.log_softmax(logits)[:, target])
        total += tape.gradient(chosen, points).numpy().sum(axis=0, dtype=np.float64)
    return np.asarray(total / steps * inputs)
