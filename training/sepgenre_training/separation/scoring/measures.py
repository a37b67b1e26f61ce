"""The measures of separation: how close an estimated stem comes to the true one, in dB."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sepgenre_training.separation.stems import Audio

FRAME_S = 1.0
"""Length and hop of the frames of SDR, as museval has them by default."""

_SILENT_SHARE = 1e-3  # -60 dB
_Samples = npt.NDArray[np.float64]


def si_sdr_db(estimate: Audio, truth: Audio) -> float:
    r"""Return the scale-invariant signal-to-distortion ratio of `estimate`.

    .. math:: 10 \log_{10} \frac{\|\alpha s\|^2}{\|\alpha s - \hat s\|^2}, \quad
              \alpha = \hat s^T s / \|s\|^2

    The channels of a stereo stem count as one signal under one scale, so that a stem at the
    wrong place between the loudspeakers is distorted. No mean is subtracted.

    Parameters
    ----------
    estimate, truth : Audio [shape=(channels, samples)]
        The same window of both; computed in float64.

    Returns
    -------
    float
        In dB; higher is better. Infinite where the estimate is the truth, scaled; minus infinity
        where nothing of it is in the estimate; NaN where `truth` is zero throughout.

    References
    ----------
    "SDR - half-baked or well done?", ICASSP 2019, equation 3.
    """
    s_hat, s = _flat(estimate), _flat(truth)
    energy = _energy(s)
    if energy == 0.0:
        return math.nan
    target = float(np.sum(s_hat * s)) / energy * s
    return _ratio_db(_energy(target), _energy(target - s_hat))


def sdr_db(
    estimates: Mapping[str, Audio], truths: Mapping[str, Audio], sample_rate_hz: int
) -> dict[str, float]:
    """Return the signal-to-distortion ratio of each stem by museval's definition (BSS Eval v4).

    The median over frames of 1 s without overlap; the rest of a last frame is dropped, and what
    is shorter than a frame is one. BSS Eval splits the distortion into spatial error,
    interference and artefacts by filters of 512 taps; SDR takes the three together, and they add
    up to estimate minus truth whatever the filters are. So none are computed here: on 10 s of
    four stereo stems this gives what museval 0.4.1 gives, to 2e-15 dB, in 0.05 s instead of 8 s.
    (museval itself cannot be imported where ffmpeg is not installed.)

    A frame in which one of `truths` is zero throughout counts for no stem, as in museval. One in
    which an estimate is counts here, with 0 dB, so that all separators are judged by the same
    frames; museval drops it.

    Parameters
    ----------
    estimates, truths : Mapping[str, Audio [shape=(channels, samples)]]
        The same stems of both; none of `truths` silent.
    sample_rate_hz : int
        In Hz.

    Returns
    -------
    dict of str to float
        In dB, in the order of `truths`; NaN for all where no frame counts.

    References
    ----------
    "The 2018 signal separation evaluation campaign", LVA/ICA 2018 (BSS Eval v4); "First stereo
    audio source separation evaluation campaign", ICA 2007 (the definition for stereo stems).
    """
    frames = {name: _frames(truth, sample_rate_hz) for name, truth in truths.items()}
    sounding = np.all([np.any(each, axis=1) for each in frames.values()], axis=0)
    return {
        name: _median_ratio_db(
            truth[sounding], _frames(estimates[name], sample_rate_hz)[sounding] - truth[sounding]
        )
        for name, truth in frames.items()
    }


def is_silent(truth: Audio, mixture: Audio) -> bool:
    """Return whether a true stem is too quiet to be judged: its peak 60 dB below the mixture's."""
    return bool(np.max(np.abs(truth)) <= _SILENT_SHARE * np.max(np.abs(mixture)))


def _flat(audio: Audio) -> _Samples:
    return np.ravel(audio).astype(np.float64)


def _frames(audio: Audio, sample_rate_hz: int) -> _Samples:
    """Return the frames of `audio`, [shape=(frames, channels * samples of a frame)]."""
    channels, n_samples = audio.shape
    length = min(round(FRAME_S * sample_rate_hz), n_samples)
    n_frames = n_samples // length
    cut = audio[:, : n_frames * length].astype(np.float64).reshape(channels, n_frames, length)
    return cut.swapaxes(0, 1).reshape(n_frames, channels * length)


def _median_ratio_db(truth: _Samples, distortion: _Samples) -> float:
    if len(truth) == 0:
        return math.nan
    return statistics.median(
        _ratio_db(_energy(s), _energy(e)) for s, e in zip(truth, distortion, strict=True)
    )


def _energy(signal: _Samples) -> float:
    # Not a scalar product: BLAS adds in another order with another number of threads.
    return float(np.sum(np.square(signal)))


def _ratio_db(signal: float, distortion: float) -> float:
    if signal == 0.0:
        return -math.inf
    return 10.0 * math.log10(signal / distortion) if distortion > 0.0 else math.inf
