"""The fast way through a network: outputs, gradients and averages equal those of its layers."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow
from sepgenre_training.networks.architecture import build_network
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.fast_forward import FastForward, max_pool
from sepgenre_training.networks.names import FULL_MIX, NETWORKS, STEMS_CONV, STEMS_SEPARABLE

prepare_tensorflow()

# No window size divides these; a kernel of even height pads one row more below.
SHAPE = (35, 46, 3)
CONFIGS = {
    "plain": NetworkConfig(filters=(4, 6), pool_size=(4, 4)),
    "odd": NetworkConfig(filters=(5, 3), pool_size=(2, 3), kernel_size=(2, 5), head="time_average"),
    "large patches": NetworkConfig(filters=(2, 2), kernel_size=(5, 5), head="global_average"),
}


def fresh_model(name: str, config: NetworkConfig) -> keras.Model:
    """Return a network with random weights, some scales of the normalisation below zero."""
    shape = (*SHAPE[:2], NETWORKS[name].n_channels)
    model = build_network(NETWORKS[name], config, input_shape=shape, n_classes=4)
    rng = np.random.default_rng(7)
    for variable in model.variables:
        if variable.name == "seed_generator_state":
            continue
        drawn = rng.standard_normal(variable.shape).astype(np.float32)
        variable.assign(np.abs(drawn) + 0.5 if variable.name == "moving_variance" else 0.3 * drawn)
    gammas = model.get_layer("batch_normalization_1").gamma
    assert float(np.min(gammas)) < 0.0
    return model


@pytest.mark.parametrize("name", [STEMS_CONV, STEMS_SEPARABLE])
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_training_and_inference_equal_those_of_the_layers(name: str, config: NetworkConfig) -> None:
    inputs = tf.constant(np.random.default_rng(1).standard_normal((5, *SHAPE)), tf.float32)
    labels = tf.constant([0, 1, 2, 3, 1])
    model, twin = fresh_model(name, config), fresh_model(name, config)
    fast = FastForward(twin, n_blocks=2)
    has_many_channels = name != FULL_MIX
    assert fast.takes_moments != (config is CONFIGS["large patches"] and has_many_channels)

    np.testing.assert_allclose(fast.infer(inputs), model(inputs, training=False), atol=2e-5)

    def gradients(network: keras.Model, logits_of: object) -> list[np.ndarray]:
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits_of())
            loss = tf.reduce_sum(losses)
        found = tape.gradient(loss, [each.value for each in network.trainable_variables])
        return [np.asarray(each) for each in found]

    sums, products = (tf.reduce_sum(each, axis=0) for each in fast.moments(inputs))
    expected = gradients(model, lambda: model(inputs, training=True))
    found = gradients(twin, lambda: fast.train(inputs, sums, products))

    for variable, ours, theirs in zip(model.trainable_variables, found, expected, strict=True):
        largest = np.abs(theirs).max()
        np.testing.assert_allclose(
            ours, theirs, rtol=0, atol=1e-6 + 2e-4 * largest, err_msg=variable.path
        )
    # Moving averages and the dropout's draws have followed.
    for ours, theirs in zip(twin.variables, model.variables, strict=True):
        np.testing.assert_allclose(
            np.asarray(ours), np.asarray(theirs), atol=2e-5, err_msg=ours.path
        )


def test_a_gradient_goes_to_the_first_of_equal_values_as_in_tensorflow() -> None:
    rng = np.random.default_rng(3)
    values = tf.constant(rng.integers(0, 3, (2, 11, 9, 4)), tf.float32)
    weights = tf.constant(rng.standard_normal((2, 5, 2, 4)), tf.float32)

    def gradient(pool: object) -> np.ndarray:
        with tf.GradientTape() as tape:
            tape.watch(values)
            loss = tf.reduce_sum(pool(values) * weights)
        return tape.gradient(loss, values).numpy()

    ours = gradient(lambda x: max_pool(x, (2, 4)))
    theirs = gradient(lambda x: tf.nn.max_pool2d(x, (2, 4), (2, 4), "VALID"))

    np.testing.assert_array_equal(ours, theirs)
    assert np.count_nonzero(ours) == 2 * 5 * 2 * 4
