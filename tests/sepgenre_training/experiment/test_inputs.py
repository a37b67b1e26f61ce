"""Inputs that are read when used: the same values as copies, without their memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import psutil
import pytest

from sepgenre_training.experiment import inputs as inputs_module
from sepgenre_training.experiment.ablation import SIDE_NAMES
from sepgenre_training.experiment.inputs import (
    LARGEST_COPY_BYTES,
    SHARE_OF_FREE_MEMORY,
    fits_in_memory,
    tensor_inputs,
)
from sepgenre_training.experiment.reference import mel_statistics, predict_by_mel_statistics
from sepgenre_training.experiment.standardisation import fit_statistics, standardise
from sepgenre_training.networks.inputs import StreamedInputs, in_parts
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    ABLATION_NAMES,
    NETWORKS,
    NO_VOX,
)

ROWS = (7, 2, 2, 19, 0, 11, 5)


def tensor(channels: int, n: int = 20) -> np.ndarray:
    rng = np.random.default_rng(channels)
    return rng.normal(-40, 6, (n, 8, 10, channels)).astype(np.float32)


@pytest.mark.parametrize("rule", ["channel", "band"])
@pytest.mark.parametrize("name", [NO_VOX, ABLATED_NETWORK, *ABLATION_NAMES])
def test_what_is_read_when_used_equals_the_copy_to_the_bit(name: str, rule: str) -> None:
    spec = NETWORKS[name]
    source = tensor(3 if spec.tensor == "stems" else 1)
    untouched = source.copy()
    sides = {}
    for is_copied in (True, False):
        shown = (
            tensor_inputs(source, ROWS[:size], spec, seed=4, side=side, is_copied=is_copied)
            for side, size in zip(SIDE_NAMES, (7, 0, 4), strict=True)
        )
        sides[is_copied] = standardise(*shown, rule=rule)
    for copied, streamed in zip(sides[True], sides[False], strict=True):
        assert isinstance(copied, np.ndarray)
        assert isinstance(streamed, StreamedInputs)
        assert streamed.shape == copied.shape
        np.testing.assert_array_equal(streamed[:], copied)
        np.testing.assert_array_equal(streamed[1:3], copied[1:3])
        backwards = np.arange(len(copied))[::-2]
        np.testing.assert_array_equal(streamed[backwards], copied[backwards])
    np.testing.assert_array_equal(source, untouched)


def test_statistics_of_many_segments_take_the_memory_of_some(tmp_path: Path) -> None:
    np.save(tmp_path / "stems.npy", np.zeros((400, 16, 100, 3), np.float32) + 1)
    source = np.load(tmp_path / "stems.npy", mmap_mode="r")
    rows, labels = range(len(source)), (np.arange(len(source)) % 2).astype(np.int32)
    streamed = tensor_inputs(
        source, rows, NETWORKS[ABLATED_NETWORK], seed=0, side="train", is_copied=False
    )
    fit_statistics(streamed, rule="band")  # What is imported at the first time is left out.
    tracemalloc.start()
    statistics = fit_statistics(streamed, rule="band")
    for part in in_parts(statistics.shown(streamed)):
        assert not part.any()
    found = mel_statistics(streamed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert source.nbytes > 7e6
    assert peak < 2e6
    assert predict_by_mel_statistics(found, labels, found[:3], 2).shape == (3, 2)


def test_scaling_in_parts_is_scaling_at_once() -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng(0)
    train, test = rng.normal(5, 3, (2_500, 4)), rng.normal(5, 3, (40, 4))
    labels = (train[:, 0] > 5).astype(np.int32)
    scaler = StandardScaler().fit(train)
    peer = LogisticRegression(class_weight="balanced", max_iter=5000)
    peer.fit(scaler.transform(train), labels)
    expected = peer.predict_proba(scaler.transform(test))
    ours = predict_by_mel_statistics(train.copy(), labels, test.copy(), 2)
    np.testing.assert_allclose(ours, expected, atol=1e-6)


def test_a_copy_is_made_of_what_leaves_most_memory_free(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fits_in_memory(1_000, 1_000)
    assert not fits_in_memory(1_001, 1_000)
    free = psutil.virtual_memory()._replace(available=64 * 10**6)
    monkeypatch.setattr(inputs_module.psutil, "virtual_memory", lambda: free)
    most = int(free.available * SHARE_OF_FREE_MEMORY)
    assert fits_in_memory(most)
    assert not fits_in_memory(most + 1)
    plenty = free._replace(available=10**15)
    monkeypatch.setattr(inputs_module.psutil, "virtual_memory", lambda: plenty)
    assert fits_in_memory(LARGEST_COPY_BYTES)
    assert not fits_in_memory(LARGEST_COPY_BYTES + 1)
