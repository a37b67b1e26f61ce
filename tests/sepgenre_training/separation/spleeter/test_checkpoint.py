"""The checkpoint reader takes what has the official shape, and says why it refuses the rest."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.spleeter.checkpoint import (
    DATA_FILE,
    INDEX_FILE,
    check_index,
    read_checkpoint,
)
from sepgenre_training.separation.spleeter.network import SpleeterNetworks
from tests.sepgenre_training.separation.spleeter.random_checkpoint import (
    random_weights,
    write_checkpoint,
)


@pytest.fixture(scope="module")
def weights() -> dict[str, Any]:
    return random_weights(seed=3)


def test_reads_every_tensor_exactly(random_checkpoint: Path, weights: dict[str, Any]) -> None:
    checkpoint = read_checkpoint(random_checkpoint)
    assert set(checkpoint) == set(weights)
    assert len(checkpoint) == 297
    for name, values in checkpoint.items():
        assert values.dtype == weights[name].dtype
        np.testing.assert_array_equal(values, weights[name])


def test_a_name_outside_the_checkpoint_is_a_key_error(random_checkpoint: Path) -> None:
    with pytest.raises(KeyError):
        read_checkpoint(random_checkpoint)["conv2d_28/kernel"]


@pytest.mark.parametrize("file", [INDEX_FILE, DATA_FILE])
def test_a_missing_file_is_named(random_checkpoint: Path, tmp_path: Path, file: str) -> None:
    # The data file of a checkpoint without one: an empty folder, or an index alone.
    if file == DATA_FILE:
        shutil.copy(random_checkpoint / INDEX_FILE, tmp_path)
    with pytest.raises(SeparationError, match="missing") as refusal:
        read_checkpoint(tmp_path)
    assert str(tmp_path / file) in refusal.value.message
    assert "sepgenre separators install spleeter" in refusal.value.remedy


def _without(name: str, weights: dict[str, Any]) -> dict[str, Any]:
    return {key: values for key, values in weights.items() if key != name}


def test_a_missing_tensor_is_named(tmp_path: Path, weights: dict[str, Any]) -> None:
    write_checkpoint(tmp_path, _small(_without("conv2d_9/bias", weights)))
    with pytest.raises(SeparationError, match="conv2d_9/bias is missing"):
        check_index(tmp_path)


def test_a_superfluous_tensor_is_named(tmp_path: Path, weights: dict[str, Any]) -> None:
    extra = {"conv2d_28/bias": np.zeros(3, np.float32)}
    write_checkpoint(tmp_path, {**_small(weights), **extra})
    with pytest.raises(SeparationError, match="conv2d_28/bias is no part"):
        check_index(tmp_path)


def test_a_tensor_of_another_shape_is_named(tmp_path: Path, weights: dict[str, Any]) -> None:
    write_checkpoint(tmp_path, _small(weights))
    with pytest.raises(SeparationError, match=r"kernel is float32 \(1,\), not float32 \(5, 5"):
        check_index(tmp_path)


def test_a_tensor_of_another_dtype_is_named(tmp_path: Path, weights: dict[str, Any]) -> None:
    changed = {**weights, "conv2d/bias": weights["conv2d/bias"].astype(np.float64)}
    write_checkpoint(tmp_path, changed)
    with pytest.raises(SeparationError, match=r"conv2d/bias is float64 \(16,\), not float32"):
        check_index(tmp_path)


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"x" * 10_368])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / INDEX_FILE).write_bytes(content)
    with pytest.raises(SeparationError, match="no checkpoint index"):
        check_index(tmp_path)


@pytest.mark.parametrize("damage", ["truncated", "flipped"])
def test_damaged_data_is_refused_when_it_is_loaded(
    random_checkpoint: Path, tmp_path: Path, damage: str
) -> None:
    shutil.copytree(random_checkpoint, tmp_path, dirs_exist_ok=True)
    with (tmp_path / DATA_FILE).open("r+b") as data:
        if damage == "truncated":
            data.truncate(100_000_000)
        else:
            # Within batch_normalization_5, which the network has no use for.
            data.seek(80_000)
            data.write(b"\xff" * 16)
    with pytest.raises(SeparationError, match="cannot be read") as refusal:
        SpleeterNetworks(read_checkpoint(tmp_path))
    assert str(tmp_path / DATA_FILE) in refusal.value.message


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("conv2d_3/bias", np.nan, "NaN or infinite"),
        ("conv2d_3/bias", np.inf, "NaN or infinite"),
        ("batch_normalization_7/moving_variance", -1.0, "negative variances"),
    ],
)
def test_weights_that_no_training_gives_are_refused(
    tmp_path: Path, weights: dict[str, Any], name: str, value: float, reason: str
) -> None:
    damaged = weights[name].copy()
    damaged[0] = value
    write_checkpoint(tmp_path, {**weights, name: damaged})
    checkpoint = read_checkpoint(tmp_path)
    with pytest.raises(SeparationError, match=f"{name} has.* {reason}"):
        checkpoint[name]


def _small(weights: dict[str, Any]) -> dict[str, Any]:
    # Enough where only names are looked at, without 157 MB for each test.
    return {
        name: values if values.ndim == 0 else np.zeros(1, np.float32)
        for name, values in weights.items()
    }
