"""Only what mattered: the right bins, at the right time, of the right length."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.explanation.listening import important_places, only_what_mattered
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings

SETTINGS = FeatureSettings(n_mels=32, n_fft=1024, hop_length=512, sample_rate_hz=16_000)


def tones(rate_hz: int, n_samples: int, *frequencies_hz: float) -> np.ndarray:
    t = np.arange(n_samples) / rate_hz
    return np.stack([0.2 * np.sin(2 * np.pi * hz * t) for hz in frequencies_hz]).astype(np.float32)


def level(signal: np.ndarray, rate_hz: int, frequency_hz: float) -> float:
    """Return the amplitude of `signal` [shape=(samples,)] at a frequency."""
    t = np.arange(len(signal)) / rate_hz
    return float(2 * abs(np.mean(signal * np.exp(-2j * np.pi * frequency_hz * t))))


def test_the_most_important_share_of_each_stem_is_taken() -> None:
    importance = np.zeros((2, 5, 3))
    importance[..., 0] = np.arange(10).reshape(2, 5)
    importance[..., 1] = -importance[..., 0]
    importance[0, 0, 2] = 1.0

    places = important_places(importance, fraction=0.3)

    assert np.argwhere(places[..., 0]).tolist() == [[1, 2], [1, 3], [1, 4]]
    assert not places[..., 1].any()  # Nothing of it speaks for the class.
    assert np.argwhere(places[..., 2]).tolist() == [[0, 0]]


@pytest.mark.parametrize(("rate_hz", "n_samples"), [(44_100, 44_101), (8_000, 9_999)])
def test_a_tone_whose_band_mattered_is_heard_and_another_is_not(
    rate_hz: int, n_samples: int
) -> None:
    low, high = tones(rate_hz, n_samples, 440.0, 3000.0)
    n_frames = SETTINGS.n_frames(round(n_samples * 16_000 / rate_hz))
    t = np.arange(16_000) / 16_000
    heard_as = log_mel(np.sin(2 * np.pi * 440 * t).astype(np.float32), SETTINGS).mean(axis=1)
    band = int(heard_as.argmax())
    places = np.zeros((32, n_frames, 2), bool)
    places[band - 1 : band + 2, :, 0] = True

    mixture = np.stack([low + high, low + high])
    sounds = only_what_mattered({"bass": mixture, "drums": mixture}, places, rate_hz, SETTINGS)

    assert sounds["bass"].shape == mixture.shape
    assert sounds["bass"].dtype == np.float32
    assert level(sounds["bass"][0], rate_hz, 440) > 0.17
    assert level(sounds["bass"][0], rate_hz, 3000) < 0.002
    assert not sounds["drums"].any()


def test_a_moment_that_mattered_is_heard_alone() -> None:
    noise = np.random.default_rng(0).standard_normal((1, 32_000)).astype(np.float32)
    places = np.zeros((32, SETTINGS.n_frames(32_000), 1), bool)
    places[:, 31:, 0] = True  # From 31 * 512 / 16000 = 0.992 s on.

    heard = only_what_mattered({"full mix": noise}, places, 16_000, SETTINGS)["full mix"]

    start, slack = round(0.992 * 16_000), 1024
    assert np.abs(heard[0, : start - slack]).max() == 0.0
    late = slice(start + slack, 32_000)
    np.testing.assert_allclose(heard[0, late], noise[0, late], atol=1e-5)


def test_what_the_network_could_not_see_is_not_heard() -> None:
    """The features end at 8 kHz, the sound at 22 kHz."""
    sound = tones(44_100, 44_100, 1000.0, 12_000.0).sum(axis=0)[np.newaxis]
    places = np.ones((32, SETTINGS.n_frames(16_000), 1), bool)

    heard = only_what_mattered({"full mix": sound}, places, 44_100, SETTINGS)["full mix"]

    assert level(heard[0], 44_100, 1000) > 0.19
    assert level(heard[0], 44_100, 12_000) < 0.001
