"""Where songs come from, as files: a network can learn that in place of the music."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import permutations

import attrs

from sepgenre_gui.project.track import Track

LOSSY = frozenset({"mp3", "mp2", "ogg", "oga", "opus", "m4a", "aac", "mp4", "wma"})
"""Formats that leave something out; their bit rate tells how much."""

_LEAST_SONGS = 3
_SHARE_GAP = 0.5
_RATE_RATIO = 1.25


@attrs.frozen(kw_only=True)
class Source:
    """What is known of a song's file without decoding it.

    Attributes
    ----------
    format : str
        By the file's suffix, such as ``"mp3"``.
    sample_rate_hz : int
    bit_rate_kbps : float or None
        Mean bit rate of a lossy file, by its size and duration; None for others, and for a file
        that cannot be found.
    """

    format: str
    sample_rate_hz: int
    bit_rate_kbps: float | None


@attrs.frozen(kw_only=True)
class SourceDifference:
    """A property of files by which two genres can be told apart.

    Attributes
    ----------
    text : str
        What differs, a sentence.
    genres : tuple of str, str
        Their names.
    """

    text: str
    genres: tuple[str, str]


def source_of(track: Track) -> Source:
    """Return what is known of the file of `track`; its size is asked of the disk."""
    kind = track.path.suffix.lower().lstrip(".")
    rate = None
    if kind in LOSSY and track.duration_s > 0:
        try:
            rate = track.path.stat().st_size * 8 / track.duration_s / 1000
        except OSError:
            rate = None
    return Source(format=kind, sample_rate_hz=track.sample_rate_hz, bit_rate_kbps=rate)


def source_differences(sources: Mapping[str, Sequence[Source]]) -> tuple[SourceDifference, ...]:
    """Return by what properties of their files genres differ strongly, the worst pair of each.

    A format, or a sampling rate, that one genre's songs have more often than another's by half
    of all; a median bit rate higher by a quarter. Genres of fewer than 3 songs are left out.

    Parameters
    ----------
    sources : Mapping[str, sequence of Source]
        By name of the genre, one for each song.
    """
    enough = {name: each for name, each in sources.items() if len(each) >= _LEAST_SONGS}
    found = (
        _difference_of_shares(enough, lambda source: f"{source.format} files"),
        _difference_of_shares(enough, lambda source: f"files at {source.sample_rate_hz:,} Hz"),
        _difference_of_bit_rates(enough),
    )
    return tuple(each for each in found if each is not None)


def _difference_of_shares(
    sources: Mapping[str, Sequence[Source]], name_of: Callable[[Source], str]
) -> SourceDifference | None:
    counts = {genre: Counter(map(name_of, each)) for genre, each in sources.items()}
    gaps = [
        (_share(counts[one], value) - _share(counts[two], value), value, one, two)
        for one, two in permutations(counts, 2)
        for value in counts[one]
    ]
    gap, value, one, two = max(gaps, default=(0.0, "", "", ""), key=lambda each: each[0])
    if gap < _SHARE_GAP:
        return None
    return SourceDifference(
        text=f"{counts[one][value]} of {counts[one].total()} songs of {one!r} are {value}, but "
        f"{counts[two][value]} of {counts[two].total()} of {two!r}.",
        genres=(one, two),
    )


def _share(counts: Counter[str], value: str) -> float:
    return counts[value] / counts.total()


def _difference_of_bit_rates(sources: Mapping[str, Sequence[Source]]) -> SourceDifference | None:
    medians = dict(_median_bit_rates(sources))
    if len(medians) < 2:
        return None
    high, low = max(medians, key=medians.__getitem__), min(medians, key=medians.__getitem__)
    if medians[high] < _RATE_RATIO * medians[low]:
        return None
    return SourceDifference(
        text=f"The lossy files of {high!r} have {medians[high]:.0f} kbit/s, those of {low!r} "
        f"{medians[low]:.0f} kbit/s (medians).",
        genres=(high, low),
    )


def _median_bit_rates(sources: Mapping[str, Sequence[Source]]) -> Iterator[tuple[str, float]]:
    for genre, each in sources.items():
        rates = [source.bit_rate_kbps for source in each if source.bit_rate_kbps is not None]
        if len(rates) >= _LEAST_SONGS:
            yield genre, statistics.median(rates)
