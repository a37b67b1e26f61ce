"""What is exchanged: tracks with their segments out, the lines of annotation files in."""

from __future__ import annotations

from pathlib import Path

import attrs
from attrs import validators

from sepgenre_training.audio.info import DecoderName

WITHOUT_A_GENRE = ""
"""What a line says that has a place for a genre and leaves it empty."""


@attrs.frozen(kw_only=True)
class AnnotatedSegment:
    """One segment to write.

    Attributes
    ----------
    start_sample, n_samples : int
        The window, in samples of the track at its own rate.
    genre : str or None
        None while unlabelled.
    origin : str
        Where the segment comes from: ``by_hand``, ``suggested`` or ``imported``.
    """

    start_sample: int = attrs.field(validator=validators.ge(0))
    n_samples: int = attrs.field(validator=validators.ge(1))
    genre: str | None
    origin: str


@attrs.frozen(kw_only=True)
class AnnotatedTrack:
    """One track with its segments, to write.

    Attributes
    ----------
    path : Path
        The audio file, absolute.
    content_hash : str
        SHA-256 (hex) of the file's bytes.
    decoder : {"libsndfile", "ffmpeg"} or None
        What its samples were counted with.
    sample_rate_hz, n_samples : int
        The track's own rate and length.
    segments : tuple of AnnotatedSegment
        By start.
    """

    path: Path
    title: str
    artist: str | None
    content_hash: str
    decoder: DecoderName | None = None
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    n_samples: int = attrs.field(validator=validators.ge(1))
    segments: tuple[AnnotatedSegment, ...]

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return self.n_samples / self.sample_rate_hz

    def start_s(self, segment: AnnotatedSegment) -> float:
        """Return where `segment` starts, in seconds."""
        return segment.start_sample / self.sample_rate_hz

    def end_s(self, segment: AnnotatedSegment) -> float:
        """Return where `segment` ends, in seconds."""
        return (segment.start_sample + segment.n_samples) / self.sample_rate_hz


@attrs.frozen(kw_only=True)
class SegmentLine:
    """What one line, label, interval or observation of a file says.

    Attributes
    ----------
    line : int
        Its line in the file, from 1; in JAMS the number of the observation.
    start_s : float
        Where it starts, in seconds; not negative.
    start_sample, sample_rate_hz : int or None
        The same exactly, where the file says it: a sample, and the rate at which it counts.
    length_s : float or None
        None where the file does not say it, 0.0 for a point.
    file, content_hash : str or None
        The audio that the line itself names, and its hash.
    genre : str or None
        `WITHOUT_A_GENRE` where the line says that there is none; None where it says nothing.
    origin : str or None
        As in `AnnotatedSegment`.
    """

    line: int
    start_s: float = attrs.field(validator=validators.ge(0.0))
    start_sample: int | None = None
    sample_rate_hz: int | None = None
    length_s: float | None = None
    file: str | None = None
    content_hash: str | None = None
    genre: str | None = None
    origin: str | None = None

    def start_sample_at(self, sample_rate_hz: int) -> int:
        """Return the start in samples of a track of `sample_rate_hz`."""
        if self.start_sample is not None and self.sample_rate_hz == sample_rate_hz:
            return self.start_sample
        return round(self.start_s * sample_rate_hz)


@attrs.frozen(kw_only=True)
class LineProblem:
    """A line that cannot be used, and why, as the end of a sentence."""

    line: int
    reason: str


@attrs.frozen(kw_only=True)
class SegmentFile:
    """A file of segments, read: `lines` that can be used and `problems`, both in its order."""

    lines: tuple[SegmentLine, ...]
    problems: tuple[LineProblem, ...] = ()
