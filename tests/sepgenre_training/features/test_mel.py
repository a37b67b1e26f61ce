from __future__ import annotations

from collections.abc import Callable

import librosa
import numpy as np
import pytest

from sepgenre_training.errors import AudioError
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings


def noise(n_samples: int = 220_500) -> np.ndarray:
    return (np.random.default_rng(0).standard_normal(n_samples) * 0.1).astype(np.float32)


def test_ten_seconds_have_the_shape_of_the_paper() -> None:
    assert log_mel(noise(), FeatureSettings()).shape == (128, 458)


def bass() -> np.ndarray:
    """A loud low tone, above which there is next to nothing."""
    seconds = np.arange(220_500) / 22_050
    return (np.sin(2 * np.pi * 60.0 * seconds) + 1e-4 * noise()).astype(np.float32)


@pytest.mark.parametrize("make", [noise, bass])
@pytest.mark.parametrize("floor_db", [-80.0, -120.0])
def test_levels_are_librosas(make: Callable[[], np.ndarray], floor_db: float) -> None:
    mono = make()
    spectrum = np.abs(librosa.stft(mono, n_fft=2048, hop_length=482)) ** 2
    bands = librosa.filters.mel(sr=22_050, n_fft=2048, n_mels=128) @ spectrum
    expected = 10.0 * np.log10(np.maximum(bands, 10.0 ** (floor_db / 10.0)))
    computed = log_mel(mono, FeatureSettings(floor_db=floor_db))
    assert computed.dtype == np.float32
    np.testing.assert_allclose(computed, expected, atol=1e-3)


def test_other_settings_are_obeyed() -> None:
    settings = FeatureSettings(
        sample_rate_hz=16_000, n_fft=512, hop_length=160, n_mels=40, floor_db=-20.0
    )
    mel = log_mel(noise(16_000), settings)
    assert mel.shape == (40, settings.n_frames(16_000)) == (40, 101)
    assert mel.min() == -20.0
    assert log_mel(noise(16_000) * 10.0, settings).max() == pytest.approx(
        mel.max() + 20.0, abs=1e-3
    )


def test_silence_lies_at_the_floor() -> None:
    mel = log_mel(np.zeros(22_050, dtype=np.float32), FeatureSettings(floor_db=-65.0))
    np.testing.assert_allclose(mel, -65.0, atol=1e-5)


def test_loud_frames_do_not_raise_the_floor() -> None:
    mono = noise() * 1e-3
    quiet = log_mel(mono, FeatureSettings())[:, 300:]
    mono[:44_100] = 1.0 - 2.0 * (np.arange(44_100) % 50 < 25)
    np.testing.assert_array_equal(log_mel(mono, FeatureSettings())[:, 300:], quiet)


@pytest.mark.parametrize("n_fft", [65, 2_049])
def test_an_odd_window_gives_as_many_frames_as_promised(n_fft: int) -> None:
    settings = FeatureSettings(n_fft=n_fft, hop_length=48, n_mels=16)
    assert log_mel(noise(4_800), settings).shape == (16, settings.n_frames(4_800)) == (16, 101)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    mono = noise(22_050)
    mono[700] = value
    with pytest.raises(AudioError, match="no numbers or infinite"):
        log_mel(mono, FeatureSettings())
