"""Statistics of stems: rhythm where it is, and likeness where each kind counts alike."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.learning.statistics import (
    LAGS_S,
    N_LAGS,
    StemStatistics,
    place,
    predict_by_statistics,
    read_statistics,
    segment_statistics,
)
from tests.sepgenre_training.learning.conftest import N_FRAMES, N_MELS

SETTINGS = FeatureSettings()
DRUMS = 1


def beats(period_frames: int, n_frames: int = 458) -> np.ndarray:
    """Features of drums that sound every so many frames; everything else is silent."""
    levels = np.full((5, N_MELS, n_frames), -80.0, np.float32)
    levels[DRUMS, :, ::period_frames] = -10.0
    return levels


@pytest.mark.parametrize("period_frames", [16, 23, 31])
def test_the_rhythm_of_a_stem_is_at_its_period(period_frames: int) -> None:
    mix, stems, rhythm = segment_statistics(beats(period_frames), SETTINGS)

    by_channel = rhythm.reshape(4, N_LAGS)
    lags_s = np.geomspace(*LAGS_S, N_LAGS)
    period_s = period_frames * SETTINGS.hop_length / SETTINGS.sample_rate_hz
    strongest = lags_s[by_channel[DRUMS].argmax()]
    assert min(strongest / period_s % 1, 1 - strongest / period_s % 1) < 0.05
    assert not by_channel[[0, 2, 3]].any(), "what is silent has no rhythm"
    assert (mix.shape, stems.shape) == ((3 * N_MELS,), (9 * N_MELS,))


def test_timbre_is_mean_deviation_and_change_of_each_band() -> None:
    levels = np.full((5, N_MELS, N_FRAMES), -20.0, np.float32)
    levels[3, 2] = np.where(np.arange(N_FRAMES) % 2, -30.0, -10.0)

    mix, _, _ = segment_statistics(levels, SETTINGS)

    mean, deviation, change = mix.reshape(3, N_MELS)
    assert (mean == -20.0).all()
    assert (deviation[2], change[2]) == (10.0, 20.0)
    assert not np.delete(deviation, 2).any()


def made(rng: np.random.Generator, n: int) -> StemStatistics:
    return StemStatistics(
        mix=rng.normal(5.0, 3.0, (n, 6)),
        stems=rng.normal(-4.0, 9.0, (n, 18)),
        rhythm=rng.normal(0.0, 0.2, (n, 240)),
    )


def test_each_kind_counts_alike_and_what_hardly_differs_counts_little() -> None:
    statistics = made(np.random.default_rng(0), 40)
    statistics.mix[:, 0] = -80.0
    statistics.mix[3, 0] = -79.99

    points, same = place(statistics, statistics)

    np.testing.assert_array_equal(points, same)
    kinds = np.split(points, [6, 24], axis=1)
    energies = [float(np.square(kind).sum(axis=1).mean()) for kind in kinds]
    np.testing.assert_allclose(energies, [5 / 6, 1.0, 1.0], atol=0.01)
    # A hundredth of a decibel in a silent band does not set a song apart.
    assert np.abs(points[3, 0]) < 0.1


def test_segments_are_told_by_their_statistics_alone(songs_features: LabelledFeatures) -> None:
    statistics = read_statistics(songs_features.paths)
    labels = np.array(songs_features.labels, np.int32)
    known, asked = range(12), range(12, 18)

    probabilities = predict_by_statistics(
        statistics.of(known), labels[:12], statistics.of(asked), n_classes=4
    )

    assert probabilities.argmax(axis=1).tolist() == labels[12:].tolist()
    assert not probabilities[:, 3].any(), "a class that nobody has taught is not guessed"
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)
