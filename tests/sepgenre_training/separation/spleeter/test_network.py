"""The networks' masks: finite, in range, and one in sum over the stems."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from sepgenre_training.separation.spleeter.engine import SpleeterSeparator
from sepgenre_training.separation.spleeter.network import (
    LAST_DECODER,
    Masks,
    as_sub_pixels,
    build_network,
)
from sepgenre_training.separation.spleeter.spectra import CHUNK_FRAMES, MODELLED_BINS
from sepgenre_training.separation.spleeter.tensors import network_tensors
from tests.sepgenre_training.separation.spleeter.random_checkpoint import random_weights


def _masks(separator: SpleeterSeparator, level: float) -> Masks:
    rng = np.random.default_rng(0)
    shape = (2, CHUNK_FRAMES, MODELLED_BINS)
    magnitudes = (level * rng.exponential(size=shape)).astype(np.float32)
    return separator._networks.estimate_masks(magnitudes)


@pytest.mark.parametrize("level", [0.0, 1e-3, 1.0, 100.0])
def test_masks_share_every_bin_among_the_stems(separator: SpleeterSeparator, level: float) -> None:
    masks = _masks(separator, level)
    assert masks.shape == (4, 2, CHUNK_FRAMES, MODELLED_BINS)
    assert masks.dtype == np.float32
    assert masks.min() >= 0.0
    np.testing.assert_allclose(masks.sum(axis=0), 1.0, atol=1e-5)


def test_silence_is_shared_equally(separator: SpleeterSeparator) -> None:
    np.testing.assert_allclose(_masks(separator, 0.0), 0.25, atol=1e-6)


def test_stems_have_networks_of_their_own(separator: SpleeterSeparator) -> None:
    masks = _masks(separator, 1.0)
    for first in range(4):
        for second in range(first):
            assert np.abs(masks[first] - masks[second]).mean() > 1e-3


def test_each_layer_has_the_weights_of_its_tensors() -> None:
    weights = random_weights(seed=5)
    network = build_network("bass", weights)
    used = 0
    for layer in network_tensors("bass"):
        if layer.layer == "encoder_normalisation_6":
            continue
        expected = [weights[tensor.name] for tensor in layer.tensors]
        if layer.layer == LAST_DECODER:
            expected = [*as_sub_pixels(*expected)]
        found = network.get_layer(layer.layer).get_weights()
        for values, wanted in zip(found, expected, strict=True):
            np.testing.assert_array_equal(values, wanted)
            used += 1
    assert used == len(network.weights) == 70


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (7, 4), (32, 64)])
def test_sub_pixels_are_the_outputs_of_the_transposed_convolution(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    signal = rng.standard_normal((1, *shape, 32), dtype=np.float32)
    kernel = rng.standard_normal((5, 5, 1, 32), dtype=np.float32)
    bias = rng.standard_normal(1, dtype=np.float32)
    height, width = (2 * length for length in shape)
    expected = tf.nn.conv2d_transpose(signal, kernel, (1, height, width, 1), 2, "SAME") + bias

    filters, biases = as_sub_pixels(kernel, bias)
    found = tf.nn.depth_to_space(tf.nn.conv2d(signal, filters, 1, "SAME") + biases, 2)
    np.testing.assert_allclose(found, expected, atol=1e-4)
