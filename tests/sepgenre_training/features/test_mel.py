from __future__ import annotations

import librosa
import numpy as np
import pytest

from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings


def noise(n_samples: int = 220_500) -> np.ndarray:
    return (np.random.default_rng(0).standard_normal(n_samples) * 0.1).astype(np.float32)


def test_ten_seconds_have_the_shape_of_the_paper() -> None:
    assert log_mel(noise(), FeatureSettings()).shape == (128, 458)


def test_levels_are_librosas() -> None:
    mono = noise()
    spectrum = np.abs(librosa.stft(mono, n_fft=2048, hop_length=482)) ** 2
    bands = librosa.filters.mel(sr=22_050, n_fft=2048, n_mels=128) @ spectrum
    expected = np.maximum(10.0 * np.log10(np.maximum(bands, 1e-8)), -80.0)
    computed = log_mel(mono, FeatureSettings())
    assert computed.dtype == np.float32
    np.testing.assert_allclose(computed, expected, atol=2e-4)


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
