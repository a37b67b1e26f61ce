"""The four soft masks of the embedded separator, which sum to one in every bin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.separation.hpss_kick import (
    LOW_BAND_HZ,
    estimate_kick,
    measure_stroke_share,
)
from sepgenre_training.separation.medians import running_median
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.stft import Magnitude, Spectrum, Stft

# Windows in seconds, rounded to a power of two in samples: 8192, 1024 and 4096 at 44.1 kHz.
STEADY_WINDOW_S = 0.186
TRANSIENT_WINDOW_S = 0.0232
MASK_WINDOW_S = 0.0929

# A note that lasts longer than half of this is held, not fluctuating.
STEADY_SPAN_S = 0.5
STEADY_SPAN_HZ = 80.0
TRANSIENT_SPAN_S = 0.2
TRANSIENT_SPAN_HZ = 1500.0
# Each pair is where a crossover begins and where it is complete, in Hz.
BASS_CROSSOVER_HZ = (120.0, 320.0)
KICK_CROSSOVER_HZ = (200.0, 600.0)
VOICE_LOWER_HZ = (120.0, 250.0)
VOICE_UPPER_HZ = (5000.0, 9000.0)

# Power to which the left/right similarity is raised: 3 dB off centre leaves 0.79 of the voice.
CENTRE_SHARPNESS = 4
# Share of steady, centred sound that counts as voice: long notes are sung as well as played.
STEADY_VOICE = 0.5

_TINY = np.float32(1e-20)


def stft_for(duration_s: float, sample_rate: int) -> Stft:
    """Return the STFT whose power-of-two window is nearest to `duration_s` seconds."""
    exponent = round(np.log2(duration_s * sample_rate))
    return Stft(window_samples=2 ** max(exponent, 4))


def estimate_masks(mixture: Audio, spectrum: Spectrum, sample_rate: int) -> Mapping[str, Magnitude]:
    """Estimate how much of every bin belongs to each of the four stems.

    The mixture is split twice: by long windows into a steady part and a rest, then the rest by
    short windows into a fluctuating and a percussive part. A singing voice fluctuates in long
    windows and is harmonic in short ones. Kick and bass, which share the lowest bins, are told
    apart in `hpss_kick`.

    Parameters
    ----------
    mixture : Audio [shape=(channels, samples)]
        Samples whose greatest magnitude is about 1.
    spectrum : Spectrum [shape=(channels, bins, frames)]
        Its STFT with a window of `MASK_WINDOW_S`.
    sample_rate : int
        In Hz.

    Returns
    -------
    Mapping[str, Magnitude]
        A mask [shape=(bins, frames)] in 0 .. 1 for each of ``STEM_NAMES``; their sum is 1.

    References
    ----------
    "Harmonic/percussive separation using median filtering", DAFx 2010.
    "Extending harmonic-percussive separation of audio signals", ISMIR 2014
    (the cascade with two window lengths).
    """
    stft = stft_for(MASK_WINDOW_S, sample_rate)
    frequencies_hz = stft.frequencies_hz(sample_rate)[:, np.newaxis]
    steady, fluctuating, percussive = _component_powers(mixture, sample_rate, stft)
    total = steady + fluctuating + percussive + _TINY

    drums = percussive / total
    low = slice(0, int(np.searchsorted(frequencies_hz[:, 0], KICK_CROSSOVER_HZ[1])))
    upper = _ramp(frequencies_hz[low], KICK_CROSSOVER_HZ)
    kick = _kick(spectrum, low, percussive, total, sample_rate)
    drums[low] = (1.0 - upper) * kick + upper * drums[low]
    bass_band = 1.0 - _ramp(frequencies_hz, BASS_CROSSOVER_HZ)
    voiced = (fluctuating + STEADY_VOICE * steady) / (fluctuating + steady + _TINY)
    voice_band = _ramp(frequencies_hz, VOICE_LOWER_HZ) - _ramp(frequencies_hz, VOICE_UPPER_HZ)
    voice = voiced * voice_band * _centredness(spectrum)

    # Each mask takes its share of what the ones before it leave, so that they sum to one.
    pitched = 1.0 - drums
    above_bass = pitched * (1.0 - bass_band)
    return {
        "bass": pitched * bass_band,
        "drums": drums,
        "other": above_bass * (1.0 - voice),
        "vocals": above_bass * voice,
    }


def _component_powers(
    mixture: Audio, sample_rate: int, stft: Stft
) -> tuple[Magnitude, Magnitude, Magnitude]:
    steady = _harmonic_part(
        mixture, sample_rate, STEADY_WINDOW_S, span_s=STEADY_SPAN_S, span_hz=STEADY_SPAN_HZ
    )
    rest = mixture - steady
    fluctuating = _harmonic_part(
        rest, sample_rate, TRANSIENT_WINDOW_S, span_s=TRANSIENT_SPAN_S, span_hz=TRANSIENT_SPAN_HZ
    )
    percussive = rest - fluctuating
    return (
        _mean_power(stft.analyse(steady)),
        _mean_power(stft.analyse(fluctuating)),
        _mean_power(stft.analyse(percussive)),
    )


def _harmonic_part(
    audio: Audio, sample_rate: int, window_s: float, *, span_s: float, span_hz: float
) -> Audio:
    # The medians take most of the time that a block takes.
    check_cancelled()
    stft = stft_for(window_s, sample_rate)
    spectrum = stft.analyse(audio)
    magnitude = _mean_magnitude(spectrum)
    along_time = running_median(magnitude, span_s * sample_rate / stft.hop_samples)
    check_cancelled()
    along_frequency = running_median(magnitude.T, span_hz * stft.window_samples / sample_rate).T
    harmonic, percussive = along_time**2, along_frequency**2
    mask = (harmonic + _TINY) / (harmonic + percussive + 2.0 * _TINY)
    return stft.synthesise(spectrum * mask, audio.shape[1])


def _kick(
    spectrum: Spectrum, low: slice, percussive: Magnitude, total: Magnitude, sample_rate: int
) -> Magnitude:
    stft = stft_for(MASK_WINDOW_S, sample_rate)
    frequencies_hz = stft.frequencies_hz(sample_rate)
    power = _mean_power(spectrum[:, low])
    in_band = (frequencies_hz[low] >= LOW_BAND_HZ[0]) & (frequencies_hz[low] < LOW_BAND_HZ[1])
    return estimate_kick(
        np.sqrt(power),
        power[in_band].sum(axis=0),
        measure_stroke_share(percussive, total, frequencies_hz),
        sample_rate / stft.hop_samples,
    )


def _centredness(spectrum: Spectrum) -> Magnitude:
    """Return 1 where both channels are equal in magnitude and phase, 0 where they are not."""
    if spectrum.shape[0] == 1:
        return np.ones(spectrum.shape[1:], dtype=np.float32)
    left, right = spectrum[0], spectrum[1]
    common = left.real * right.real + left.imag * right.imag
    # Averaged over neighbours: the similarity of one bin alone is mostly chance.
    similar = uniform_filter(2.0 * common, size=3, output=np.float32)
    power = uniform_filter(2.0 * _mean_power(spectrum[:2]), size=3, output=np.float32)
    ratio = np.clip(similar / (power + _TINY), 0.0, 1.0)
    return np.asarray(ratio**CENTRE_SHARPNESS, dtype=np.float32)


def _mean_power(spectrum: Spectrum) -> Magnitude:
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    return np.asarray(power.mean(axis=0), dtype=np.float32)


def _mean_magnitude(spectrum: Spectrum) -> Magnitude:
    return np.sqrt(_mean_power(spectrum))


def _ramp(
    frequencies_hz: npt.NDArray[np.float32], between_hz: tuple[float, float]
) -> npt.NDArray[np.float32]:
    """Return a smooth step from 0 to 1 on a logarithmic frequency axis."""
    low, high = np.log2(between_hz)
    octaves = np.log2(np.maximum(frequencies_hz, 1e-3))
    position = np.clip((octaves - low) / (high - low), 0.0, 1.0)
    return np.asarray(position**2 * (3.0 - 2.0 * position), dtype=np.float32)
