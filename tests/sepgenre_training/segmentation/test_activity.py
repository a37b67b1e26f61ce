from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.segmentation.activity import BAND_EDGES_HZ, FLOOR_DB, measure_activity


@pytest.mark.parametrize("sample_rate", [8_000, 44_100, 96_000])
@pytest.mark.parametrize(("frequency_hz", "band"), [(60.0, 0), (250.0, 1), (1000.0, 2)])
def test_sine_is_found_in_its_band(sample_rate: int, frequency_hz: float, band: int) -> None:
    t = np.arange(3 * sample_rate) / sample_rate
    audio = np.sin(2 * np.pi * frequency_hz * t)[np.newaxis].astype(np.float32)
    activity = measure_activity([audio], sample_rate)
    assert activity.band_db.shape == (len(BAND_EDGES_HZ) - 1, 6)
    np.testing.assert_allclose(activity.band_db[band], -3.0, atol=0.2)
    others = np.delete(activity.band_db, band, axis=0)
    assert others.max() < -30.0
    np.testing.assert_allclose(activity.loudness_db(), -3.0, atol=0.2)


def test_blocks_may_be_cut_anywhere() -> None:
    audio = np.random.default_rng(0).standard_normal((2, 40_000)).astype(np.float32)
    whole = measure_activity([audio], 8_000)
    pieces = measure_activity(np.split(audio, [1, 700, 9_001, 30_000], axis=1), 8_000)
    np.testing.assert_allclose(pieces.band_db, whole.band_db, atol=1e-4)
    assert whole.n_cells == 10


def test_nothing_has_no_cells_and_silence_lies_at_the_floor() -> None:
    assert measure_activity([], 8_000).n_cells == 0
    silence = measure_activity([np.zeros((1, 8_000), dtype=np.float32)], 8_000)
    np.testing.assert_array_equal(silence.band_db, FLOOR_DB)
