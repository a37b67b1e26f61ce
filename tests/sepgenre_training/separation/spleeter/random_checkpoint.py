"""Checkpoints of the official shape with random weights, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow
from sepgenre_training.separation.spleeter.tensors import CheckpointTensor, checkpoint_tensors


def random_weights(seed: int) -> dict[str, npt.NDArray[np.generic]]:
    """Weights under which signals keep their order of magnitude from layer to layer."""
    rng = np.random.default_rng(seed)
    return {tensor.name: _draw(tensor, rng) for tensor in checkpoint_tensors()}


def write_random_checkpoint(folder: Path, seed: int) -> Path:
    """Write `random_weights` as Spleeter's files are laid out; returns the folder."""
    write_checkpoint(folder, random_weights(seed))
    return folder


def write_checkpoint(folder: Path, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
    # Before the first operation, or the number of threads could not be set any more.
    prepare_tensorflow()
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(weights)
    tf.raw_ops.SaveV2(
        prefix=str(folder / "model"),
        tensor_names=names,
        shape_and_slices=[""] * len(names),
        tensors=[tf.constant(weights[name]) for name in names],
    )
    state = 'model_checkpoint_path: "model"\nall_model_checkpoint_paths: "model"\n'
    (folder / "checkpoint").write_text(state, encoding="utf-8")


def _draw(tensor: CheckpointTensor, rng: np.random.Generator) -> npt.NDArray[np.generic]:
    kind = tensor.name.rpartition("/")[2]
    if kind == "kernel":
        height, width, third, fourth = tensor.shape
        if tensor.name.startswith("conv2d_transpose"):
            # Of a stride-2 kernel, a quarter meets each output sample.
            fan_in = height * width * fourth / 4
        else:
            fan_in = height * width * third
        drawn = rng.standard_normal(tensor.shape, dtype=np.float32) * np.sqrt(2.0 / fan_in)
    elif kind in ("gamma", "moving_variance"):
        drawn = rng.uniform(0.7, 1.3, tensor.shape)
    elif kind in ("beta", "bias", "moving_mean"):
        drawn = rng.normal(0.0, 0.1, tensor.shape)
    else:
        drawn = np.asarray(1_000_000)
    return np.asarray(drawn, dtype=tensor.dtype)
