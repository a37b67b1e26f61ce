"""The four U-Nets of Spleeter's 4stems model, in Keras, with the checkpoint's weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow
from sepgenre_training.separation.spleeter.checkpoint import read_checkpoint
from sepgenre_training.separation.spleeter.spectra import CHUNK_FRAMES, MODELLED_BINS
from sepgenre_training.separation.spleeter.tensors import (
    DECODER_FILTERS,
    ENCODER_FILTERS,
    KERNEL_SIZE,
    MASK_KERNEL_SIZE,
    N_CHANNELS,
    NETWORK_STEMS,
    network_tensors,
)

Magnitudes = npt.NDArray[np.float32]
"""[shape=(channels, CHUNK_FRAMES, MODELLED_BINS)], dtype float32."""

Masks = npt.NDArray[np.float32]
"""[shape=(stems, channels, CHUNK_FRAMES, MODELLED_BINS)], 0 .. 1, dtype float32."""

NORMALISATION_EPSILON = 1e-3
# Keeps the masks of a silent bin finite: a quarter each.
_MASK_EPSILON = 1e-10
LAST_DECODER = f"decoder_{len(DECODER_FILTERS)}"


class SpleeterNetworks:
    """The networks of the four stems as one graph, from magnitudes to masks.

    Parameters
    ----------
    weights : Mapping[str, ndarray]
        The tensors of the checkpoint, as `read_checkpoint` returns them.
    """

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        self._networks = [build_network(stem, weights) for stem in NETWORK_STEMS]
        shape = (N_CHANNELS, CHUNK_FRAMES, MODELLED_BINS)
        signature = [tf.TensorSpec(shape, tf.float32)]
        self._graph = tf.function(self._masks, input_signature=signature)

    def estimate_masks(self, magnitudes: Magnitudes) -> Masks:
        """Estimate which share of each bin belongs to each stem.

        The share of a stem is its estimated power over the sum of all four (ratio masks with
        exponent 2).

        Parameters
        ----------
        magnitudes : Magnitudes [shape=(2, CHUNK_FRAMES, MODELLED_BINS)]
            Of the left and the right channel.

        Returns
        -------
        Masks [shape=(4, 2, CHUNK_FRAMES, MODELLED_BINS)]
            In the order of `NETWORK_STEMS`; the sum over the stems is 1.
        """
        return np.asarray(self._graph(magnitudes))

    def _masks(self, magnitudes: Any) -> Any:
        inputs = tf.transpose(magnitudes, (1, 2, 0))[tf.newaxis]
        estimates = tf.concat([network(inputs, training=False) for network in self._networks], 0)
        powers = tf.square(estimates)
        total = tf.reduce_sum(powers, axis=0, keepdims=True) + _MASK_EPSILON
        masks = (powers + _MASK_EPSILON / len(NETWORK_STEMS)) / total
        return tf.transpose(masks, (0, 3, 1, 2))


def load_networks(folder: Path) -> SpleeterNetworks:
    """Load the networks from the checkpoint in `folder`.

    Raises
    ------
    SeparationError
        Where the checkpoint is not the official one, as in `read_checkpoint`.
    """
    prepare_tensorflow()
    return SpleeterNetworks(read_checkpoint(folder))


def build_network(stem: str, weights: Mapping[str, npt.NDArray[Any]]) -> Any:
    """Build the U-Net of one stem for inference.

    Skips and bottleneck take a convolution's output before its normalisation; ELU follows
    normalisation in the encoder and comes before it in the decoder, as the weights expect.

    Parameters
    ----------
    stem : str
        One of `NETWORK_STEMS`.
    weights : Mapping[str, ndarray]
        The tensors of the checkpoint.

    Returns
    -------
    keras.Model
        Maps magnitudes [shape=(n, CHUNK_FRAMES, MODELLED_BINS, 2)] to the stem's.
    """
    inputs = keras.Input((CHUNK_FRAMES, MODELLED_BINS, N_CHANNELS), name="mixture")
    decoded = _decode(_encode(inputs))
    mask = keras.layers.Conv2D(
        N_CHANNELS,
        MASK_KERNEL_SIZE,
        dilation_rate=2,
        padding="same",
        activation="sigmoid",
        name="mask",
    )(decoded)
    network = keras.Model(inputs, keras.layers.Multiply(name="estimate")([mask, inputs]), name=stem)
    built = {layer.name for layer in network.layers}
    for layer in network_tensors(stem):
        # Read in any case: a corrupt file is refused wherever it is corrupt.
        values = [weights[tensor.name] for tensor in layer.tensors]
        if layer.layer == LAST_DECODER:
            values = [*as_sub_pixels(*values)]
        # The checkpoint's normalisation of the bottleneck leads nowhere.
        if layer.layer in built:
            network.get_layer(layer.layer).set_weights(values)
    return network


def as_sub_pixels(
    kernel: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the weights of the convolution that gives each 2 x 2 outputs of a transposed one.

    The last transposed convolution has a single filter, and takes twice as long as the plain one
    whose four filters are its outputs in even and odd rows and columns.

    Parameters
    ----------
    kernel : ndarray [shape=(5, 5, 1, inputs)]
        Of the transposed convolution with a stride of 2 and as much padding as `same` means.
    bias : ndarray [shape=(1,)]
        Its bias.

    Returns
    -------
    tuple of ndarray [shape=(3, 3, inputs, 4)] and ndarray [shape=(4,)]
        For a stride of 1 and `same`; the four filters in the order of `tf.nn.depth_to_space`.
    """
    # Output 2 m + parity is the sum of input m + tap - 1 times kernel[parity + 3 - 2 tap].
    padded = np.pad(kernel[:, :, 0], ((1, 0), (1, 0), (0, 0)))
    by_parity = [padded[[parity + 4, parity + 2, parity]] for parity in (0, 1)]
    filters = [rows[:, [q + 4, q + 2, q]] for rows in by_parity for q in (0, 1)]
    return np.stack(filters, axis=-1), np.repeat(bias, len(filters))


