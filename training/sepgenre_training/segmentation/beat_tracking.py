"""Which frames of an onset curve are beats, at a tempo that is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# How much a beat off the tempo costs, in standard deviations of the onset curve.
_TIGHTNESS = 100.0
# A Gaussian of a 32nd of a beat joins the frames that one stroke is spread over.
_SMOOTHING = 32.0
_LEAST_SHARE = 0.01

Frames = npt.NDArray[np.int64]


def track_beats(onsets: npt.NDArray[np.float32], period: int) -> Frames:
    """Return the frames of the beats: strong onsets, as evenly `period` apart as they can be.

    What `librosa.beat.beat_track` does, without its compiler: librosa compiles a function of that
    module anew in every process that imports it, which takes seconds.

    Parameters
    ----------
    onsets : ndarray [shape=(frames,)]
        Onset strength, not negative.
    period : int
        Frames from a beat to the next, at least 2.

    Returns
    -------
    ndarray [shape=(beats,)], int64
        Ascending; empty where there is no onset.

    References
    ----------
    "Beat tracking by dynamic programming", J. New Music Research 36, 2007.
    """
    if not np.any(onsets):
        return np.zeros(0, dtype=np.int64)
    strength = (onsets / onsets.std(ddof=1)).astype(np.float64)
    reach = np.arange(-period, period + 1)
    window = np.exp(-0.5 * np.square(reach * _SMOOTHING / period))
    score = np.convolve(strength, window)[period : period + len(strength)]
    total, before = _best_paths(score, period)
    beats = []
    frame = _last_beat(total)
    while frame >= 0:
        beats.append(frame)
        frame = int(before[frame])
    sounding = np.flatnonzero(score > 0.0)
    found: Frames = np.array(beats[::-1], dtype=np.int64)
    within: Frames = found[(found >= sounding[0]) & (found <= sounding[-1])]
    return within


def _best_paths(
    score: npt.NDArray[np.float64], period: int
) -> tuple[npt.NDArray[np.float64], Frames]:
    """Return for each frame the best sum of scores ending in it, and the beat before it or -1."""
    nearest = max(round(period / 2), 1)
    lags = np.arange(nearest, 2 * period + 1)
    cost = _TIGHTNESS * np.square(np.log(lags / period))
    total = score.copy()
    before = np.full(len(score), -1, dtype=np.int64)
    # No frame depends on one less than `nearest` before it, so that many are done at once.
    for first in range(0, len(score), nearest):
        frames = np.arange(first, min(first + nearest, len(score)))
        earlier = frames[:, np.newaxis] - lags
        gain = np.where(earlier >= 0, total[np.maximum(earlier, 0)] - cost, -np.inf)
        best = gain.argmax(axis=1)
        best_gain = gain[np.arange(len(frames)), best]
        linked = np.isfinite(best_gain)
        total[frames[linked]] += best_gain[linked]
        before[frames[linked]] = frames[linked] - lags[best[linked]]
    # Nothing leads to what is heard before the music begins.
    before[: int(np.argmax(score >= _LEAST_SHARE * score.max()))] = -1
    return total, before


def _last_beat(total: npt.NDArray[np.float64]) -> int:
    """Return the last peak of `total` that is at least half as high as most."""
    following = np.append(total[1:], -np.inf)
    peaks = np.flatnonzero((total[1:] > total[:-1]) & (total[1:] >= following[1:])) + 1
    if not len(peaks):
        return len(total) - 1
    high = peaks[total[peaks] >= 0.5 * np.median(total[peaks])]
    return int(high[-1])
