"""Where a region may stand in its track: nudging, and snapping to beats and zero crossings.

Pure functions of sample indices. `sepgenre_gui.project.segment.clamp_start` keeps the result
within the track.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_gui.project.segment import clamp_start
from sepgenre_gui.project.track import Track
from sepgenre_training.errors import ProjectError

Samples = npt.NDArray[np.int64]
"""Sample indices of a track at its own rate, ascending."""


def start_sample_at(track: Track, start_s: float) -> int:
    """Return the sample of `track` at `start_s` seconds.

    Raises
    ------
    ProjectError
        Where that is not within the track, or no number.
    """
    # Asked in seconds: a sample index may be too large to be one.
    if not 0.0 <= start_s <= track.duration_s:
        raise ProjectError(
            f"A segment of {track.path} cannot start at {start_s:g} s.",
            remedy=f"Choose a start within its {track.duration_s:.3f} s.",
        )
    return round(start_s * track.sample_rate_hz)


def nudge_start(start_sample: int, by_samples: int, track: Track, length_s: float) -> int:
    """Return the start `by_samples` later (earlier where negative), kept within the track.

    Raises
    ------
    ProjectError
        Where the track is shorter than a segment of `length_s` seconds.
    """
    return clamp_start(start_sample + by_samples, track, length_s)


def snap_start(
    start_sample: int,
    targets: Samples,
    track: Track,
    length_s: float,
    *,
    within_samples: int | None = None,
) -> int:
    """Return the start at the target nearest to `start_sample`.

    Parameters
    ----------
    start_sample : int
        Where the region is dragged to.
    targets : Samples [shape=(n,)]
        Beats, bars or zero crossings.
    track : Track
        In which the whole region must lie: targets that forbid it are passed over.
    length_s : float
        Length of a region, in seconds.
    within_samples : int, optional
        How far a target attracts; by default however far it is.

    Returns
    -------
    int
        Of two targets equally near the earlier one; the start itself, kept within the track,
        where no target attracts it.

    Raises
    ------
    ProjectError
        Where the track is shorter than a segment.
    """
    start = clamp_start(start_sample, track, length_s)
    last = clamp_start(track.n_samples, track, length_s)
    usable = targets[(targets >= 0) & (targets <= last)]
    if not usable.size:
        return start
    nearest = int(usable[np.argmin(np.abs(usable - start))])
    if within_samples is not None and abs(nearest - start) > within_samples:
        return start
    return nearest


def zero_crossings(samples: npt.NDArray[np.floating], first_sample: int = 0) -> Samples:
    """Return where a mono signal changes its sign, so that a cut there does not click.

    Parameters
    ----------
    samples : ndarray [shape=(n,)], float
        A mono excerpt of the track.
    first_sample : int
        Index in the track of the excerpt's first sample.

    Returns
    -------
    Samples
        At each change of sign the quieter of its two samples; samples of exactly zero count as
        positive.
    """
    negative = np.signbit(samples) & (samples != 0)
    before = np.flatnonzero(negative[1:] != negative[:-1])
    quieter = np.abs(samples[before + 1]) < np.abs(samples[before])
    return np.unique(before + quieter).astype(np.int64) + first_sample
