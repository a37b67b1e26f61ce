"""The scores of many segments, and their medians for each separator and stem."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

import attrs

from sepgenre_training.separation.scoring.task import StemScore
from sepgenre_training.separation.stems import STEM_NAMES


@attrs.frozen(kw_only=True)
class SegmentScores:
    """The scores of one segment by one separator.

    Attributes
    ----------
    segment : int
        The segment's identifier in its project.
    track, genre : str
        The track's title and the segment's genre, which may be empty.
    start_s : float
        Where the segment starts, in seconds of the track.
    separator, separator_version : str
        What made the stems; `task.MIXTURE` has no version.
    stems : tuple of StemScore
        One for each of `STEM_NAMES`, in that order.
    """

    segment: int
    track: str
    genre: str
    start_s: float
    separator: str
    separator_version: str
    stems: tuple[StemScore, ...]


@attrs.frozen(kw_only=True)
class StemSummary:
    """Medians over the segments in which the true stem sounds, in dB; None without any.

    Attributes
    ----------
    stem : str
    segments, silent : int
        How many segments were scored, and in how many others the true stem is silent.
    si_sdr_db, sdr_db : float or None
    si_sdr_gain_db : float or None
        The median of the segments' own gains over the mixture, not the difference of medians.
    """

    stem: str
    segments: int
    silent: int
    si_sdr_db: float | None
    si_sdr_gain_db: float | None
    sdr_db: float | None


@attrs.frozen(kw_only=True)
class SeparatorSummary:
    """One separator's medians; `segments` counts those it was scored on."""

    separator: str
    separator_version: str
    segments: int
    stems: tuple[StemSummary, ...]


def summarise(scores: Sequence[SegmentScores]) -> tuple[SeparatorSummary, ...]:
    """Return the medians of each separator, in the order in which they first appear."""
    separators: dict[str, list[SegmentScores]] = {}
    for each in scores:
        separators.setdefault(each.separator, []).append(each)
    return tuple(
        SeparatorSummary(
            separator=name,
            separator_version=its[0].separator_version,
            segments=len(its),
            stems=tuple(_summarise_stem(stem, its) for stem in STEM_NAMES),
        )
        for name, its in separators.items()
    )


def _summarise_stem(stem: str, scores: Sequence[SegmentScores]) -> StemSummary:
    all_scores = [score for each in scores for score in each.stems if score.stem == stem]
    sounding = [score for score in all_scores if score.si_sdr_db is not None]
    return StemSummary(
        stem=stem,
        segments=len(sounding),
        silent=len(all_scores) - len(sounding),
        si_sdr_db=_median(score.si_sdr_db for score in sounding),
        si_sdr_gain_db=_median(score.si_sdr_gain_db for score in sounding),
        sdr_db=_median(score.sdr_db for score in sounding),
    )


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
