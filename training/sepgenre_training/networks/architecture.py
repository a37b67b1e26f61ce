"""The shape that the networks share, built in Keras."""

from __future__ import annotations

from typing import Any

import keras

from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.layers import convolution
from sepgenre_training.networks.names import NetworkSpec


def build_network(
    spec: NetworkSpec,
    config: NetworkConfig,
    *,
    input_shape: tuple[int, int, int],
    n_classes: int,
) -> Any:
    """Return one of the networks, with weights of arbitrary value.

    Two blocks of convolution, batch normalisation, ReLU and max pooling; then dropout right
    before the fully connected layer (Mersy and Kuan, section "Method").

    Parameters
    ----------
    spec : NetworkSpec
        Which one.
    config : NetworkConfig
        Filters, kernel, pooling, head, penalties.
    input_shape : (int, int, int)
        (n_mels, n_frames, channels).
    n_classes : int
        Number of genres.

    Returns
    -------
    keras.Model
        Maps [shape=(n, n_mels, n_frames, channels)] to logits [shape=(n, n_classes)].
    """
    inputs = keras.Input(input_shape, name="mel")
    signal = inputs
    for block, filters in enumerate(config.filters, start=1):
        signal = convolution(
            filters=filters,
            kernel_size=config.kernel_size,
            separable=spec.separable,
            l1=config.l1,
            l2=config.l2,
            name=f"convolution_{block}",
        )(signal)
        signal = keras.layers.BatchNormalization(
            momentum=config.batch_normalization_momentum, name=f"batch_normalization_{block}"
        )(signal)
        signal = keras.layers.ReLU(name=f"activation_{block}")(signal)
        signal = keras.layers.MaxPooling2D(config.pool_size, name=f"pooling_{block}")(signal)
    signal = _head(config, signal)
    signal = keras.layers.Dropout(config.dropout, seed=0, name="dropout")(signal)
    logits = keras.layers.Dense(
        n_classes,
        kernel_regularizer=keras.regularizers.L1L2(l1=config.l1, l2=config.l2),
        name="fully_connected",
    )(signal)
    return keras.Model(inputs, logits)


def _head(config: NetworkConfig, signal: Any) -> Any:
    if config.head == "global_average":
        return keras.layers.GlobalAveragePooling2D(name="average")(signal)
    if config.head == "time_average":
        # Frames are interchangeable (a genre has no fixed onset), bands are not.
        signal = keras.ops.mean(signal, axis=2)
    return keras.layers.Flatten(name="flatten")(signal)
