"""Which seconds of a track a person would probably cut out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.errors import AudioError
from sepgenre_training.segmentation.activity import measure_activity
from sepgenre_training.segmentation.bars import BAR_RATE_HZ, BEATS_PER_BAR, Bars, find_bars
from sepgenre_training.segmentation.scoring import StartScores, score_starts
from sepgenre_training.separation.stems import Audio

ReadExcerpt = Callable[[int, int], Audio]
"""Gives the samples [shape=(channels, samples)] from a start, for a number of samples."""

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
    scored = score_starts(measure_activity(blocks, sample_rate), last_start, length_samples)
    apart = min(length_samples // 2, last_start // max(count - 1, 1))
    candidates: list[Candidate] = []
    chosen: list[int] = []
    while len(candidates) < count:
        free = _far_from(scored.starts, chosen, apart)
        if not free.any():
            break
        best = int(np.argmax(np.where(free, scored.scores, -np.inf)))
        start = int(scored.starts[best])
        first = max(start - round(_CONTEXT_S * sample_rate), 0)
        stop = min(start + length_samples + round(_CONTEXT_S * sample_rate), n_samples)
        bars = _bars_in(read_excerpt(first, stop - first), sample_rate)
        words = "no beat found: not aligned to a bar"
        if bars is not None:
            at = first + np.round(bars.starts_s * sample_rate).astype(np.int64)
            at = at[(at <= last_start) & _far_from(at, chosen, apart)]
            start, words = _best_bar(start, at, scored, bars.tempo_bpm, sample_rate)
        chosen.append(start)
        candidates.append(
            Candidate(
                start_s=start / sample_rate,
                score=float(scored.scores[best]),
                reasons=(*scored.reasons(best), words),
                tempo_bpm=None if bars is None else bars.tempo_bpm,
            )
        )
    return tuple(candidates)


def _bars_in(excerpt: Audio, sample_rate: int) -> Bars | None:
    return find_bars(to_mono(resample(excerpt, sample_rate, BAR_RATE_HZ)))


def _far_from(
    starts: npt.NDArray[np.int64], chosen: list[int], apart: int
) -> npt.NDArray[np.bool_]:
    if not chosen:
        return np.ones(len(starts), dtype=bool)
    distance = np.abs(starts[:, np.newaxis] - np.asarray(chosen)).min(axis=1)
    return np.asarray(distance >= max(apart, 1))


def _best_bar(
    start: int,
    bar_starts: npt.NDArray[np.int64],
    scored: StartScores,
    tempo_bpm: float,
    sample_rate: int,
) -> tuple[int, str]:
    """Return the bar within one bar of `start` that scores best, and the words for it."""
    bar_samples = BEATS_PER_BAR * 60.0 / tempo_bpm * sample_rate
    near = bar_starts[np.abs(bar_starts - start) <= bar_samples]
    if not len(near):
        return start, "no bar starts near by: not aligned to a bar"
    # Scores are those of whole cells; between two, the truth lies between theirs.
    score = np.interp(near, scored.starts, scored.scores)
    return int(near[np.argmax(score)]), f"starts on a bar at {tempo_bpm:.1f} BPM"
