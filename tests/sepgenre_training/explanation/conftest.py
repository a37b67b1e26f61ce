"""A small network that has learned a class planted in one stem and one band."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import pytest

from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow

SHAPE = (16, 24, 3)
DRUMS, BAND = 1, slice(4, 8)
STEMS = ("bass", "drums", "other")


@attrs.frozen(kw_only=True, eq=False)
class Planted:
    """A trained network, and one input of the planted class, which is 1."""

    fitter: object
    inputs: np.ndarray


@pytest.fixture(scope="session")
def trained() -> Planted:
    prepare_tensorflow()
    from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
    from sepgenre_training.networks.fitting import Examples, NetworkFitter
    from sepgenre_training.networks.names import NETWORKS, STEMS_CONV

    rng = np.random.default_rng(1)
    labels = (np.arange(40) % 2).astype(np.int32)
    inputs = rng.standard_normal((40, *SHAPE)).astype(np.float32)
    inputs[labels == 1, BAND, :, DRUMS] += 1.5
    fitter = NetworkFitter(
        NETWORKS[STEMS_CONV],
        NetworkConfig(filters=(4, 4), pool_size=(2, 2)),
        TrainingConfig(batch_size=8, learning_rate=5e-3),
        input_shape=SHAPE,
        n_classes=2,
    )
    training = fitter.epochs(
        Examples(inputs=inputs, labels=labels),
        class_weights=np.ones(2, np.float32),
        seed=0,
        n_epochs=12,
    )
    assert [epoch.accuracy for epoch in training][-1] > 0.9
    return Planted(fitter=fitter, inputs=inputs[1])


@pytest.fixture
def planted(trained: Planted) -> Iterator[Planted]:
    """The network as it was trained, whatever the test makes of its weights."""
    weights = trained.fitter.model.get_weights()
    yield trained
    trained.fitter.model.set_weights(weights)
