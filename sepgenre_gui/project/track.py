"""Tracks: audio files that the project refers to and never copies."""

from __future__ import annotations

import enum
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import attrs
from attrs import validators

from sepgenre_gui.project.database import Database, utc_now
from sepgenre_gui.project.genre import check_genre
from sepgenre_gui.project.track_list import TrackRow, list_rows
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.errors import ProjectError


class FileState(enum.Enum):
    """What was found when a track's file was last looked at."""

    THERE = "there"
    """It is where it was, or nobody has looked since."""

    MISSING = "missing"
    """There is no such file: moved, renamed, deleted, or on a drive that is not connected."""

    CHANGED = "changed"
    """The file has other content than the track's segments were cut from."""


@attrs.frozen(kw_only=True)
class Track:
    """One audio file.

    Attributes
    ----------
    id : int
        Never given to another track, not even after this one was removed.
    path : Path
        Where the file was last seen, absolute.
    content_hash : str
        Hash of the file's content, by which a moved file is found again.
    genre_id : int or None
        Genre of the whole track; segments may differ from it.
    duration_s : float
        ``n_samples / sample_rate_hz``.
    n_samples : int
        Samples of one channel, as decoded.
    decoder, decoder_version : str
        What counted the samples; another decoder may place them otherwise.
    added_at : str
        UTC, ISO 8601.
    note : str
        What the person remarks about the track.
    skip_reason : str or None
        Why the person leaves the track out; None while it is not left out.
    failure : str or None
        Why the program could not work on the track when it last tried; None where it could.
    file_state : FileState
        What was found when the file was last looked at.
    """

    id: int
    path: Path
    content_hash: str
    title: str
    artist: str | None
    album: str | None
    genre_id: int | None
    duration_s: float = attrs.field(validator=validators.ge(0.0))
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    channels: int = attrs.field(validator=validators.ge(1))
    n_samples: int = attrs.field(validator=validators.ge(0))
    decoder: DecoderName
    decoder_version: str
    added_at: str
    note: str = ""
    skip_reason: str | None = None
    failure: str | None = None
    file_state: FileState = FileState.THERE


class TrackTexts(TypedDict, total=False):
    """The texts of a track that a person may change."""

    title: str
    artist: str | None
    album: str | None
    note: str


