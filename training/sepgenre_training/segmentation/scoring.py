"""How well every possible start of a segment would do, from the track's activity alone."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.segmentation.activity import FLOOR_DB, Activity

# A band is at work where it is at most this far below its own loud moments in the track.
_ACTIVE_BELOW_DB = 10.0
_LOUD_PERCENTILE = 90.0
_AUDIBLE_DB = -80.0
# A segment this far below the track's loud moments, or this uneven, scores nothing for it.
_QUIET_DB = 15.0
_UNEVEN_DB = 6.0
# The share of a track at either end that is intro or outro in most dance tracks.
_EDGE_SHARE = 0.1
_WEIGHTS = {"full": 0.45, "loud": 0.2, "steady": 0.25, "inside": 0.1}

_SILENT_DB = FLOOR_DB + 10.0


@attrs.frozen(kw_only=True, eq=False)
class StartScores:
    """What speaks for each possible start, one per cell of the track.

    Attributes
    ----------
    starts : ndarray [shape=(starts,)], int64
        In samples of the track.
    scores : ndarray [shape=(starts,)], float64
        0 to 1.
    fullness : ndarray [shape=(starts,)], float64
        Mean share of the track's bands at work.
    below_db, uneven_db : ndarray [shape=(starts,)], float64
        How far below the track's loud passages, and how uneven, the segment is.
    silent : bool
        Whether there is nothing to choose by.
    """

    starts: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    fullness: npt.NDArray[np.float64]
    below_db: npt.NDArray[np.float64]
    uneven_db: npt.NDArray[np.float64]
    silent: bool

    def reasons(self, index: int) -> tuple[str, ...]:
        """Return what speaks for, or against, the start at `index`, in words."""
        if self.silent:
            return ("the track is silent",)
        return (
            f"{100.0 * self.fullness[index]:.0f} % of the track's bands at work",
            f"{self.below_db[index]:.1f} dB below the track's loudest passages",
            f"loudness even to {self.uneven_db[index]:.1f} dB",
        )


def score_starts(activity: Activity, last_start: int, length_samples: int) -> StartScores:
    """Score the segments of `length_samples` that start at a cell, up to `last_start`.

    Parameters
    ----------
    activity : Activity
        The track's levels.
    last_start, length_samples : int
        In samples of the track.
    """
    width = max(length_samples // activity.cell_samples, 2)
    n_starts = last_start // activity.cell_samples + 1
    starts = np.arange(n_starts, dtype=np.int64) * activity.cell_samples
    loudness = activity.loudness_db().astype(np.float64)
    if loudness.size == 0 or loudness.max() <= _SILENT_DB:
        return _silent_scores(starts)
    working = _share_of_bands_at_work(activity)
    fullness = _over_windows(working, width, n_starts).mean(axis=1)
    # The emptiest second counts too: a breakdown inside the segment spoils all of it.
    emptiest = _over_windows(_two_cells(working), width, n_starts).min(axis=1)
    level = _over_windows(loudness, width, n_starts)
    loud_db = float(np.percentile(loudness, _LOUD_PERCENTILE))
    below_db = np.maximum(loud_db - level.mean(axis=1), 0.0)
    halves_db = level[:, : width // 2].mean(axis=1) - level[:, width // 2 :].mean(axis=1)
    spread_db = _over_windows(_two_cells(loudness), width, n_starts).std(axis=1)
    uneven_db = spread_db + np.abs(halves_db)
    edge = max(_EDGE_SHARE * (last_start + length_samples), 1.0)
    scores = (
        _WEIGHTS["full"] * 0.5 * (fullness + emptiest)
        + _WEIGHTS["loud"] * np.clip(1.0 - below_db / _QUIET_DB, 0.0, 1.0)
        + _WEIGHTS["steady"] * np.clip(1.0 - uneven_db / _UNEVEN_DB, 0.0, 1.0)
        + _WEIGHTS["inside"] * np.clip(np.minimum(starts, last_start - starts) / edge, 0.0, 1.0)
    )
    return StartScores(
        starts=starts,
        scores=scores,
        fullness=fullness,
        below_db=below_db,
        uneven_db=uneven_db,
        silent=False,
    )


def _silent_scores(starts: npt.NDArray[np.int64]) -> StartScores:
    nothing = np.zeros(len(starts))
    return StartScores(
        starts=starts,
        scores=nothing,
        fullness=nothing,
        below_db=nothing,
        uneven_db=nothing,
        silent=True,
    )


def _share_of_bands_at_work(activity: Activity) -> npt.NDArray[np.float64]:
    loud = np.percentile(activity.band_db, _LOUD_PERCENTILE, axis=1, keepdims=True)
    audible = loud[:, 0] > _AUDIBLE_DB
    if not audible.any():
        return np.zeros(activity.n_cells)
    at_work = activity.band_db[audible] >= loud[audible] - _ACTIVE_BELOW_DB
    return np.asarray(at_work.mean(axis=0), dtype=np.float64)


def _two_cells(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    following = np.concatenate([values[1:], values[-1:]])
    return np.asarray(0.5 * (values + following), dtype=np.float64)


def _over_windows(
    values: npt.NDArray[np.float64], width: int, n_starts: int
) -> npt.NDArray[np.float64]:
    """Return the cells of each possible segment, [shape=(starts, width)]."""
    missing = max(n_starts + width - 1 - len(values), 0)
    padded = np.pad(values, (0, missing), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)
    return np.asarray(windows[:n_starts], dtype=np.float64)
