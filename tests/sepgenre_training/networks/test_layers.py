"""Equation 2 of the paper, on the layers that the networks are built of."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from sepgenre_training.networks.layers import convolution


def built(*, separable: bool, kernel_size: tuple[int, int], filters: int, channels: int):
    layer = convolution(filters=filters, kernel_size=kernel_size, separable=separable)
    layer.build((None, 20, 30, channels))
    return layer


@pytest.mark.parametrize("kernel_size", [(3, 3), (5, 5), (3, 7)])
def test_weight_counts_fall_from_9k_to_3k_plus_9(kernel_size: tuple[int, int]) -> None:
    k = kernel_size[0] * kernel_size[1]

    ordinary = built(separable=False, kernel_size=kernel_size, filters=3, channels=3)
    separable = built(separable=True, kernel_size=kernel_size, filters=3, channels=3)

    assert ordinary.count_params() == 9 * k
    assert separable.count_params() == 3 * k + 9


def test_separable_layer_computes_pointwise_of_depthwise() -> None:
    rng = np.random.default_rng(2)
    image = rng.standard_normal((2, 11, 13, 3)).astype(np.float32)
    layer = built(separable=True, kernel_size=(3, 5), filters=4, channels=3)
    depthwise = np.asarray(layer.depthwise_kernel)[..., 0]  # (rows, columns, channels)
    pointwise = np.asarray(layer.pointwise_kernel)[0, 0]  # (channels, filters)

    padded = np.pad(image, ((0, 0), (1, 1), (2, 2), (0, 0))).astype(np.float64)
    filtered = np.zeros(image.shape)
    for row in range(3):
        for column in range(5):
            window = padded[:, row : row + 11, column : column + 13]
            filtered += window * depthwise[row, column]
    expected = filtered @ pointwise

    np.testing.assert_allclose(keras.ops.convert_to_numpy(layer(image)), expected, atol=1e-5)


def test_ordinary_layer_differs_from_the_separable_one() -> None:
    layer = built(separable=False, kernel_size=(3, 3), filters=4, channels=3)

    assert isinstance(layer, keras.layers.Conv2D)
    assert tuple(layer.kernel.shape) == (3, 3, 3, 4)
