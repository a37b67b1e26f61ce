"""Tiles of a spectrogram: right levels, no seams, alike at all zooms, for any place of a track."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.audio import spectrogram_tiles
from sepgenre_gui.audio.frequency_scales import ScaleName, band_of
from sepgenre_gui.audio.held_reader import release_reader
from sepgenre_gui.audio.spectrogram_tiles import (
    FLOOR_DB,
    N_LEVELS,
    SpectrogramKey,
    SpectrogramTask,
    compute_tile,
    hop_samples,
    level_for,
    tile_columns,
    tile_range,
)
from sepgenre_training.compute import worker
from sepgenre_training.errors import AudioError, CancelledError
from tests.cancelling import RaisedFlag
from tests.music import make_track, write_track

RATE_HZ = 44_100
Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_held_file() -> Iterator[None]:
    yield
    release_reader()


@pytest.fixture
def write(tmp_path: Path) -> Make:
    def make(samples: np.ndarray, name: str = "a.wav") -> Path:
        path = tmp_path / name
        soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
        return path

    return make


def compute(path: Path, level: int, index: int = 0, *, scale: ScaleName = "mel") -> np.ndarray:
    key = SpectrogramKey(scale=scale, level=level, index=index)
    task = SpectrogramTask(
        path=path,
        decoder="libsndfile",
        n_samples=soundfile.info(path).frames,
        sample_rate_hz=RATE_HZ,
        key=key,
    )
    tile = compute_tile(task)
    assert tile.key == key
    assert tile.levels.dtype == np.uint8
    return tile.levels


def in_db(levels: np.ndarray) -> np.ndarray:
    return FLOOR_DB * (1 - levels / 255.0)


@pytest.mark.parametrize("scale", ["mel", "log"])
@pytest.mark.parametrize("frequency_hz", [110.0, 1000.0, 9000.0])
def test_a_sine_is_brightest_at_its_frequency(
    write: Make, scale: ScaleName, frequency_hz: float
) -> None:
    t = np.arange(3 * RATE_HZ) / RATE_HZ
    path = write(0.5 * np.sin(2 * np.pi * frequency_hz * t))
    for level in (0, 3):
        levels = compute(path, level, scale=scale)
        band = levels[:, 2:-2].mean(axis=1).argmax()
        assert abs(band - band_of(frequency_hz, scale, RATE_HZ)) <= 1.0


def test_a_sine_of_full_scale_is_at_zero_db(write: Make) -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    # In the middle of a bin and of a band that is narrower than the bins.
    path = write(np.sin(2 * np.pi * (10 * RATE_HZ / 2048) * t))
    brightest_db = in_db(compute(path, 2)[:, 2:-2]).max()
    assert -3.0 < brightest_db <= 0.0


def test_silence_is_dark_and_half_the_amplitude_is_6_db(write: Make) -> None:
    assert (compute(write(np.zeros(RATE_HZ)), 1) == 0).all()
    noise = np.random.default_rng(0).standard_normal(3 * RATE_HZ) * 0.2
    loud, soft = compute(write(noise), 2), compute(write(noise / 2, "b.wav"), 2)
    difference_db = (in_db(loud) - in_db(soft))[:, 2:-2]
    np.testing.assert_allclose(difference_db.mean(), 6.02, atol=0.1)


def test_channels_are_averaged(write: Make) -> None:
    noise = np.random.default_rng(0).standard_normal(2 * RATE_HZ) * 0.2
    stereo = write(np.stack([noise, -noise], axis=1))
    assert (compute(stereo, 2)[:, 2:-2] == 0).all()


@pytest.mark.parametrize("name", ["a.wav", "a.ogg", "a.mp3", "a.flac"])
def test_tiles_join_without_a_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    samples = make_track(0, 0, duration_s=14.0, rate_hz=RATE_HZ)
    path = write_track(tmp_path / name, samples, rate_hz=RATE_HZ)
    level = 3
    whole = compute(path, level)
    assert whole.shape[1] == -(-soundfile.info(path).frames // hop_samples(level))
    monkeypatch.setattr(spectrogram_tiles, "_TILE_COLUMNS", 40)
    parts = [compute(path, level, index) for index in (3, 0, 1, 2)]
    joined = np.concatenate([*parts[1:], parts[0]], axis=1)
    # Products of matrices may round otherwise where they have other sizes.
    assert np.abs(joined.astype(int) - whole.astype(int)).max() <= 1


def test_a_click_lies_in_the_column_of_its_sample_at_every_zoom(write: Make) -> None:
    samples = np.zeros(60 * RATE_HZ)
    at = 30 * RATE_HZ + 17
    samples[at : at + 200] = np.random.default_rng(0).standard_normal(200)
    path = write(samples)
    for level in range(N_LEVELS - 2):
        column = (at + 100) // hop_samples(level)
        index, offset = divmod(column, tile_columns(level))
        levels = compute(path, level, index).astype(int)
        brightest = levels.sum(axis=0).argmax()
        assert abs(int(brightest) - offset) <= 1


def test_the_last_tile_ends_with_the_track(write: Make) -> None:
    path = write(np.random.default_rng(0).standard_normal(RATE_HZ) * 0.1)
    last = tile_range(0, 0, RATE_HZ, RATE_HZ)[-1]
    columns = compute(path, 0, last).shape[1]
    assert last * tile_columns(0) + columns == -(-RATE_HZ // hop_samples(0))
    with pytest.raises(ValueError, match="no tile"):
        compute(path, 0, last + 1)


@pytest.mark.parametrize(
    ("zoom", "level"), [(0.05, 0), (31.0, 0), (127.9, 0), (128.0, 1), (500.0, 1), (1e9, 6)]
)
def test_columns_are_at_most_two_pixels_wide(zoom: float, level: int) -> None:
    assert level_for(zoom) == level


def test_the_tiles_of_a_range_cover_it() -> None:
    tile = tile_columns(2) * hop_samples(2)
    assert tile_range(2, 0.0, 1.0, 10 * tile) == range(1)
    assert tile_range(2, tile - 0.5, tile + 0.5, 10 * tile) == range(2)
    assert tile_range(2, 9.5 * tile, 99.0 * tile, 10 * tile) == range(9, 10)
    assert all(tile_columns(level) * hop_samples(level) <= 2**23 for level in range(N_LEVELS))


def test_a_coarse_tile_is_cancelled_within_it(write: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(np.zeros(120 * RATE_HZ, np.float32))

    monkeypatch.setattr(worker, "_flag", RaisedFlag(at=3))
    with pytest.raises(CancelledError):
        compute(path, 5)


def test_a_track_that_was_cut_is_named(write: Make) -> None:
    path = write(np.zeros(RATE_HZ))
    task = SpectrogramTask(
        path=path,
        decoder="libsndfile",
        n_samples=50 * RATE_HZ,
        sample_rate_hz=RATE_HZ,
        key=SpectrogramKey(scale="mel", level=3, index=0),
    )
    with pytest.raises(AudioError, match=r"a\.wav.*changed"):
        compute_tile(task)
