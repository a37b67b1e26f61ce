"""Segments, and the 10 s rule: all of a project are windows of one length within their track."""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Iterable

import attrs
from attrs import validators

from sepgenre_gui.project.database import Database, utc_now
from sepgenre_gui.project.genre import check_genre
from sepgenre_gui.project.setting import SettingTable
from sepgenre_gui.project.track import Track, TrackTable
from sepgenre_training.errors import ProjectError

SEGMENT_LENGTH_S = 10.0
"""Length of the segments of a new project, in seconds: the paper trims its segments to about
10 s, and 10 s at 22,050 Hz make the 458 frames of its tensors (section *Data*)."""

LENGTH_LIMITS_S = (1.0, 120.0)
"""The shortest and the longest that a project's segments may be, in seconds: one second makes 46
frames, just enough for two poolings by four."""

LENGTH_SETTING = "segment_length_s"
SEVERAL_SETTING = "several_segments_per_track"


def segment_length_samples(sample_rate_hz: int, length_s: float = SEGMENT_LENGTH_S) -> int:
    """Return the length of a segment of `length_s` seconds in samples at `sample_rate_hz`."""
    return round(length_s * sample_rate_hz)


def clamp_start(start_sample: int, track: Track, length_s: float = SEGMENT_LENGTH_S) -> int:
    """Return the start nearest to `start_sample` at which a segment lies within `track`.

    Parameters
    ----------
    start_sample : int
        Any sample index, before, in or after the track.
    track : Track
        At its own sampling rate the indices count.
    length_s : float
        Length of a segment, in seconds; `SegmentTable.length_s` tells the project's.

    Returns
    -------
    int
        In ``[0, track.n_samples - segment_length_samples(track.sample_rate_hz, length_s)]``.

    Raises
    ------
    ProjectError
        Where the track is shorter than a segment.
    """
    last = _last_start(track, segment_length_samples(track.sample_rate_hz, length_s))
    return min(max(start_sample, 0), last)


def _last_start(track: Track, n_samples: int) -> int:
    last = track.n_samples - n_samples
    if last < 0:
        raise ProjectError(
            f"{track.path} is {track.n_samples / track.sample_rate_hz:.3f} s long, "
            f"shorter than a segment ({n_samples / track.sample_rate_hz:g} s).",
            remedy="Use a longer version of the track.",
        )
    return last


class Origin(enum.Enum):
    """Where a segment comes from."""

    BY_HAND = "by_hand"
    """A person placed it."""

    SUGGESTED = "suggested"
    """The program proposed it and nobody has confirmed or moved it yet."""

    IMPORTED = "imported"
    """It was read from a data set or an annotation file."""


@attrs.frozen(kw_only=True)
class Segment:
    """One window of a track.

    Attributes
    ----------
    id : int
        Never given to another segment, not even after this one was removed.
    start_sample, n_samples : int
        The window, in samples of the track at its own rate.
    genre_id : int or None
        What a person, a suggestion or a data set says it is; None while unlabelled.
    created_at : str
        UTC, ISO 8601.
    """

    id: int
    track_id: int
    start_sample: int = attrs.field(validator=validators.ge(0))
    n_samples: int = attrs.field(validator=validators.ge(1))
    genre_id: int | None
    origin: Origin
    created_at: str
    note: str = ""