class TrackTable:
    """The tracks of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        *,
        path: Path,
        content_hash: str,
        title: str,
        artist: str | None = None,
        album: str | None = None,
        genre_id: int | None = None,
        duration_s: float,
        sample_rate_hz: int,
        channels: int,
        n_samples: int,
        decoder: DecoderName,
        decoder_version: str,
        note: str = "",
    ) -> Track:
        """Add a track; ProjectError where the project has one of this path or content."""
        with self._database.transaction():
            track = Track(
                id=self._database.next_id("tracks"),
                path=_absolute(path),
                content_hash=content_hash,
                title=title,
                artist=artist,
                album=album,
                genre_id=genre_id,
                duration_s=duration_s,
                sample_rate_hz=sample_rate_hz,
                channels=channels,
                n_samples=n_samples,
                decoder=decoder,
                decoder_version=decoder_version,
                added_at=utc_now(),
                note=note,
            )
            self.restore(track)
        return track

    def restore(self, track: Track) -> None:
        """Put back a track that was removed, exactly as it was, identifier included.

        Its segments are put back with `SegmentTable.restore`.
        """
        with self._database.transaction():
            self._check_path(track.path)
            check_genre(self._database, track.genre_id)
            same = self.find_by_hash(track.content_hash)
            if same is not None:
                raise ProjectError(
                    f"{track.path} has the same content as {same.path}, which is in the project.",
                    remedy="Keep one of the two files; set the track's path if it was moved.",
                )
            self._database.insert_row("tracks", track_columns(track))

    def get(self, track_id: int) -> Track:
        """Return a track; ProjectError where there is none of this identifier."""
        row = self._database.row("SELECT * FROM tracks WHERE id = ?", (track_id,))
        if row is None:
            raise ProjectError(
                f"The project has no track {track_id}.", remedy="Choose one from its list."
            )
        return _track(row)

    def find_by_path(self, path: Path) -> Track | None:
        """Return the track whose file is at `path`, or None."""
        return self._find("SELECT * FROM tracks WHERE path = ?", str(_absolute(path)))

    def find_by_hash(self, content_hash: str) -> Track | None:
        """Return the track of this content, or None."""
        return self._find("SELECT * FROM tracks WHERE content_hash = ?", content_hash)

    def list(self, genre_id: int | None = None) -> tuple[Track, ...]:
        """Return all tracks, or those of one genre, in the order in which they were added."""
        if genre_id is None:
            return self._database.remembered("tracks", self._read_all)
        sql = "SELECT * FROM tracks WHERE genre_id = ? ORDER BY id"
        return tuple(map(_track, self._database.rows(sql, (genre_id,))))

    def _read_all(self) -> tuple[Track, ...]:
        return tuple(map(_track, self._database.rows("SELECT * FROM tracks ORDER BY id")))

    def list_rows(self, track_ids: Iterable[int] | None = None) -> tuple[TrackRow, ...]:
        """Return what a table shows of all tracks, or of those named; see `TrackRow`."""
        return list_rows(self._database, track_ids)

    def set_path(self, track_id: int, path: Path) -> Track:
        """Tell where the track's file is now; whether it is the same file, the caller checks."""
        with self._database.transaction():
            if self.get(track_id).path != _absolute(path):
                self._check_path(_absolute(path))
            self._database.change(
                "UPDATE tracks SET path = ? WHERE id = ?", (str(_absolute(path)), track_id)
            )
            return self.get(track_id)

    def set_genre(self, track_id: int, genre_id: int | None) -> Track:
        """Set or clear the genre of the track; that of its segments stays."""
        with self._database.transaction():
            check_genre(self._database, genre_id)
            return self._set("genre_id", genre_id, track_id)

    def update(self, track_id: int, **texts: Unpack[TrackTexts]) -> Track:
        """Change the title, artist, album or note; those not given stay as they are."""
        with self._database.transaction():
            track = attrs.evolve(self.get(track_id), **texts)
            self._database.change(
                "UPDATE tracks SET title = ?, artist = ?, album = ?, note = ? WHERE id = ?",
                (track.title, track.artist, track.album, track.note, track_id),
            )
            return self.get(track_id)

    def skip(self, track_id: int, reason: str) -> Track:
        """Leave the track out, for `reason`; its genre and segments stay as they are.

        Raises
        ------
        ProjectError
            Where the reason is empty.
        """
        if not reason.strip():
            raise ProjectError("A track is skipped for a reason.", remedy="Write why in a word.")
        return self._set("skip_reason", reason.strip(), track_id)

    def unskip(self, track_id: int) -> Track:
        """Take the track in again; one that was not skipped stays as it is."""
        return self._set("skip_reason", None, track_id)

    def set_failure(self, track_id: int, reason: str | None) -> Track:
        """Set why the program could not work on the track; None once it could."""
        return self._set("failure", reason or None, track_id)

    def file_states(self) -> dict[int, FileState]:
        """Return, by track identifier, what was found when files were last looked at."""
        rows = self._database.rows("SELECT id, file_state FROM tracks")
        return {row[0]: _FILE_STATES[row[1]] for row in rows}

    def set_file_states(self, states: Mapping[int, FileState]) -> None:
        """Set, by track identifier, what was found when files were looked at, all in one edit."""
        self._database.change_many(
            "UPDATE tracks SET file_state = ? WHERE id = ?",
            [(state.value, track_id) for track_id, state in states.items()],
        )

    def remove(self, track_id: int) -> None:
        """Remove a track with its segments; the file itself is not touched."""
        with self._database.transaction():
            self.get(track_id)
            self._database.change("DELETE FROM tracks WHERE id = ?", (track_id,))

    def _set(
        self, column: Literal["genre_id", "skip_reason", "failure"], value: object, track_id: int
    ) -> Track:
        with self._database.transaction():
            self._database.update_row("tracks", {column: value}, {"id": track_id})
            return self.get(track_id)

    def _find(self, sql: str, value: str) -> Track | None:
        row = self._database.row(sql, (value,))
        return None if row is None else _track(row)

    def _check_path(self, path: Path) -> None:
        if self.find_by_path(path) is not None:
            raise ProjectError(
                f"{path} is already a track of this project.",
                remedy="Use that track, or remove it first.",
            )


def track_columns(track: Track) -> dict[str, object]:
    """Return the columns of the track's row by name."""
    return {
        **attrs.asdict(track, recurse=False),
        "path": str(track.path),
        "file_state": track.file_state.value,
    }


# To look a member up by its value takes longer than to look a text up.
_FILE_STATES = {state.value: state for state in FileState}


def _track(row: sqlite3.Row) -> Track:
    values = {
        **dict(row),
        "path": Path(row["path"]),
        "file_state": _FILE_STATES[row["file_state"]],
    }
    return Track(**values)


def _absolute(path: Path) -> Path:
    # Links stay: the person may move what they point to.
    return Path(os.path.abspath(path))  # noqa: PTH100
