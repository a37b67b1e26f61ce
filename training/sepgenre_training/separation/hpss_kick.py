"""Kick drum or bass: whose is the energy in the lowest bins, which both fill."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from sepgenre_training.separation.medians import running_median
from sepgenre_training.separation.stft import Magnitude

# Longer than twice a kick drum and shorter than two beats at any dance tempo, so that the
# running median of a low bin is the bass line with the kicks taken out.
KICK_SPAN_S = 0.7

# Where kick and bass sound, and where a kick's sweep and click show but a bass note is pitched.
LOW_BAND_HZ = (30.0, 150.0)
STROKE_BAND_HZ = (200.0, 1000.0)

# Logistic curve over the logarithm of the percussive share in the stroke band at an onset. In
# two sets of generated songs, of which the stems are known, medians are -2.0 for kicks and -4.6
# for bass notes.
STROKE_MIDPOINT = -3.3
STROKE_SLOPE = 0.5
# What an onset without any stroke still gives to the drums: some kicks are bare sines.
LEAST_KICK = 0.2

ONSET_LEAD_S = 0.046
KICK_HOLD_S = 0.5
_ONSET_SPACING_S = 0.15
_LOUDNESS_SPAN_S = 3.0
_LEAST_RISE = 0.05
_STROKE_FRAMES = 5
_LEAKAGE = 1e-3

_TINY = np.float32(1e-20)


def estimate_kick(
    low_magnitude: Magnitude,
    low_power: npt.NDArray[np.float32],
    stroke_share: npt.NDArray[np.float32],
    frame_rate_hz: float,
) -> Magnitude:
    """Estimate which share of the lowest bins the kick drum has.

    A bin's excess over its running median is a kick or a bass note, whichever began last: a
    kick begins with a stroke, which is percussive far above its own pitch.

    Parameters
    ----------
    low_magnitude : Magnitude [shape=(bins, frames)]
        The lowest bins of the mixture.
    low_power : ndarray [shape=(frames,)]
        Power in `LOW_BAND_HZ`.
    stroke_share : ndarray [shape=(frames,)]
        Percussive share, 0 .. 1, of the power in `STROKE_BAND_HZ`.
    frame_rate_hz : float
        Frames per second.

    Returns
    -------
    Magnitude [shape=(bins, frames)]
        0 .. 1.
    """
    sustained = running_median(low_magnitude, KICK_SPAN_S * frame_rate_hz)
    excess = np.maximum(low_magnitude - sustained, 0.0) ** 2
    mask = excess / (excess + sustained**2 + _TINY)
    return np.asarray(mask * _kick_presence(low_power, stroke_share, frame_rate_hz))


def measure_stroke_share(
    percussive: Magnitude, total: Magnitude, frequencies_hz: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return the percussive share of the power in `STROKE_BAND_HZ`, [shape=(frames,)].

    Parameters
    ----------
    percussive, total : Magnitude [shape=(bins, frames)]
        Powers of the percussive part and of all parts.
    frequencies_hz : ndarray [shape=(bins,)]
        The bins' centres.
    """

    def in_band(power: Magnitude, band_hz: tuple[float, float]) -> npt.NDArray[np.float32]:
        inside = (frequencies_hz >= band_hz[0]) & (frequencies_hz < band_hz[1])
        return np.asarray(uniform_filter1d(power[inside].sum(axis=0), _STROKE_FRAMES))

    # What leaks upwards from a bare low tone is no stroke, however percussive it looks.
    leakage = _LEAKAGE * in_band(total, LOW_BAND_HZ)
    share = in_band(percussive, STROKE_BAND_HZ) / (in_band(total, STROKE_BAND_HZ) + leakage + _TINY)
    return np.asarray(np.clip(share, 0.0, 1.0), dtype=np.float32)


def _kick_presence(
    low_power: npt.NDArray[np.float32],
    stroke_share: npt.NDArray[np.float32],
    frame_rate_hz: float,
) -> npt.NDArray[np.float32]:
    onsets = _low_onsets(low_power, frame_rate_hz)
    presence = np.zeros(len(low_power), dtype=np.float32)
    if not len(onsets):
        return presence
    log_share = np.log(stroke_share[onsets] + 1e-9)
    stroke = 1.0 / (1.0 + np.exp((STROKE_MIDPOINT - log_share) / STROKE_SLOPE))
    kick = LEAST_KICK + (1.0 - LEAST_KICK) * stroke
    frames = np.arange(len(low_power))
    # A centred window sees an onset before it happens.
    lead = round(ONSET_LEAD_S * frame_rate_hz)
    latest = np.searchsorted(onsets, frames + lead, side="right") - 1
    since = frames - onsets[np.maximum(latest, 0)]
    held = (latest >= 0) & (since < KICK_HOLD_S * frame_rate_hz)
    presence[held] = kick[latest[held]]
    return presence


def _low_onsets(low_power: npt.NDArray[np.float32], frame_rate_hz: float) -> npt.NDArray[np.int64]:
    before = np.concatenate([np.repeat(low_power[:1], 2), low_power])[: len(low_power)]
    rise = np.maximum(low_power - before, 0.0)
    # Only neighbours count, so that a block's onsets are those of the whole.
    highest = maximum_filter1d(rise, int(_ONSET_SPACING_S * frame_rate_hz) | 1)
    loudest = maximum_filter1d(low_power, int(_LOUDNESS_SPAN_S * frame_rate_hz) | 1)
    return np.flatnonzero((rise == highest) & (rise > _LEAST_RISE * loudest))
