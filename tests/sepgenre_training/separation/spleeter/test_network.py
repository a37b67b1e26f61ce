"""The networks' masks: finite, in range, and one in sum over the stems."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.separation.spleeter.engine import SpleeterSeparator
from sepgenre_training.separation.spleeter.network import Masks, build_network
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
        for tensor, values in zip(
            layer.tensors, network.get_layer(layer.layer).get_weights(), strict=True
        ):
            np.testing.assert_array_equal(values, weights[tensor.name])
            used += 1
    assert used == len(network.weights) == 70
