"""Changing the rate and the number of channels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio

_FIT_SAMPLES = 4
# A resampler rounds its output length; more than that is a mistaken length.


def resample(audio: Audio, from_hz: int, to_hz: int, n_samples: int | None = None) -> Audio:
    """Resample by soxr (quality HQ), with no delay.

    Parameters
    ----------
    audio : Audio [shape=(channels, samples)]
        float32.
    from_hz, to_hz : int
        Rates in Hz; where they are equal, `audio` itself comes back.
    n_samples : int, optional
        The exact output length. Zeros are added or samples dropped at the end, four at most.

    Returns
    -------
    Audio [shape=(channels, n_samples)]
        float32; without `n_samples`, ``round(samples * to_hz / from_hz)`` long.

    Raises
    ------
    AudioError
        Where a rate is not positive, or `n_samples` is not the resampled length.
    """
    if from_hz <= 0 or to_hz <= 0:
        raise AudioError(
            f"Cannot resample from {from_hz} Hz to {to_hz} Hz.", remedy="Give positive rates."
        )
    resampled = audio
    if from_hz != to_hz:
        frames = soxr.resample(np.ascontiguousarray(audio.T), from_hz, to_hz, quality="HQ")
        resampled = np.ascontiguousarray(frames.T, dtype=np.float32)
    return resampled if n_samples is None else _fit(resampled, n_samples)


def _fit(audio: Audio, n_samples: int) -> Audio:
    missing = n_samples - audio.shape[1]
    if abs(missing) > _FIT_SAMPLES:
        raise AudioError(
            f"Resampling gave {audio.shape[1]} samples where {n_samples} were expected.",
            remedy="Check the sampling rates and the length of the segment.",
        )
    if missing > 0:
        return np.pad(audio, ((0, 0), (0, missing)))
    return np.ascontiguousarray(audio[:, :n_samples]) if missing else audio


def to_mono(audio: Audio) -> npt.NDArray[np.float32]:
    """Return the mean of the channels of `audio` [shape=(channels, samples)], [shape=(samples,)].

    float32; the mean keeps full scale at 1.0 whatever the number of channels.
    """
    mono: npt.NDArray[np.float32] = np.mean(audio, axis=0, dtype=np.float32)
    return mono
