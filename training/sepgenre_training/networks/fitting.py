"""Fitting one network: graphs built once, weights reset for every fit, epochs one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import attrs
import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.features.array_file import scratch_array
from sepgenre_training.networks.architecture import build_network
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.fast_forward import FastForward
from sepgenre_training.networks.inputs import Inputs, StreamedInputs
from sepgenre_training.networks.names import NetworkSpec

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]


@attrs.frozen(kw_only=True, eq=False)
class Examples:
    """Standardised inputs [shape=(n, n_mels, n_frames, c)], float32, and labels [shape=(n,)]."""

    inputs: Inputs
    labels: Labels


@attrs.frozen(kw_only=True)
class TrainedEpoch:
    """The training figures of one epoch: means over its batches, in training mode."""

    epoch: int
    loss: float
    accuracy: float


class NetworkFitter:
    """One network of one shape, fitted as often as wanted.

    TensorFlow's graphs are traced at the first fit and kept. A new graph for every fit costs
    most of the time of a small fit and is never given back (tensorflow#61791), so a fit resets
    the weights instead of building the network anew. On a processor the graphs take the way of
    `fast_forward`, to the same results within float tolerance.

    Parameters
    ----------
    input_shape : (int, int, int)
        (n_mels, n_frames, channels).
    is_fast : bool, optional
        Whether to take that way; by default where there is no graphics processor.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        network: NetworkConfig,
        training: TrainingConfig,
        *,
        input_shape: tuple[int, int, int],
        n_classes: int,
        is_fast: bool | None = None,
    ) -> None:
        self._training = training
        self.model = build_network(spec, network, input_shape=input_shape, n_classes=n_classes)
        self._optimizer = keras.optimizers.get(
            {
                "class_name": training.optimizer,
                "config": {"learning_rate": training.learning_rate},
            }
        )
        self._optimizer.build(self.model.trainable_variables)
        self._fresh_optimizer = [variable.numpy() for variable in self._optimizer.variables]
        if is_fast is None:
            # A graphics processor pools at no cost, and would wait for what is computed beside it.
            is_fast = not tf.config.list_logical_devices("GPU")
        self._fast = FastForward(self.model, len(network.filters)) if is_fast else None
        batch = tf.TensorSpec([None, *input_shape], tf.float32)
        labels = tf.TensorSpec([None], tf.int32)
        weights = tf.TensorSpec([None], tf.float32)
        sums, products = tf.TensorSpec([None], tf.float32), tf.TensorSpec([None, None], tf.float32)
        # Nothing here is Python control flow over tensors, and to look for it takes a fifth of the
        # time that tracing takes.
        self._train_step = tf.function(
            self._step, input_signature=[batch, labels, weights, sums, products], autograph=False
        )
        infer = partial(self.model, training=False) if self._fast is None else self._fast.infer
        self._infer = tf.function(infer, input_signature=[batch], autograph=False)
        self._moments: Any = None
        if self._fast is not None and self._fast.takes_moments:
            self._moments = tf.function(
                self._fast.moments, input_signature=[batch], autograph=False
            )

    def reset(self, seed: int) -> None:
        """Give every weight, and the optimiser, the fresh value that `seed` determines.

        Kernels are drawn by Glorot and Bengio's uniform rule (2010), Keras's default.
        """
        seeds = np.random.SeedSequence(seed)
        for variable in self.model.variables:
            draw = int(seeds.spawn(1)[0].generate_state(1)[0]) & 0x7FFFFFFF
            variable.assign(_fresh_value(variable, draw))
        for variable, value in zip(self._optimizer.variables, self._fresh_optimizer, strict=True):
            variable.assign(value)

    def epochs(
        self, examples: Examples, *, class_weights: Float32, seed: int, n_epochs: int
    ) -> Iterator[TrainedEpoch]:
        """Train on `examples` from fresh weights, yielding after each epoch.

        Between two epochs the caller may `predict`; the weights are those of the epoch yielded.

        Parameters
        ----------
        examples : Examples
            The training side.
        class_weights : ndarray [shape=(n_classes,)], float32
            Factor of each class's loss.
        seed : int
            Determines the weights, the order of examples and the dropout.
        n_epochs : int
            Number of passes.

        Raises
        ------
        CancelledError
            Within one batch of the person's request.
        """
        self.reset(seed)
        order = np.random.default_rng([seed, 1])
        size = self._training.batch_size
        weights = class_weights[examples.labels]
        sums, products = self._patch_moments(examples.inputs)
        for epoch in range(1, n_epochs + 1):
            permutation = order.permutation(len(examples.labels))
            loss = correct = 0.0
            for start in range(0, len(permutation), size):
                check_cancelled()
                chosen = permutation[start : start + size]
                batch_loss, batch_correct = self._train_step(
                    examples.inputs[chosen],
                    examples.labels[chosen],
                    weights[chosen],
                    sums[chosen].sum(axis=0),
                    products[chosen].sum(axis=0),
                )
                loss += float(batch_loss) * len(chosen)
                correct += float(batch_correct)
            count = len(permutation)
            yield TrainedEpoch(epoch=epoch, loss=loss / count, accuracy=correct / count)

    def predict(self, inputs: Inputs) -> Float64:
        """Return the class probabilities [shape=(n, n_classes)] of `inputs`, each row sums to 1."""
        size = self._training.batch_size
        logits = np.concatenate(
            [
                self._infer(inputs[start : start + size]).numpy()
                for start in range(0, len(inputs), size)
            ]
        ).astype(np.float64)
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: Float64 = exponentials / exponentials.sum(axis=1, keepdims=True)
        return probabilities

    def _patch_moments(self, inputs: Inputs) -> tuple[Float32, Float32]:
        """Return the moments that the fast way takes, for each example; empty ones for none."""
        n = len(inputs)
        if self._moments is None or self._fast is None:
            return np.zeros((n, 0), np.float32), np.zeros((n, 0, 0), np.float32)
        size = self._fast.patch_size
        # They take 3 KB an example. In a file, they do not add up in memory.
        empty = scratch_array if isinstance(inputs, StreamedInputs) else np.empty
        sums: Float32 = empty((n, size), np.float32)
        products: Float32 = empty((n, size, size), np.float32)
        for place in range(n):
            check_cancelled()
            found = self._moments(inputs[place : place + 1])
            sums[place : place + 1], products[place : place + 1] = found
        return sums, products

    def _step(
        self, inputs: Any, labels: Any, weights: Any, sums: Any, products: Any
    ) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            if self._fast is None:
                logits = self.model(inputs, training=True)
            else:
                logits = self._fast.train(inputs, sums, products)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            data_loss = tf.reduce_mean(losses * weights)
            objective = data_loss + tf.add_n(self.model.losses) if self.model.losses else data_loss
        variables = self.model.trainable_variables
        self._optimizer.apply(tape.gradient(objective, variables), variables)
        guesses = tf.argmax(logits, axis=1, output_type=tf.int32)
        return data_loss, tf.reduce_sum(tf.cast(guesses == labels, tf.float32))


def _fresh_value(variable: Any, seed: int) -> Any:
    name = variable.name
    if name.endswith("kernel"):
        return keras.initializers.GlorotUniform(seed=seed)(variable.shape, variable.dtype)
    if name in ("gamma", "moving_variance"):
        return np.ones(variable.shape, variable.dtype)
    if name in ("beta", "bias", "moving_mean"):
        return np.zeros(variable.shape, variable.dtype)
    if name == "seed_generator_state":
        return np.array([seed, 0], variable.dtype)
    raise AssertionError(f"no rule for a fresh {variable.path}")
