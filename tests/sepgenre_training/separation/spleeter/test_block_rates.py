"""Block by block is as good as all at once, and lengths are exact."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.audio.resampling import resample
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.spleeter.block_rates import (
    CountedBlocks,
    cut_to_length,
    resample_blocks,
)
from sepgenre_training.separation.stems import Audio


def _noise(n_samples: int) -> Audio:
    rng = np.random.default_rng(1)
    return rng.uniform(-1.0, 1.0, (2, n_samples)).astype(np.float32)


@pytest.mark.parametrize(("from_hz", "to_hz"), [(22_050, 44_100), (48_000, 44_100)])
def test_blocks_resample_as_one_piece_does(from_hz: int, to_hz: int) -> None:
    audio = _noise(100_003)
    blocks = np.split(audio, [1, 777, 50_000, 50_000], axis=1)
    found = np.concatenate(list(resample_blocks(blocks, from_hz, to_hz)), axis=1)
    expected = resample(audio, from_hz, to_hz)
    assert found.dtype == np.float32
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_equal_rates_leave_the_blocks_alone() -> None:
    blocks = np.split(_noise(1000), 4, axis=1)
    passed = list(resample_blocks(blocks, 48_000, 48_000))
    assert all(found is block for found, block in zip(passed, blocks, strict=True))


def test_what_comes_after_the_end_is_cut_and_what_was_rounded_away_is_zero() -> None:
    audio = _noise(1000)
    longer = CountedBlocks([audio])
    blocks = (np.pad(block, ((0, 0), (0, 5))) for block in longer)
    np.testing.assert_array_equal(np.concatenate(list(cut_to_length(blocks, longer)), 1), audio)
    shorter = CountedBlocks([audio])
    blocks = (block[:, :-3] for block in shorter)
    found = np.concatenate(list(cut_to_length(blocks, shorter)), axis=1)
    np.testing.assert_array_equal(found[:, :-3], audio[:, :-3])
    assert found.shape == audio.shape
    assert not found[:, -3:].any()


def test_lost_samples_are_no_rounding() -> None:
    source = CountedBlocks([_noise(1000)])
    with pytest.raises(SeparationError, match="900 samples where 1000"):
        list(cut_to_length((block[:, :900] for block in source), source))
