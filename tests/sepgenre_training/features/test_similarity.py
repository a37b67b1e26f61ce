"""Near-duplicates among generated songs: copies are found at their shift, genre-mates are not."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.datasets.synthetic.song import SongSpec, render_song
from sepgenre_training.errors import DatasetError
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.similarity import near_duplicates
from tests.music import make_track

SETTINGS = FeatureSettings()
RATE_HZ = SETTINGS.sample_rate_hz


def features(samples: np.ndarray, *, start_s: float = 0.0) -> np.ndarray:
    """Levels [shape=(n_mels, n_frames)] of 10 s of mono at `RATE_HZ`."""
    start = round(start_s * RATE_HZ)
    return log_mel(samples[start : start + 10 * RATE_HZ], SETTINGS)


@pytest.fixture(scope="module")
def songs() -> list[np.ndarray]:
    """The middles of three songs of one genre, mono at `RATE_HZ`, 17 s each."""
    made = []
    for index in range(3):
        song = render_song(SongSpec(genre="Techno", index=index, seed=5))
        rate = song.sample_rate_hz
        start = (song.mixture.shape[1] - 17 * rate) // 2
        middle = song.mixture[:, start : start + 17 * rate]
        made.append(to_mono(resample(middle, rate, RATE_HZ, 17 * RATE_HZ)))
    return made


def tensor(*segments: np.ndarray) -> np.ndarray:
    return np.stack(segments)[..., np.newaxis]


def test_songs_of_one_genre_are_no_duplicates(songs: list[np.ndarray]) -> None:
    assert near_duplicates(tensor(*(features(song) for song in songs))) == ()
    every = near_duplicates(tensor(*(features(song) for song in songs)), threshold=0.0)
    assert all(pair.similarity < 0.4 for pair in every)


def test_a_copy_an_overlap_and_a_noisy_copy_are_found(songs: list[np.ndarray]) -> None:
    first, second, third = songs
    rng = np.random.default_rng(0)
    loudness = float(np.sqrt(np.mean(second**2)))
    noisy = 0.5 * second + rng.normal(0, 0.02 * loudness, second.shape).astype(np.float32)
    pairs = near_duplicates(
        tensor(
            features(first),
            features(second),
            features(third),
            features(first, start_s=3.3),
            features(noisy, start_s=0.25),
            features(third),
        )
    )
    found = {(pair.first, pair.second): pair for pair in pairs}
    assert set(found) == {(0, 3), (1, 4), (2, 5)}
    assert found[2, 5].similarity == pytest.approx(1.0, abs=1e-4)
    assert found[2, 5].lag_s == 0.0
    frame_s = SETTINGS.hop_length / RATE_HZ
    assert found[0, 3].lag_s == pytest.approx(3.3, abs=frame_s)
    assert found[1, 4].lag_s == pytest.approx(0.25, abs=frame_s)
    assert min(pair.similarity for pair in pairs) > 0.8
    assert pairs[0] is found[2, 5]  # The most alike first.


def test_the_lag_is_negative_where_the_second_begins_earlier(songs: list[np.ndarray]) -> None:
    (pair,) = near_duplicates(tensor(features(songs[0], start_s=2.0), features(songs[0])))
    assert pair.lag_s == pytest.approx(-2.0, abs=SETTINGS.hop_length / RATE_HZ)


def test_files_give_what_their_tensor_gives(songs: list[np.ndarray], tmp_path: Path) -> None:
    segments = [features(songs[0]), features(songs[1]), features(songs[0], start_s=1.0)]
    rng = np.random.default_rng(0)
    paths = []
    for index, segment in enumerate(segments):
        channels = rng.normal(-40, 9, (5, *segment.shape)).astype(np.float32)
        channels[3] = segment
        paths.append(tmp_path / f"{index}.npy")
        np.save(paths[-1], channels)
    pairs = near_duplicates(paths)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 2)]
    assert pairs == near_duplicates(tensor(*segments))
    paths[1].write_bytes(b"no array")
    with pytest.raises(DatasetError, match=r"1\.npy"):
        near_duplicates(paths)


def test_silence_is_like_nothing() -> None:
    silence = np.full((3, 64, 100, 1), -80.0, np.float32)
    assert near_duplicates(silence) == ()
    assert near_duplicates(silence[:1]) == near_duplicates(silence[:0]) == ()
    assert near_duplicates([]) == ()


def test_shapes_that_differ_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / "a.npy", tmp_path / "b.npy"]
    for path, frames in zip(paths, (100, 200), strict=True):
        np.save(path, np.zeros((5, 64, frames), np.float32))
    with pytest.raises(DatasetError, match="different shapes"):
        near_duplicates(paths)


def test_every_member_of_a_large_group_is_told() -> None:
    mono = make_track(0, 0, duration_s=10.0)[:, 0]
    segment = features(mono)
    pairs = near_duplicates(tensor(*[segment] * 40))
    assert {each for pair in pairs for each in (pair.first, pair.second)} == set(range(40))
    assert len(pairs) < 40 * 8


def test_memory_does_not_grow_with_the_pairs() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(-40, 9, (300, 32, 100, 1)).astype(np.float32)
    tracemalloc.start()
    assert near_duplicates(noise) == ()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # All pairs at once would take 300 x 300 x 256 shifts x 4 bytes = 92 MB.
    assert peak < 40e6