class _DepthToSpace(keras.layers.Layer):  # type: ignore[misc]
    """Lays four channels out as 2 x 2 pixels of one."""

    def call(self, signal: Any) -> Any:
        return tf.nn.depth_to_space(signal, 2)


def _encode(inputs: Any) -> list[Any]:
    convolved: list[Any] = []
    signal = inputs
    for level, filters in enumerate(ENCODER_FILTERS, start=1):
        signal = _strided(keras.layers.Conv2D, filters, f"encoder_{level}")(signal)
        convolved.append(signal)
        if level < len(ENCODER_FILTERS):
            signal = _normalise(signal, f"encoder_normalisation_{level}")
            signal = keras.layers.ELU(name=f"encoder_activation_{level}")(signal)
    return convolved


def _decode(convolved: list[Any]) -> Any:
    *skips, signal = convolved
    for level, filters in enumerate(DECODER_FILTERS, start=1):
        if level > 1:
            signal = keras.layers.Concatenate(name=f"skip_{level}")([skips.pop(), signal])
        name = f"decoder_{level}"
        if name == LAST_DECODER:
            signal = _upsample_to_one(signal, name)
        else:
            signal = _strided(keras.layers.Conv2DTranspose, filters, name)(signal)
        signal = keras.layers.ELU(name=f"decoder_activation_{level}")(signal)
        signal = _normalise(signal, f"decoder_normalisation_{level}")
    return signal


def _strided(convolution: Any, filters: int, name: str) -> Any:
    # Random values would only be overwritten; they cost time and, for good, memory.
    return convolution(
        filters, KERNEL_SIZE, strides=2, padding="same", kernel_initializer="zeros", name=name
    )


def _upsample_to_one(signal: Any, name: str) -> Any:
    convolution = keras.layers.Conv2D(4, 3, padding="same", kernel_initializer="zeros", name=name)
    return _DepthToSpace(name=f"{name}_pixels")(convolution(signal))


def _normalise(signal: Any, name: str) -> Any:
    return keras.layers.BatchNormalization(epsilon=NORMALISATION_EPSILON, name=name)(signal)
