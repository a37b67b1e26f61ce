"""Which seconds of a track a person would probably cut out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.errors import AudioError
from sepgenre_training.segmentation.activity import FLOOR_DB, Activity, measure_activity
from sepgenre_training.segmentation.bars import BAR_RATE_HZ, BEATS_PER_BAR, Bars, find_bars
from sepgenre_training.separation.stems import Audio

ReadExcerpt = Callable[[int, int], Audio]
"""Gives the samples [shape=(channels, samples)] from a start, for a number of samples."""

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

# Beats are tracked on the segment and this much on either side.
_CONTEXT_S = 8.0
_BLOCK_S = 60.0


@attrs.frozen(kw_only=True)
class Candidate:
    """A suggested segment.

    Attributes
    ----------
    start_s : float
        Where it starts in the track, in seconds.
    score : float
        0 to 1; comparable within one track.
    reasons : tuple of str
        Why, in words for the person who decides.
    tempo_bpm : float or None
        Beats per minute; None where no beat was found.
    """

    start_s: float
    score: float
    reasons: tuple[str, ...]
    tempo_bpm: float | None = None


def suggest_segments(
    audio: Audio, sample_rate: int, *, length_s: float = 10.0, count: int = 3
) -> tuple[Candidate, ...]:
    """Suggest the segments of `audio` that a person would probably pick, the best first.

    Steady, loud passages in which every band of the track is at work, neither intro nor outro
    nor breakdown, started on a bar.

    Parameters
    ----------
    audio : Audio [shape=(channels, samples)] or ndarray [shape=(samples,)]
        The track.
    sample_rate : int
        In Hz.
    length_s : float
        Length of a segment, in seconds.
    count : int
        At most this many; fewer where the track has no room for distinct ones.

    Returns
    -------
    tuple of Candidate
        At least one; all inside the track, at least half a segment apart where it is long
        enough.

    Raises
    ------
    AudioError
        Where the track is shorter than a segment.
    """
    channels = np.atleast_2d(audio)
    n_samples = channels.shape[1]
    block = max(round(_BLOCK_S * sample_rate), 1)
    return suggest_from_blocks(
        (channels[:, start : start + block] for start in range(0, n_samples, block)),
        lambda start, length: channels[:, start : start + length],
        n_samples=n_samples,
        sample_rate=sample_rate,
        length_samples=round(length_s * sample_rate),
        count=count,
    )


def suggest_from_blocks(
    blocks: Iterable[Audio],
    read_excerpt: ReadExcerpt,
    *,
    n_samples: int,
    sample_rate: int,
    length_samples: int,
    count: int,
) -> tuple[Candidate, ...]:
    """Suggest segments of a track that is not in memory; see `suggest_segments`.

    Parameters
    ----------
    blocks : Iterable[Audio [shape=(channels, samples)]]
        The whole track in order, read once.
    read_excerpt : ReadExcerpt
        Reads the surroundings of each suggestion, to find its bars.
    n_samples, length_samples : int
        Length of the track and of a segment.
    sample_rate : int
        In Hz.
    count : int
        At most this many.
    """
    last_start = n_samples - length_samples
    if last_start < 0:
        raise AudioError(
            f"A track of {n_samples / sample_rate:.2f} s holds no segment of "
            f"{length_samples / sample_rate:.2f} s.",
            remedy="Choose a longer track.",
        )
    activity = measure_activity(blocks, sample_rate)
    starts, scores, reasons = _score_starts(activity, last_start, length_samples)
    apart = min(length_samples // 2, last_start // max(count - 1, 1))
    chosen: list[int] = []
    candidates: list[Candidate] = []
    while len(candidates) < count:
        free = _far_from(starts, chosen, apart)
        if not free.any():
            break
        best = int(np.argmax(np.where(free, scores, -np.inf)))
        first, excerpt = _read_around(
            int(starts[best]), read_excerpt, n_samples, sample_rate, length_samples
        )
        bars = find_bars(to_mono(resample(excerpt, sample_rate, BAR_RATE_HZ)))
        start, aligned = int(starts[best]), "no beat found: not aligned to a bar"
        if bars is not None:
            at = first + np.round(bars.starts_s * sample_rate).astype(np.int64)
            at = at[at <= last_start]
            at = at[_far_from(at, chosen, apart)]
            start, aligned = _best_bar(start, at, starts, scores, bars, sample_rate)
        chosen.append(start)
        candidates.append(
            Candidate(
                start_s=start / sample_rate,
                score=float(scores[best]),
                reasons=(*reasons(best), aligned),
                tempo_bpm=None if bars is None else bars.tempo_bpm,
            )
        )
    return tuple(candidates)


def _score_starts(
    activity: Activity, last_start: int, length_samples: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], Callable[[int], tuple[str, ...]]]:
    """Return the possible starts in samples, their scores, and what speaks for each."""
    width = max(length_samples // activity.cell_samples, 1)
    n_starts = last_start // activity.cell_samples + 1
    starts = np.arange(n_starts, dtype=np.int64) * activity.cell_samples
    loudness = activity.loudness_db().astype(np.float64)
    if loudness.size == 0 or loudness.max() <= FLOOR_DB + 10.0:
        return starts, np.zeros(n_starts), lambda _: ("the track is silent",)
    working = _share_of_bands_at_work(activity)
    loud = np.percentile(loudness, _LOUD_PERCENTILE)
    full_mean = _over_windows(working, width, n_starts).mean(axis=1)
    # The emptiest second counts too: a breakdown inside the segment spoils all of it.
    full_least = _over_windows(_two_cells(working), width, n_starts).min(axis=1)
    level = _over_windows(loudness, width, n_starts)
    below_db = np.maximum(loud - level.mean(axis=1), 0.0)
    uneven_db = _over_windows(_two_cells(loudness), width, n_starts).std(axis=1)
    uneven_db += np.abs(
        level[:, : width // 2].mean(axis=1) - level[:, -(width // 2) :].mean(axis=1)
    )
    edge = max(_EDGE_SHARE * (last_start + length_samples), 1.0)
    inside = np.minimum(starts, last_start - starts) / edge
    scores = (
        _WEIGHTS["full"] * 0.5 * (full_mean + full_least)
        + _WEIGHTS["loud"] * np.clip(1.0 - below_db / _QUIET_DB, 0.0, 1.0)
        + _WEIGHTS["steady"] * np.clip(1.0 - uneven_db / _UNEVEN_DB, 0.0, 1.0)
        + _WEIGHTS["inside"] * np.clip(inside, 0.0, 1.0)
    )

    def reasons(index: int) -> tuple[str, ...]:
        return (
            f"{100.0 * full_mean[index]:.0f} % of the track's bands at work throughout",
            f"{below_db[index]:.1f} dB below the track's loudest passages",
            f"loudness even to {uneven_db[index]:.1f} dB",
        )

    return starts, scores, reasons


def _share_of_bands_at_work(activity: Activity) -> npt.NDArray[np.float64]:
    loud = np.percentile(activity.band_db, _LOUD_PERCENTILE, axis=1, keepdims=True)
    audible = loud[:, 0] > _AUDIBLE_DB
    if not audible.any():
        return np.zeros(activity.n_cells)
    at_work = activity.band_db[audible] >= loud[audible] - _ACTIVE_BELOW_DB
    return np.asarray(at_work.mean(axis=0), dtype=np.float64)


def _two_cells(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    following = np.concatenate([values[1:], values[-1:]])
    return 0.5 * (values + following)


def _over_windows(
    values: npt.NDArray[np.float64], width: int, n_starts: int
) -> npt.NDArray[np.float64]:
    """Return the cells of each possible segment, [shape=(starts, width)]."""
    missing = max(n_starts + width - 1 - len(values), 0)
    padded = np.pad(values, (0, missing), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width)[:n_starts]
    return np.array(windows, dtype=np.float64)


def _far_from(
    starts: npt.NDArray[np.int64], chosen: list[int], apart: int
) -> npt.NDArray[np.bool_]:
    if not chosen:
        return np.ones(len(starts), dtype=bool)
    distance = np.abs(starts[:, np.newaxis] - np.asarray(chosen)).min(axis=1)
    return np.asarray(distance >= max(apart, 1))


def _read_around(
    start: int,
    read_excerpt: ReadExcerpt,
    n_samples: int,
    sample_rate: int,
    length_samples: int,
) -> tuple[int, Audio]:
    context = round(_CONTEXT_S * sample_rate)
    first = max(start - context, 0)
    stop = min(start + length_samples + context, n_samples)
    return first, read_excerpt(first, stop - first)


def _best_bar(
    start: int,
    bar_starts: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    bars: Bars,
    sample_rate: int,
) -> tuple[int, str]:
    """Return the bar within one bar of `start` that scores best, and the words for it."""
    bar_samples = BEATS_PER_BAR * 60.0 / bars.tempo_bpm * sample_rate
    near = bar_starts[np.abs(bar_starts - start) <= bar_samples]
    if not len(near):
        return start, "no bar starts near by: not aligned to a bar"
    # Scores are those of whole cells; between two, the truth lies between theirs.
    score = np.interp(near, starts, scores)
    return int(near[np.argmax(score)]), f"starts on a bar at {bars.tempo_bpm:.1f} BPM"
