"""Tracks: windows where they should be, and features as a labelled segment's, to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.audio.files import content_hash
from sepgenre_training.audio.reading import read_window
from sepgenre_training.classification.decision import pool
from sepgenre_training.classification.prediction import loaded_predictor
from sepgenre_training.classification.track_task import (
    TrackTask,
    TrackWindows,
    classify_track,
    iter_windows,
    window_starts,
)
from sepgenre_training.compute import worker
from sepgenre_training.errors import AudioError, CancelledError
from sepgenre_training.features.task import FeatureTask, extract_segment_features
from sepgenre_training.separation.task import SeparationTask, separate_segment
from tests.cancelling import RaisedFlag
from tests.music import make_track, write_track
from tests.small_classifier import (
    RATE_HZ,
    SETTINGS,
    small_classifier,
    write_new_song,
    write_weights,
)


def classify(path: Path, folder: Path, hop_s: float = 5.0) -> TrackWindows:
    classifier = small_classifier().classifier
    task = TrackTask(path=path, classifier=classifier, weights=write_weights(folder), hop_s=hop_s)
    return classify_track(task)


@pytest.mark.parametrize(
    ("n_samples", "expected"),
    [(100, (0,)), (101, (0, 1)), (150, (0, 50)), (199, (0, 50, 99)), (205, (0, 50, 100, 105))],
)
def test_windows_start_at_each_hop_and_the_last_ends_with_the_track(
    n_samples: int, expected: tuple[int, ...]
) -> None:
    assert window_starts(n_samples, 100, 50) == expected


@pytest.mark.parametrize("name", ["song.wav", "song.mp3", "song.ogg", "song.flac"])
@pytest.mark.parametrize("hop", [3_000, 20_001, 90_000])
def test_windows_are_those_that_a_segment_would_read(tmp_path: Path, name: str, hop: int) -> None:
    path = write_track(tmp_path / name, make_track(1, 1, duration_s=9.0))
    length = 40_000
    starts = window_starts(150_000, length, hop)
    for start, window in zip(starts, iter_windows(path, starts, length, decoder=None), strict=True):
        expected = read_window(path, start_sample=start, n_samples=length)
        np.testing.assert_array_equal(window, expected)


def test_a_window_says_what_the_labelled_segment_there_would_say(tmp_path: Path) -> None:
    path = write_new_song(tmp_path / "ű 观.mp3", 1, 1, duration_s=17.3)
    windows = classify(path, tmp_path)

    assert windows.content_hash == content_hash(path)
    # mp3 adds its padding, so the end is asked of the result.
    assert windows.starts_s[:2] == (0.0, 5.0)
    assert windows.starts_s[-1] == pytest.approx(windows.duration_s - 10.0)
    assert windows.probabilities.shape == (3, 2)
    classifier = small_classifier().classifier
    for start_s, row in zip(windows.starts_s, windows.probabilities, strict=True):
        separation = SeparationTask(
            path=path,
            content_hash=content_hash(path),
            start_sample=round(start_s * RATE_HZ),
            n_samples=10 * RATE_HZ,
            sample_rate_hz=RATE_HZ,
            separator="hpss",
            cache_root=tmp_path / "cache",
        )
        separate_segment(separation)
        task = FeatureTask(separation=separation, settings=SETTINGS, cache_root=tmp_path / "cache")
        features = np.load(extract_segment_features(task))
        predictor = loaded_predictor(classifier, write_weights(tmp_path))
        assert predictor.predict(features, classifier.identity).tobytes() == row.tobytes()


def test_new_songs_are_told_apart(tmp_path: Path) -> None:
    for genre in range(2):
        for number in range(2):
            path = write_new_song(tmp_path / f"{genre}{number}.wav", genre, number)
            assert pool(classify(path, tmp_path).probabilities).label == genre


def test_windows_without_sound_are_left_out(tmp_path: Path) -> None:
    samples = make_track(0, 3, duration_s=25.0, rate_hz=RATE_HZ)
    samples[: 12 * RATE_HZ] = 0.0
    path = write_track(tmp_path / "late.wav", samples, rate_hz=RATE_HZ)
    windows = classify(path, tmp_path)
    assert windows.starts_s == (5.0, 10.0, 15.0)
    assert windows.left_out == ((0.0, "There is no sound in it."),)
    assert len(windows.probabilities) == 3


@pytest.mark.parametrize(
    ("duration_s", "told"), [(9.9, "at least 10 s are needed"), (0.0, "0 bytes")]
)
def test_what_is_too_short_is_told(tmp_path: Path, duration_s: float, told: str) -> None:
    path = tmp_path / "short.wav"
    if duration_s:
        write_new_song(path, 0, 0, duration_s=duration_s)
    else:
        path.touch()
    with pytest.raises(AudioError, match=told):
        classify(path, tmp_path)


def test_it_stops_within_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_new_song(tmp_path / "long.wav", 0, 0, duration_s=30.0)
    reported: list[object] = []
    monkeypatch.setattr(worker, "_channel", type("Channel", (), {"send": reported.append})())
    monkeypatch.setattr(worker, "_flag", RaisedFlag(20))
    with pytest.raises(CancelledError):
        classify(path, tmp_path)
    assert 0 < len(reported) < 5
