from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.segmentation.beat_tracking import track_beats

FRAME_RATE_HZ = 22_050 / 256


def strokes(period: float, seed: int, n_frames: int = 2_000) -> np.ndarray:
    """An onset curve with a stroke at most beats, some between them, and noise."""
    random = np.random.default_rng(seed)
    curve = random.uniform(0.0, 0.2, n_frames)
    beats = np.round(np.arange(random.uniform(0.0, 150.0), n_frames, period)).astype(int)
    curve[beats[beats < n_frames]] += random.uniform(0.0, 1.0, np.sum(beats < n_frames))
    curve[random.integers(0, n_frames, 20)] += 0.7
    return curve.astype(np.float32)


def librosas(onsets: np.ndarray, period: int) -> np.ndarray:
    from librosa.beat import beat_track

    _, beats = beat_track(
        onset_envelope=onsets,
        sr=22_050,
        hop_length=256,
        bpm=60.0 * FRAME_RATE_HZ / period,
        trim=False,
    )
    return beats


def test_beats_are_librosas() -> None:
    random = np.random.default_rng(0)
    for seed in range(60):
        period = int(random.integers(2, 90))
        onsets = strokes(period * random.uniform(0.9, 1.1), seed, int(random.integers(260, 2_600)))
        # Silence before and after, where a curve may rise without a stroke.
        onsets[: int(random.integers(0, 100))] = 0.0
        onsets[-int(random.integers(1, 100)) :] = 0.0
        np.testing.assert_array_equal(track_beats(onsets, period), librosas(onsets, period))


def test_an_even_beat_is_found_to_the_frame() -> None:
    onsets = np.zeros(1_000, np.float32)
    onsets[17::40] = 1.0

    beats = track_beats(onsets, 40)
    # What follows the last stroke is drawn to the end of the curve.
    np.testing.assert_array_equal(beats[beats < 940], np.arange(17, 940, 40))


@pytest.mark.parametrize("n_frames", [3, 40, 1_000])
def test_silence_has_no_beat(n_frames: int) -> None:
    assert len(track_beats(np.zeros(n_frames, np.float32), 40)) == 0
