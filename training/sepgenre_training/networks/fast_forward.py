"""The same networks computed in fewer passes over memory, for processors.

A block is convolution, batch normalisation, ReLU and max pooling. Normalisation and ReLU never
fall where the convolution rises (once the sign of the scale is moved into the kernel), so pooling
may come first: they then work on a sixteenth of the values. What is left of the normalisation is
the mean and the variance of the convolution. Both follow from the kernel and the moments of the
patches that it sees, and the patches of the training side stay the same in all epochs. See
``docs/performance.md`` for what this gives.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import tensorflow as tf

from sepgenre_training.networks.pooled_gradients import pooling_gradient

LARGEST_PATCH = 64
"""Values in a patch: the moments of larger ones cost more than they save."""


class FastForward:
    """Computes what `model` computes, from its own variables.

    Parameters
    ----------
    model : keras.Model
        As `architecture.build_network` returns it.
    n_blocks : int
        Number of its blocks.
    """

    def __init__(self, model: Any, n_blocks: int) -> None:
        self._blocks = [_Block(model, number) for number in range(1, n_blocks + 1)]
        last = model.get_layer(f"pooling_{n_blocks}")
        self._tail = keras.Model(last.output, model.output)

    @property
    def patch_size(self) -> int:
        """Values in a patch that the first kernel sees: height x width x channels."""
        return self._blocks[0].patch_size

    @property
    def takes_moments(self) -> bool:
        """Whether `train` asks for the moments of the patches."""
        return self.patch_size <= LARGEST_PATCH

    def moments(self, inputs: Any) -> tuple[Any, Any]:
        """Return what is known of the patches that the first kernel sees, for each example.

        Returns
        -------
        sums : tensor [shape=(n, k)], float32
            Of the patches; k = kernel height x kernel width x channels.
        products : tensor [shape=(n, k, k)], float32
            Sums of the products of each two values of a patch.
        """
        return self._blocks[0].moments(inputs)

    def train(self, inputs: Any, sums: Any, products: Any) -> Any:
        """Return the logits [shape=(n, n_classes)] in training mode; moving averages follow.

        Parameters
        ----------
        inputs : tensor [shape=(n, n_mels, n_frames, channels)], float32
        sums, products : tensor [shape=(k,)], [shape=(k, k)], float32
            Moments of the patches of all `inputs`; not looked at unless `takes_moments`.
        """
        first, *others = self._blocks
        known = (sums, products) if self.takes_moments else None
        signal = first.train(inputs, known)
        for block in others:
            signal = block.train(signal, None)
        return self._tail(signal, training=True)

    def infer(self, inputs: Any) -> Any:
        """Return the logits [shape=(n, n_classes)] by the moving averages."""
        signal = inputs
        for block in self._blocks:
            signal = block.infer(signal)
        return self._tail(signal, training=False)


class _Block:
    """One block of a model."""

    def __init__(self, model: Any, number: int) -> None:
        self._convolution = model.get_layer(f"convolution_{number}")
        self._normalization = model.get_layer(f"batch_normalization_{number}")
        self._pool = model.get_layer(f"pooling_{number}").pool_size
        height, width = self._convolution.kernel_size
        channels = self._convolution.input.shape[-1]
        self._kernel_shape = (height, width, channels)
        self.patch_size: int = height * width * channels

    def moments(self, inputs: Any) -> tuple[Any, Any]:
        height, width, channels = self._kernel_shape
        # A convolution with one filter for each place of the patch lays the patches out.
        each = tf.eye(self.patch_size)
        lay_out = tf.reshape(each, [height, width, channels, self.patch_size])
        patches = tf.nn.conv2d(inputs, lay_out, 1, "SAME")
        flat = tf.reshape(patches, [tf.shape(inputs)[0], -1, self.patch_size])
        return tf.reduce_sum(flat, axis=1), tf.matmul(flat, flat, transpose_a=True)

    def train(self, inputs: Any, known: tuple[Any, Any] | None) -> Any:
        kernel, sign = self._signed_kernel()
        convolved = tf.nn.conv2d(inputs, kernel, 1, "SAME")
        shape = tf.shape(convolved)
        count = tf.cast(shape[0] * shape[1] * shape[2], tf.float32)
        if known is None:
            flat = tf.reshape(convolved, [-1, kernel.shape[-1]])
            mean = tf.reduce_sum(flat, axis=0) / count
            mean_square = tf.reduce_sum(tf.square(flat), axis=0) / count
        else:
            sums, products = known
            weights = tf.reshape(kernel, [self.patch_size, -1])
            mean = tf.linalg.matvec(weights, sums, transpose_a=True) / count
            mean_square = tf.reduce_sum(weights * tf.matmul(products, weights), axis=0) / count
        variance = tf.maximum(mean_square - tf.square(mean), 0.0)
        layer = self._normalization
        _follow(layer.moving_mean, sign * mean, layer.momentum)
        _follow(layer.moving_variance, variance, layer.momentum)
        return self._normalized(max_pool(convolved, self._pool), sign, mean, variance)

    def infer(self, inputs: Any) -> Any:
        kernel, sign = self._signed_kernel()
        pooled = _pooled(tf.nn.conv2d(inputs, kernel, 1, "SAME"), self._pool)
        layer = self._normalization
        mean = sign * tf.convert_to_tensor(layer.moving_mean)
        return self._normalized(pooled, sign, mean, tf.convert_to_tensor(layer.moving_variance))

    def _signed_kernel(self) -> tuple[Any, Any]:
        """Return the kernel, turned round where the scale is negative, and the signs."""
        layer = self._convolution
        if isinstance(layer, keras.layers.SeparableConv2D):
            depthwise = tf.convert_to_tensor(layer.depthwise_kernel)
            pointwise = tf.convert_to_tensor(layer.pointwise_kernel)
            # A filter of each channel that is then mixed is one filter over all channels.
            kernel = depthwise * pointwise[0]
        else:
            kernel = tf.convert_to_tensor(layer.kernel)
        gamma = tf.convert_to_tensor(self._normalization.gamma)
        sign = tf.where(gamma < 0.0, -1.0, 1.0)
        return kernel * sign, sign

    def _normalized(self, pooled: Any, sign: Any, mean: Any, variance: Any) -> Any:
        layer = self._normalization
        scale = sign * tf.convert_to_tensor(layer.gamma) * tf.math.rsqrt(variance + layer.epsilon)
        return tf.nn.relu(pooled * scale + (tf.convert_to_tensor(layer.beta) - mean * scale))


def max_pool(values: Any, size: tuple[int, int]) -> Any:
    """Return the maxima of windows that do not overlap, with the gradient of `pooled_gradients`.

    Parameters
    ----------
    values : tensor [shape=(n, height, width, channels)], float32
    size : (int, int)
        Height and width of a window.
    """
    winners = partial(pooling_gradient, size=size)

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def pool(values: Any) -> tuple[Any, Any]:
        pooled = _pooled(values, size)

        def gradient(upstream: Any) -> Any:
            found = tf.numpy_function(winners, [values, pooled, upstream], tf.float32)
            return tf.ensure_shape(found, values.shape)

        return pooled, gradient

    return pool(values)


def _pooled(values: Any, size: tuple[int, int]) -> Any:
    return tf.nn.max_pool2d(values, size, size, "VALID")


def _follow(variable: Any, value: Any, momentum: float) -> None:
    variable.assign(variable * momentum + tf.stop_gradient(value) * (1.0 - momentum))
