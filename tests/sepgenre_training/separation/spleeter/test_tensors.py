"""The tensors as the code derives them, against the official checkpoint's own table and index."""

from __future__ import annotations

import json
import math
from pathlib import Path

import tensorflow as tf

from sepgenre_training.separation.spleeter.checkpoint import check_index
from sepgenre_training.separation.spleeter.tensors import (
    NETWORK_STEMS,
    checkpoint_tensors,
    network_tensors,
)

# TensorFlow's DataType numbers.
_DTYPES = {1: "float32", 9: "int64"}


def test_tensors_are_those_of_the_official_table(shared: Path) -> None:
    table = json.loads((shared / "spleeter" / "4stems_tensors.json").read_text(encoding="utf-8"))
    official = {
        name: (tuple(entry["shape"]), _DTYPES[entry["dtype"]]) for name, entry in table.items()
    }
    derived = {tensor.name: (tensor.shape, tensor.dtype) for tensor in checkpoint_tensors()}
    assert derived == official


def test_the_official_index_is_accepted(shared: Path) -> None:
    check_index(shared / "spleeter" / "4stems")


def test_the_checkpoint_of_the_tests_lists_what_the_official_index_lists(
    random_checkpoint: Path, shared: Path
) -> None:
    random, official = (
        tf.train.load_checkpoint(str(folder / "model"))
        for folder in (random_checkpoint, shared / "spleeter" / "4stems")
    )
    assert len(official.get_variable_to_shape_map()) == 297
    assert random.get_variable_to_shape_map() == official.get_variable_to_shape_map()
    assert random.get_variable_to_dtype_map() == official.get_variable_to_dtype_map()


def test_there_are_297_tensors_of_the_official_size() -> None:
    tensors = checkpoint_tensors()
    assert len({tensor.name for tensor in tensors}) == len(tensors) == 297
    n_floats = sum(math.prod(t.shape) for t in tensors if t.dtype == "float32")
    assert 4 * n_floats + 8 == 157_228_152


def test_networks_share_no_tensor_and_have_the_numbers_of_their_stem() -> None:
    names = {
        stem: {tensor.name for layer in network_tensors(stem) for tensor in layer.tensors}
        for stem in NETWORK_STEMS
    }
    assert sum(map(len, names.values())) == len(set().union(*names.values())) == 296
    assert "conv2d/kernel" in names["vocals"]
    assert "conv2d_13/kernel" in names["drums"]
    assert "conv2d_transpose_12/bias" in names["bass"]
    assert "batch_normalization_47/gamma" in names["other"]
