from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.audio import resample, to_mono
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio


def sine(frequency_hz: float, rate_hz: int, duration_s: float, channels: int = 2) -> Audio:
    t = np.arange(round(rate_hz * duration_s)) / rate_hz
    wave = 0.5 * np.sin(2 * np.pi * frequency_hz * t)
    return np.stack([wave * (1 - 0.25 * c) for c in range(channels)]).astype(np.float32)


@pytest.mark.parametrize(
    ("from_hz", "to_hz"), [(44_100, 22_050), (48_000, 44_100), (8_000, 44_100), (96_000, 22_050)]
)
def test_a_tone_stays_the_same_tone_without_delay(from_hz: int, to_hz: int) -> None:
    resampled = resample(sine(1000.0, from_hz, 1.0), from_hz, to_hz)
    expected = sine(1000.0, to_hz, 1.0)
    assert resampled.dtype == np.float32
    assert resampled.flags.c_contiguous
    assert resampled.shape == expected.shape
    inner = slice(to_hz // 20, -to_hz // 20)
    np.testing.assert_allclose(resampled[:, inner], expected[:, inner], atol=2e-4)


def test_what_the_new_rate_cannot_hold_is_removed() -> None:
    resampled = resample(sine(15_000.0, 44_100, 1.0), 44_100, 22_050)
    assert np.abs(resampled[:, 1000:-1000]).max() < 1e-4


def test_an_equal_rate_changes_nothing() -> None:
    audio = sine(440.0, 44_100, 0.1)
    assert resample(audio, 44_100, 44_100) is audio
    assert resample(audio, 44_100, 44_100, n_samples=4410) is audio


@settings(deadline=None, max_examples=40)
@given(
    n_samples=st.integers(0, 5000),
    rates=st.tuples(*[st.sampled_from([8_000, 22_050, 44_100, 48_000, 96_000])] * 2),
)
def test_the_length_asked_for_is_the_length_given(n_samples: int, rates: tuple[int, int]) -> None:
    from_hz, to_hz = rates
    wanted = round(n_samples * to_hz / from_hz)
    audio = np.ones((2, n_samples), np.float32)
    assert resample(audio, from_hz, to_hz, n_samples=wanted).shape == (2, wanted)


def test_few_samples_are_added_or_dropped_and_more_refused() -> None:
    audio = sine(440.0, 44_100, 0.1)
    np.testing.assert_array_equal(resample(audio, 44_100, 44_100, 4414)[:, 4410:], 0.0)
    np.testing.assert_array_equal(resample(audio, 44_100, 44_100, 4406), audio[:, :4406])
    for wrong in (4405, 4415):
        with pytest.raises(AudioError, match=str(wrong)):
            resample(audio, 44_100, 44_100, wrong)
    with pytest.raises(AudioError, match="0 Hz"):
        resample(audio, 44_100, 0)


def test_mono_is_the_mean_of_the_channels() -> None:
    mono = to_mono(np.array([[1.0, 0.5], [0.0, -0.5]], np.float32))
    assert mono.dtype == np.float32
    np.testing.assert_array_equal(mono, np.array([0.5, 0.0], np.float32))
    assert to_mono(sine(440.0, 8000, 0.1, 1)).shape == (800,)
