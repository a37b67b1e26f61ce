"""The four networks as the paper describes them."""

from __future__ import annotations

import keras
import pytest

from sepgenre_training.networks.architecture import build_network
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.names import NETWORK_NAMES, NETWORKS, STEMS_SEPARABLE


def channels(name: str) -> int:
    return 3 if NETWORKS[name].tensor == "stems" else 1


def build(name: str, config: NetworkConfig | None = None):
    return build_network(
        NETWORKS[name],
        config or NetworkConfig(),
        input_shape=(128, 458, channels(name)),
        n_classes=6,
    )


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_layers_stand_in_the_order_of_the_paper(name: str) -> None:
    convolution = keras.layers.SeparableConv2D if name == STEMS_SEPARABLE else keras.layers.Conv2D
    block = [
        convolution,
        keras.layers.BatchNormalization,
        keras.layers.ReLU,
        keras.layers.MaxPooling2D,
    ]

    layers = [
        layer for layer in build(name).layers if not isinstance(layer, keras.layers.InputLayer)
    ]
    kinds = [type(layer) for layer in layers]

    assert kinds[:8] == block * 2
    assert kinds[-2:] == [keras.layers.Dropout, keras.layers.Dense]
    assert layers[-2].rate == 0.5


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_every_weight_that_can_be_penalised_is(name: str) -> None:
    model = build(name, NetworkConfig(l1=1e-5, l2=1e-4))

    assert len(model.losses) == (5 if name == STEMS_SEPARABLE else 3)


@pytest.mark.parametrize("head", ["flatten", "time_average", "global_average"])
def test_every_head_gives_one_logit_for_each_genre(head: str) -> None:
    model = build(STEMS_SEPARABLE, NetworkConfig(head=head))

    assert model.output_shape == (None, 6)
