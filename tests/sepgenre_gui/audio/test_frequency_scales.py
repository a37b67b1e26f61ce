"""Frequency axes: librosa's mel scale, bands of equal weight, and positions both ways."""

from __future__ import annotations

import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_gui.audio.frequency_scales import (
    LOG_BANDS,
    MEL_BANDS,
    ScaleName,
    band_centers,
    band_of,
    band_weights,
    frequency_of,
)

SCALES: tuple[ScaleName, ...] = ("mel", "log")


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 96_000])
def test_mel_bands_lie_where_librosas_do(rate_hz: int) -> None:
    reference = librosa.mel_frequencies(n_mels=MEL_BANDS + 2, fmin=0.0, fmax=rate_hz / 2)[1:-1]
    np.testing.assert_allclose(band_centers("mel", rate_hz), reference, rtol=1e-9)


def test_wide_mel_bands_are_librosas_filters() -> None:
    reference = librosa.filters.mel(sr=44_100, n_fft=2048, n_mels=MEL_BANDS, norm=None)
    reference = reference / reference.sum(axis=1, keepdims=True)
    # Below, bands are narrower than the bins of the transform, and ours interpolate.
    np.testing.assert_allclose(
        band_weights("mel", 2048, 44_100)[40:], reference[40:], rtol=1e-4, atol=1e-7
    )


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("rate_hz", "n_fft"), [(8000, 512), (44_100, 2048), (192_000, 8192)])
def test_each_band_is_a_mean(scale: ScaleName, rate_hz: int, n_fft: int) -> None:
    weights = band_weights(scale, n_fft, rate_hz)
    assert weights.shape == (MEL_BANDS if scale == "mel" else LOG_BANDS, 1 + n_fft // 2)
    assert weights.dtype == np.float32
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, rtol=1e-5)
    bins_hz = np.fft.rfftfreq(n_fft, 1 / rate_hz)
    strongest_hz = bins_hz[weights.argmax(axis=1)]
    # The lowest bands of a scale may fall into one bin.
    assert np.abs(strongest_hz - band_centers(scale, rate_hz)).max() <= bins_hz[1]


@given(st.sampled_from(SCALES), st.floats(60.0, 20_000.0))
def test_positions_and_frequencies_are_each_others_inverse(
    scale: ScaleName, frequency_hz: float
) -> None:
    band = band_of(frequency_hz, scale, 44_100)
    assert frequency_of(band, scale, 44_100) == pytest.approx(frequency_hz, rel=1e-6)


@pytest.mark.parametrize("scale", SCALES)
def test_the_position_of_a_centre_is_its_number(scale: ScaleName) -> None:
    centers = band_centers(scale, 44_100)
    for number in (0, 7, len(centers) - 1):
        assert band_of(float(centers[number]), scale, 44_100) == pytest.approx(number)
