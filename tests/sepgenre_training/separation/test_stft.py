from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.separation.stft import Stft


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([16, 64, 512, 2048]), st.integers(1, 6_000), st.integers(1, 3))
def test_synthesis_undoes_analysis(window: int, n_samples: int, n_channels: int) -> None:
    stft = Stft(window_samples=window)
    audio = np.random.default_rng(n_samples).standard_normal((n_channels, n_samples))
    spectrum = stft.analyse(audio.astype(np.float32))
    assert spectrum.dtype == np.complex64
    assert spectrum.shape == (n_channels, window // 2 + 1, stft.n_frames(n_samples))
    np.testing.assert_allclose(stft.synthesise(spectrum, n_samples), audio, atol=5e-6)


def test_first_frame_is_centred_one_hop_before_the_signal() -> None:
    stft = Stft(window_samples=64)
    audio = np.zeros((1, 400), dtype=np.float32)
    audio[0, 160] = 1.0
    power = np.abs(stft.analyse(audio)[0]).sum(axis=0)
    assert (int(np.argmax(power)) - 1) * stft.hop_samples == 160


def test_sine_peaks_at_its_frequency() -> None:
    stft = Stft(window_samples=1024)
    t = np.arange(8_000) / 8_000
    spectrum = stft.analyse(np.sin(2 * np.pi * 1000.0 * t)[np.newaxis].astype(np.float32))
    peak = int(np.argmax(np.abs(spectrum[0, :, 10])))
    assert stft.frequencies_hz(8_000)[peak] == 1000.0
