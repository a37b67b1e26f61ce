"""The spectrograms of the lanes: the very ones that the networks see."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.lanes import (
    SPECTROGRAM_LANES,
    WITHOUT_VOCALS_LANE,
    LaneSpectrograms,
    LaneSpectrogramTask,
    compute_lane_spectrograms,
)
from sepgenre_training.audio.reading import read_window
from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.compute import worker
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import FeatureTask, extract_segment_features, features_path
from sepgenre_training.features.tensors import FEATURE_CHANNELS, n_feature_samples, segment_features
from sepgenre_training.separation.preview.growing import growing_path, separate_growing
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.task import SeparationTask

LANE_OF = {"full_mix": "mixture", "no_vox": WITHOUT_VOCALS_LANE}


def compute(separation: SeparationTask, **options) -> LaneSpectrograms:
    task = LaneSpectrogramTask(separation=separation, **options)
    return pickle.loads(pickle.dumps(compute_lane_spectrograms(task)))


def vocals_of(separation: SeparationTask, channels: int) -> np.ndarray:
    settings = FeatureSettings()
    vocals = read_stems(growing_path(separation), channels)["vocals"]
    n_samples = n_feature_samples(separation.n_samples, separation.sample_rate_hz, settings)
    return log_mel(
        to_mono(resample(vocals, separation.sample_rate_hz, settings.sample_rate_hz, n_samples)),
        settings,
    )


@pytest.mark.parametrize("known", [False, True], ids=["computed", "from the cache"])
def test_a_segment_has_the_features_that_the_networks_see(make_separation, known: bool) -> None:
    separation = make_separation()
    separate_growing(separation)
    task = FeatureTask(separation=separation, cache_root=separation.cache_root)
    if known:
        extract_segment_features(task)

    shown = compute(separation)

    features = np.load(features_path(task))
    for row, channel in enumerate(FEATURE_CHANNELS):
        lane = LANE_OF.get(channel, channel)
        levels = shown.read(lane)
        assert levels.shape == (128, 458) == (shown.settings.n_mels, shown.n_frames)
        np.testing.assert_array_equal(levels, features[row])
        assert lane in shown.seen_by_networks
    np.testing.assert_array_equal(shown.read("vocals"), vocals_of(separation, 2))
    assert set(SPECTROGRAM_LANES) - shown.seen_by_networks == {"vocals"}
    # A second look computes nothing: a file that is computed again is another one.
    before = {path: path.stat().st_ino for path in separation.cache_root.rglob("*.npy")}
    assert compute(separation) == shown
    assert {path: path.stat().st_ino for path in separation.cache_root.rglob("*.npy")} == before


@pytest.mark.slow
@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (22_050, 2)])
def test_a_whole_track_has_what_it_would_have_in_one_piece(
    make_separation, rate_hz: int, channels: int
) -> None:
    separation = make_separation(
        "long.flac",
        duration_s=125.0,
        start_s=0.0,
        length_s=125.0,
        rate_hz=rate_hz,
        channels=channels,
    )
    stems = read_stems(separate_growing(separation), channels)

    shown = compute(separation)

    mixture = read_window(separation.path, start_sample=0, n_samples=separation.n_samples)
    expected = segment_features(mixture, stems, rate_hz, shown.settings)
    for row, channel in enumerate(FEATURE_CHANNELS):
        levels = shown.read(LANE_OF.get(channel, channel))
        assert levels.shape == expected[row].shape == (128, shown.n_frames)
        # Half of the step of float16, and what the order of sums makes in the faintest bands.
        np.testing.assert_allclose(levels.astype(np.float32), expected[row], atol=0.05)
    np.testing.assert_allclose(
        shown.read("vocals").astype(np.float32), vocals_of(separation, channels), atol=0.05
    )
    # No network sees more than a segment.
    assert shown.seen_by_networks == frozenset()


def test_other_settings_have_other_spectrograms(make_separation) -> None:
    separation = make_separation()
    separate_growing(separation)
    settings = FeatureSettings(n_mels=64, hop_length=512)
    shown = compute(separation, settings=settings)
    assert shown.read("vocals").shape == shown.read("drums").shape == (64, 431)
    assert compute(separation).read("vocals").shape == (128, 458)


def test_without_stems_there_is_nothing_to_show(make_separation) -> None:
    with pytest.raises(SeparationError, match="not in the cache") as told:
        compute(make_separation())
    assert told.value.remedy


def test_a_cleared_cache_is_told(make_separation) -> None:
    separation = make_separation()
    separate_growing(separation)
    shown = compute(separation)
    for path in separation.cache_root.rglob("*.npy"):
        path.unlink()
    with pytest.raises(SeparationError, match="cannot be read") as told:
        shown.read("drums")
    assert told.value.remedy


def test_a_cancel_midway_leaves_nothing(make_separation, monkeypatch: pytest.MonkeyPatch) -> None:
    separation = make_separation(
        "long.wav", duration_s=125.0, start_s=0.0, length_s=125.0, rate_hz=8_000, channels=1
    )
    separate_growing(separation)

    class Cancelling:
        def send(self, event: object) -> None:
            raise CancelledError("Stopped at your request.")

    monkeypatch.setattr(worker, "_channel", Cancelling())
    with pytest.raises(CancelledError):
        compute(separation)
    found = [path for path in separation.cache_root.rglob("*") if path.is_file()]
    assert found == [growing_path(separation)]
    assert Path(found[0]).suffix == ".wav"
