"""Spleeter's 4stems separation written a second time: plain TensorFlow, in one piece.

Nothing of the product is used, not even its names of tensors: `tf.nn` and `tf.signal` straight
from the checkpoint, so that an error in the engine cannot hide in both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf


class _Weights:
    """Hands out the checkpoint's layers of each kind in the order of their numbers."""

    def __init__(self, folder: Path) -> None:
        self._reader = tf.train.load_checkpoint(str(folder / "model"))

    def __call__(self, kind: str, number: int, part: str) -> Any:
        return tf.constant(
            self._reader.get_tensor(f"{kind}_{number}/{part}" if number else f"{kind}/{part}")
        )


def separate_in_one_piece(
    folder: Path, waveform: npt.NDArray[np.float32]
) -> dict[str, npt.NDArray[np.float32]]:
    """Separate `waveform` [shape=(2, samples)] at 44.1 kHz; stems have its shape."""
    weights = _Weights(folder)
    n_samples = waveform.shape[1]
    padded = tf.concat([tf.zeros((2, 4096)), waveform], axis=1)
    spectra = tf.signal.stft(padded, 4096, 1024, pad_end=True)
    n_frames = spectra.shape[1]
    filled = tf.pad(spectra, ((0, 0), (0, -n_frames % 512), (0, 0)))
    magnitudes = tf.reshape(
        tf.transpose(tf.abs(filled)[:, :, :1024], (1, 2, 0)), (-1, 512, 1024, 2)
    )
    estimates = [_unet(weights, network, magnitudes) for network in range(4)]
    total = tf.add_n([estimate**2 for estimate in estimates]) + 1e-10
    stems = {}
    for name, estimate in zip(("vocals", "drums", "bass", "other"), estimates, strict=True):
        mask = tf.reshape((estimate**2 + 1e-10 / 4) / total, (-1, 1024, 2))
        mask = tf.pad(tf.transpose(mask, (2, 0, 1)), ((0, 0), (0, 0), (0, 1025)))
        masked = tf.cast(mask[:, :n_frames], tf.complex64) * spectra
        audio = tf.signal.inverse_stft(masked, 4096, 1024) * (2 / 3)
        stems[name] = audio[:, 4096 : 4096 + n_samples].numpy()
    return stems


def _unet(weights: _Weights, network: int, inputs: Any) -> Any:
    def normalise(signal: Any, number: int) -> Any:
        gamma, beta, mean, variance = (
            weights("batch_normalization", 12 * network + number, part)
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        return gamma * (signal - mean) / tf.sqrt(variance + 1e-3) + beta

    convolved = []
    signal = inputs
    for level in range(6):
        number = 7 * network + level
        convolution = tf.nn.conv2d(signal, weights("conv2d", number, "kernel"), 2, "SAME")
        convolved.append(convolution + weights("conv2d", number, "bias"))
        signal = tf.nn.elu(normalise(convolved[-1], level))
    signal = convolved[5]
    for level in range(6):
        number = 6 * network + level
        kernel = weights("conv2d_transpose", number, "kernel")
        shape = (signal.shape[0], 2 * signal.shape[1], 2 * signal.shape[2], kernel.shape[2])
        signal = tf.nn.conv2d_transpose(signal, kernel, shape, 2, "SAME")
        signal = tf.nn.elu(signal + weights("conv2d_transpose", number, "bias"))
        signal = normalise(signal, 6 + level)
        if level < 5:
            signal = tf.concat([convolved[4 - level], signal], axis=-1)
    number = 7 * network + 6
    logits = tf.nn.conv2d(signal, weights("conv2d", number, "kernel"), 1, "SAME", dilations=2)
    return inputs * tf.sigmoid(logits + weights("conv2d", number, "bias"))