class SegmentTable:
    """The segments of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tracks = TrackTable(database)
        self._settings = SettingTable(database)

    @property
    def length_s(self) -> float:
        """Return the length of the project's segments, in seconds."""
        return self._settings.get(LENGTH_SETTING, SEGMENT_LENGTH_S)

    @property
    def several_allowed(self) -> bool:
        """Return whether a person may cut more than one segment out of a track.

        Data sets and annotation files may bring several all the same: they say so themselves.
        """
        return self._settings.get(SEVERAL_SETTING, default=False)

    def add(
        self,
        track: Track,
        start_sample: int,
        genre_id: int | None = None,
        origin: Origin = Origin.BY_HAND,
        *,
        note: str = "",
    ) -> Segment:
        """Add the segment of `track` that starts at `start_sample`.

        Raises
        ------
        ProjectError
            Where it would reach out of the track (names the valid range), or where the track
            has a segment of this very window; `find` tells that one.
        """
        with self._database.transaction():
            n_samples = segment_length_samples(track.sample_rate_hz, self.length_s)
            segment = Segment(
                id=self._database.next_id("segments"),
                track_id=track.id,
                start_sample=self._check_start(track.id, start_sample, n_samples),
                n_samples=n_samples,
                genre_id=genre_id,
                origin=origin,
                created_at=utc_now(),
                note=note,
            )
            self.restore([segment])
        return segment

    def restore(self, segments: Iterable[Segment]) -> None:
        """Put back segments that were removed, exactly as they were, identifiers included."""
        with self._database.transaction():
            for segment in segments:
                self._check_free(segment.track_id, segment.start_sample)
                check_genre(self._database, segment.genre_id)
                self._database.insert_row("segments", segment_columns(segment))

    def get(self, segment_id: int) -> Segment:
        """Return a segment; ProjectError where there is none of this identifier."""
        row = self._database.row("SELECT * FROM segments WHERE id = ?", (segment_id,))
        if row is None:
            raise ProjectError(
                f"The project has no segment {segment_id}.", remedy="Choose one from its list."
            )
        return _segment(row)

    def find(self, track_id: int, start_sample: int) -> Segment | None:
        """Return the track's segment that starts at `start_sample`, or None."""
        row = self._database.row(
            "SELECT * FROM segments WHERE track_id = ? AND start_sample = ?",
            (track_id, start_sample),
        )
        return None if row is None else _segment(row)

    def list(
        self,
        track_id: int | None = None,
        genre_id: int | None = None,
        origin: Origin | None = None,
    ) -> tuple[Segment, ...]:
        """Return the segments that meet all conditions given, by track and start."""
        wanted = {
            "track_id": track_id,
            "genre_id": genre_id,
            "origin": None if origin is None else origin.value,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        if not given:
            return self._database.remembered("segments", self._read_all)
        # Written out, because "? IS NULL OR ..." would keep SQLite from using its indices.
        conditions = " AND ".join(["TRUE", *(f"{name} = :{name}" for name in given)])
        rows = self._database.rows(
            f"SELECT * FROM segments WHERE {conditions} "  # noqa: S608
            "ORDER BY track_id, start_sample, id",
            given,
        )
        return tuple(map(_segment, rows))

    def _read_all(self) -> tuple[Segment, ...]:
        rows = self._database.rows("SELECT * FROM segments ORDER BY track_id, start_sample, id")
        return tuple(map(_segment, rows))

    def count(self) -> int:
        """Return the number of segments in the project."""
        return int(self._database.value("SELECT count(*) FROM segments"))

    def move(self, segment_id: int, start_sample: int) -> Segment:
        """Let the segment start elsewhere in its track; errors as of `add`."""
        with self._database.transaction():
            segment = self.get(segment_id)
            self._check_start(segment.track_id, start_sample, segment.n_samples)
            if start_sample != segment.start_sample:
                self._check_free(segment.track_id, start_sample)
            self._database.change(
                "UPDATE segments SET start_sample = ? WHERE id = ?", (start_sample, segment_id)
            )
            return self.get(segment_id)

    def set_genre(self, segment_id: int, genre_id: int | None) -> Segment:
        """Set or clear the genre of the segment."""
        with self._database.transaction():
            check_genre(self._database, genre_id)
            self._database.change(
                "UPDATE segments SET genre_id = ? WHERE id = ?", (genre_id, segment_id)
            )
            return self.get(segment_id)

    def set_origin(self, segment_id: int, origin: Origin) -> Segment:
        """Set where the segment comes from, as when a person confirms a suggestion."""
        with self._database.transaction():
            self._database.change(
                "UPDATE segments SET origin = ? WHERE id = ?", (origin.value, segment_id)
            )
            return self.get(segment_id)

    def set_note(self, segment_id: int, note: str) -> Segment:
        """Set what the person remarks about the segment."""
        with self._database.transaction():
            self._database.change("UPDATE segments SET note = ? WHERE id = ?", (note, segment_id))
            return self.get(segment_id)

    def remove(self, segment_ids: Iterable[int]) -> None:
        """Remove segments: all of them, or where one does not exist, none."""
        with self._database.transaction():
            for segment_id in segment_ids:
                self.get(segment_id)
                self._database.change("DELETE FROM segments WHERE id = ?", (segment_id,))

    def _check_start(self, track_id: int, start_sample: int, n_samples: int) -> int:
        track = self._tracks.get(track_id)
        last = _last_start(track, n_samples)
        if not 0 <= start_sample <= last:
            raise ProjectError(
                f"A segment of {track.path} cannot start at sample {start_sample}.",
                remedy=f"Choose a start from 0 to {last} (0 s to "
                f"{last / track.sample_rate_hz:.3f} s).",
            )
        return start_sample

    def _check_free(self, track_id: int, start_sample: int) -> None:
        same = self.find(track_id, start_sample)
        if same is not None:
            raise ProjectError(
                f"{self._tracks.get(track_id).path} already has a segment that starts at sample "
                f"{start_sample} (segment {same.id}).",
                remedy="Change that segment, or choose another start.",
            )


def segment_columns(segment: Segment) -> dict[str, object]:
    """Return the columns of the segment's row by name."""
    return {**attrs.asdict(segment, recurse=False), "origin": segment.origin.value}


# To look a member up by its value takes a third of the time of reading a segment.
_ORIGINS = {origin.value: origin for origin in Origin}


def _segment(row: sqlite3.Row) -> Segment:
    values = dict(row)
    values["origin"] = _ORIGINS[values["origin"]]
    return Segment(**values)
