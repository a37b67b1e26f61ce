"""Segments as TextGrids of Praat: one text file for each track, an interval for each segment."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from sepgenre_training.audio.files import printable
from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import (
    WITHOUT_A_GENRE,
    AnnotatedSegment,
    AnnotatedTrack,
    LineProblem,
    SegmentFile,
    SegmentLine,
)
from sepgenre_training.exchange.formats.text_file import read_text

TIER = "genre"
"""Name of the tier of segments; those that overlap stand in ``genre 2`` and so on."""

UNLABELLED = "(no genre)"
"""Text of a segment without a genre, because an interval without text is a gap."""

# Praat reads only what stands free: texts, numbers and flags. All else is for people.
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|<([^>\s]*)>|(![^\n]*)|(\[[^\]\n]*\])|([^\s"]+)')
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def format_textgrid(track: AnnotatedTrack) -> str:
    """Return the segments of `track` as a TextGrid in the long form.

    Times are written with all digits of a float64, so that they give back the sample.
    """
    tiers = _tiers(track.segments) or [[]]
    head = ('File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0")
    lines = [*head, f"xmax = {track.duration_s!r}", "tiers? <exists>", f"size = {len(tiers)}"]
    lines.append("item []:")
    for number, segments in enumerate(tiers, start=1):
        name = TIER if number == 1 else f"{TIER} {number}"
        intervals = list(_intervals(track, segments))
        lines += [
            f"    item [{number}]:",
            '        class = "IntervalTier"',
            f"        name = {_quoted(name)}",
            "        xmin = 0",
            f"        xmax = {track.duration_s!r}",
            f"        intervals: size = {len(intervals)}",
        ]
        for position, (start_s, end_s, text) in enumerate(intervals, start=1):
            lines += [
                f"        intervals [{position}]:",
                f"            xmin = {start_s!r}",
                f"            xmax = {end_s!r}",
                f"            text = {_quoted(text)}",
            ]
    return "\n".join(lines) + "\n"


def _tiers(segments: Sequence[AnnotatedSegment]) -> list[list[AnnotatedSegment]]:
    """Return `segments` in as few tiers as they need: intervals of one tier do not overlap."""
    tiers: list[list[AnnotatedSegment]] = []
    for segment in sorted(segments, key=lambda segment: segment.start_sample):
        for tier in tiers:
            if tier[-1].start_sample + tier[-1].n_samples <= segment.start_sample:
                tier.append(segment)
                break
        else:
            tiers.append([segment])
    return tiers


def _intervals(
    track: AnnotatedTrack, segments: Sequence[AnnotatedSegment]
) -> Iterator[tuple[float, float, str]]:
    """Yield start, end and text of `segments` and of the gaps between them, without a break."""
    position = 0
    for segment in segments:
        if segment.start_sample > position:
            yield position / track.sample_rate_hz, track.start_s(segment), ""
        yield track.start_s(segment), track.end_s(segment), segment.genre or UNLABELLED
        position = segment.start_sample + segment.n_samples
    if position < track.n_samples:
        yield position / track.sample_rate_hz, track.duration_s, ""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def read_textgrid(path: Path) -> SegmentFile:
    """Read the intervals with a text of a TextGrid, in the long or the short form.

    Parameters
    ----------
    path : Path
        UTF-8 or UTF-16. Read are the tiers called ``genre``, ``genre 2`` and so on, or the only
        interval tier.

    Raises
    ------
    DatasetError
        Where it cannot be read, is no TextGrid, or none of several tiers is called ``genre``.
    """
    name = printable(path)
    try:
        tiers = _read_tiers(_Tokens(read_text(path)))
    except _MalformedError as error:
        raise DatasetError(
            f"{name}: is no TextGrid that can be read ({error}).",
            remedy="Save it in Praat by Save > Save as text file.",
        ) from error
    chosen = [tier for tier in tiers if re.fullmatch(rf"{TIER}( \d+)?", tier.name.strip().lower())]
    if not chosen and len(tiers) != 1:
        names = ", ".join(repr(tier.name) for tier in tiers) or "none"
        raise DatasetError(
            f"{name}: has no interval tier called {TIER!r} (its interval tiers: {names}).",
            remedy=f"Call the tier with the segments {TIER!r} in Praat.",
        )
    lines: list[SegmentLine] = []
    problems: list[LineProblem] = []
    for interval in (interval for tier in chosen or tiers for interval in tier.intervals):
        genre = interval.text.strip()
        if genre and interval.start_s < 0.0:
            reason = f"the interval starts at {interval.start_s:g} s"
            problems.append(LineProblem(line=interval.line, reason=reason))
        elif genre:
            line = SegmentLine(
                line=interval.line,
                start_s=interval.start_s,
                length_s=max(interval.end_s - interval.start_s, 0.0),
                genre=WITHOUT_A_GENRE if genre == UNLABELLED else genre,
            )
            lines.append(line)
    return SegmentFile(lines=tuple(lines), problems=tuple(problems))


@attrs.frozen(kw_only=True)
class _Interval:
    line: int
    start_s: float
    end_s: float
    text: str


@attrs.frozen(kw_only=True)
class _Tier:
    name: str
    intervals: tuple[_Interval, ...]


class _MalformedError(ValueError):
    """What is read is no TextGrid; the text says where."""


class _Tokens:
    """The texts, numbers and flags of a Praat text file, in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches = _TOKEN.finditer(text)
        self._line, self._counted = 1, 0

    @property
    def line(self) -> int:
        """The line, from 1, of what was taken last."""
        return self._line

    def take_text(self) -> str:
        match = self._take("a text")
        if match[1] is None:
            raise self._wrong("a text", match)
        return match[1].replace('""', '"')

    def take_number(self) -> float:
        match = self._take("a number")
        if match[5] is None:
            raise self._wrong("a number", match)
        number = float(match[5])
        if not math.isfinite(number):
            raise self._wrong("a number", match)
        return number

    def take_count(self) -> int:
        number = self.take_number()
        if not number.is_integer() or number < 0:
            raise _MalformedError(f"line {self._line}: {number:g} is no count")
        return int(number)

    def take_flag(self) -> bool:
        match = self._take("<exists>")
        if match[2] is None:
            raise self._wrong("<exists>", match)
        return match[2] == "exists"

    def _take(self, expected: str) -> re.Match[str]:
        for match in self._matches:
            is_word = match[5] is not None
            if match[3] or match[4] or (is_word and not _NUMBER.fullmatch(match[5])):
                continue
            self._line += self._text.count("\n", self._counted, match.start())
            self._counted = match.start()
            return match
        raise _MalformedError(f"it ends where {expected} should follow")

    def _wrong(self, expected: str, match: re.Match[str]) -> _MalformedError:
        return _MalformedError(f"line {self._line}: {match[0][:40]!r} instead of {expected}")


def _read_tiers(tokens: _Tokens) -> list[_Tier]:
    if (tokens.take_text(), tokens.take_text()) != ("ooTextFile", "TextGrid"):
        raise _MalformedError("it does not begin as one")
    tokens.take_number()
    tokens.take_number()
    count = tokens.take_count() if tokens.take_flag() else 0
    return [tier for tier in (_read_tier(tokens) for _ in range(count)) if tier is not None]


def _read_tier(tokens: _Tokens) -> _Tier | None:
    """Return the next tier; None where it is one of points."""
    kind, name = tokens.take_text(), tokens.take_text()
    if kind not in ("IntervalTier", "TextTier"):
        raise _MalformedError(f"line {tokens.line}: there are no tiers of class {kind!r}")
    tokens.take_number()
    tokens.take_number()
    intervals = []
    for _ in range(tokens.take_count()):
        start_s = tokens.take_number()
        line = tokens.line
        end_s = tokens.take_number() if kind == "IntervalTier" else start_s
        text = tokens.take_text()
        intervals.append(_Interval(line=line, start_s=start_s, end_s=end_s, text=text))
    return _Tier(name=name, intervals=tuple(intervals)) if kind == "IntervalTier" else None
