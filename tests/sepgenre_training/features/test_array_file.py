from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.features.array_file import scratch_array, write_array, writing_rows


def test_rows_make_the_file_of_the_whole_array(tmp_path: Path) -> None:
    array = np.random.default_rng(0).standard_normal((4, 3, 5)).astype(np.float32)
    write_array(tmp_path / "whole.npy", array)
    with writing_rows(tmp_path / "rows.npy", array.shape) as write:
        for row in array:
            write(np.asfortranarray(row))
        with pytest.raises(ValueError, match="shape"):
            write(array[0, :2])
    assert (tmp_path / "rows.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_told_with_the_file() -> None:
    full = Path("/dev/full")
    with pytest.raises(OSError, match="full"), writing_rows(full, (1, 100_000)) as write:
        write(np.ones(100_000, np.float32))


@pytest.mark.parametrize("shape", [(3, 0), (5, 7), (300, 1_000)])
def test_a_scratch_array_starts_at_zero_and_leaves_no_file(
    shape: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    array = scratch_array(shape, np.float64)
    assert array.shape == shape
    assert array.dtype == np.float64
    assert not array.any()
    values = np.random.default_rng(0).standard_normal(shape)
    array[...] = values
    np.testing.assert_array_equal(array, values)
    del array
    assert not list(tmp_path.iterdir())
