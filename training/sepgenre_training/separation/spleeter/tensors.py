"""Which tensors the official 4stems checkpoint holds, and to which layer each one belongs."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

SPLEETER_NAME = "spleeter"
SPLEETER_VERSION = "2"

NETWORK_STEMS = ("vocals", "drums", "bass", "other")
"""The stems in the order in which the checkpoint numbers their networks."""

ENCODER_FILTERS = (16, 32, 64, 128, 256, 512)
DECODER_FILTERS = (256, 128, 64, 32, 16, 1)
N_CHANNELS = 2
KERNEL_SIZE = 5
MASK_KERNEL_SIZE = 4

GLOBAL_STEP = "global_step"

_DEPTH = len(ENCODER_FILTERS)


@attrs.frozen(kw_only=True)
class CheckpointTensor:
    """What the checkpoint says of one tensor.

    Attributes
    ----------
    name : str
        Its key in the checkpoint.
    shape : tuple of int
        () for a scalar.
    dtype : str
        Name of the numpy dtype.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"


@attrs.frozen(kw_only=True)
class LayerTensors:
    """The tensors of one layer, in the order in which Keras keeps a layer's weights.

    Attributes
    ----------
    layer : str
        Name of the layer within the network of one stem, such as ``encoder_1``.
    tensors : tuple of CheckpointTensor
        Kernel and bias; or gamma, beta, moving mean and moving variance.
    """

    layer: str
    tensors: tuple[CheckpointTensor, ...]


def network_tensors(stem: str) -> tuple[LayerTensors, ...]:
    """Return the tensors of the network of `stem`, layer by layer.

    The checkpoint numbers layers of one kind across the four networks: 7 convolutions (six of
    the encoder and the mask), 6 transposed convolutions and 12 batch normalisations for each.

    Parameters
    ----------
    stem : str
        One of `NETWORK_STEMS`.

    References
    ----------
    "Spleeter: a fast and efficient music source separation tool with pre-trained models",
    JOSS 5(50), 2020; "Singing voice separation with deep U-Net convolutional networks",
    ISMIR 2017.
    """
    return tuple(_network_layers(NETWORK_STEMS.index(stem)))


def checkpoint_tensors() -> tuple[CheckpointTensor, ...]:
    """Return all 297 tensors of the checkpoint: 74 for each network, and the training step."""
    of_networks = [
        tensor
        for stem in NETWORK_STEMS
        for layer in network_tensors(stem)
        for tensor in layer.tensors
    ]
    return (*of_networks, CheckpointTensor(name=GLOBAL_STEP, shape=(), dtype="int64"))


def _network_layers(network: int) -> Iterator[LayerTensors]:
    first_convolution = network * (_DEPTH + 1)
    first_transposed = network * _DEPTH
    first_normalisation = network * 2 * _DEPTH
    for level, (inputs, filters) in enumerate(
        zip((N_CHANNELS, *ENCODER_FILTERS[:-1]), ENCODER_FILTERS, strict=True)
    ):
        shape = (KERNEL_SIZE, KERNEL_SIZE, inputs, filters)
        yield _convolution(f"encoder_{level + 1}", "conv2d", first_convolution + level, shape)
        yield _normalisation(f"encoder_normalisation_{level + 1}", first_normalisation + level)
    for level, (inputs, filters) in enumerate(zip(_decoder_inputs(), DECODER_FILTERS, strict=True)):
        # A transposed convolution keeps its kernel as (height, width, outputs, inputs).
        shape = (KERNEL_SIZE, KERNEL_SIZE, filters, inputs)
        number = first_transposed + level
        yield _convolution(f"decoder_{level + 1}", "conv2d_transpose", number, shape, outputs=2)
        number = first_normalisation + _DEPTH + level
        yield _normalisation(f"decoder_normalisation_{level + 1}", number)
    shape = (MASK_KERNEL_SIZE, MASK_KERNEL_SIZE, DECODER_FILTERS[-1], N_CHANNELS)
    yield _convolution("mask", "conv2d", first_convolution + _DEPTH, shape)


def _decoder_inputs() -> tuple[int, ...]:
    # Each level but the first sees its encoder's output beside the level before.
    skips = ENCODER_FILTERS[-2::-1]
    return (ENCODER_FILTERS[-1], *(2 * filters for filters in skips))


def _convolution(
    layer: str, kind: str, number: int, shape: tuple[int, ...], *, outputs: int = 3
) -> LayerTensors:
    name = _numbered(kind, number)
    return LayerTensors(
        layer=layer,
        tensors=(
            CheckpointTensor(name=f"{name}/kernel", shape=shape),
            CheckpointTensor(name=f"{name}/bias", shape=(shape[outputs],)),
        ),
    )


def _normalisation(layer: str, number: int) -> LayerTensors:
    name = _numbered("batch_normalization", number)
    filters = (*ENCODER_FILTERS, *DECODER_FILTERS)[number % (2 * _DEPTH)]
    return LayerTensors(
        layer=layer,
        tensors=tuple(
            CheckpointTensor(name=f"{name}/{part}", shape=(filters,))
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        ),
    )


def _numbered(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind
