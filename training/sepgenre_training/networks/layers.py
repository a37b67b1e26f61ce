"""The convolutions of the four networks: ordinary, and depthwise separable (equation 2)."""

from __future__ import annotations

from typing import Any

import keras


def convolution(
    *,
    filters: int,
    kernel_size: tuple[int, int],
    separable: bool,
    l1: float = 0.0,
    l2: float = 0.0,
    name: str | None = None,
) -> Any:
    """Return one convolution layer, "same" padding, without bias.

    A bias would be cancelled by the batch normalisation that follows every convolution. Without
    it, and with 3 filters on c = 3 channels and a kernel of area k, the ordinary layer has
    9k weights and the separable one 3k + 9, the counts of the paper.

    Parameters
    ----------
    filters : int
        Number of output channels.
    kernel_size : (int, int)
        Extent in mel bands and in frames.
    separable : bool
        ``SepConv(Wp, Wd, Y) = PointwiseConv(Wp, DepthwiseConv(Wd, Y))`` (equation 2): each
        channel is filtered by a kernel of its own, then a 1 x 1 convolution mixes the channels.
    l1, l2 : float
        Penalties on the weights.

    Returns
    -------
    keras.layers.Layer
        Maps [shape=(n, n_mels, n_frames, channels)] to [shape=(n, n_mels, n_frames, filters)].
    """

    def penalty() -> Any:
        return keras.regularizers.L1L2(l1=l1, l2=l2) if l1 or l2 else None

    if separable:
        return keras.layers.SeparableConv2D(
            filters,
            kernel_size,
            padding="same",
            use_bias=False,
            depthwise_regularizer=penalty(),
            pointwise_regularizer=penalty(),
            name=name,
        )
    return keras.layers.Conv2D(
        filters,
        kernel_size,
        padding="same",
        use_bias=False,
        kernel_regularizer=penalty(),
        name=name,
    )
