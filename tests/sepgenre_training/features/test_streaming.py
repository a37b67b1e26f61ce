"""The streamed mel spectrogram: however the signal is cut, that of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.streaming import MelStream


@pytest.mark.parametrize(
    "settings",
    [
        FeatureSettings(),
        FeatureSettings(n_fft=512, hop_length=512, n_mels=40),
        FeatureSettings(n_fft=1024, hop_length=100),
    ],
)
@pytest.mark.parametrize("n_samples", [2_048, 24_099, 24_100, 700_001])
@pytest.mark.parametrize("block", [65_536, 1_001])
def test_the_frames_are_those_of_the_whole(
    settings: FeatureSettings, n_samples: int, block: int
) -> None:
    rng = np.random.default_rng(n_samples)
    signal = (rng.standard_normal(n_samples) * np.linspace(0, 1, n_samples)).astype(np.float32)
    stream = MelStream(settings)
    parts = [stream.add(signal[start : start + block]) for start in range(0, n_samples, block)]
    joined = np.concatenate([*parts, stream.finish()], axis=1)

    whole = log_mel(signal, settings)
    assert joined.shape == whole.shape == (settings.n_mels, settings.n_frames(n_samples))
    np.testing.assert_allclose(joined, whole, atol=1e-3)
    assert joined.dtype == np.float32
