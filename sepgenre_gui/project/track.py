"""Tracks: audio files that the project refers to and never copies."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TypedDict, Unpack

import attrs
from attrs import validators

from sepgenre_gui.project.database import Database, utc_now
from sepgenre_gui.project.genre import check_genre
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.errors import ProjectError


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
            self._database.insert(
                "INSERT INTO tracks (id, path, content_hash, title, artist, album, genre_id, "
                "duration_s, sample_rate_hz, channels, n_samples, decoder, decoder_version, "
                "added_at, note) VALUES (:id, :path, :content_hash, :title, :artist, :album, "
                ":genre_id, :duration_s, :sample_rate_hz, :channels, :n_samples, :decoder, "
                ":decoder_version, :added_at, :note)",
                {**attrs.asdict(track), "path": str(track.path)},
            )

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

    def list(self) -> tuple[Track, ...]:
        """Return all tracks, in the order in which they were added."""
        return tuple(map(_track, self._database.rows("SELECT * FROM tracks ORDER BY id")))

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
            self._database.change(
                "UPDATE tracks SET genre_id = ? WHERE id = ?", (genre_id, track_id)
            )
            return self.get(track_id)

    def update(self, track_id: int, **texts: Unpack[TrackTexts]) -> Track:
        """Change the title, artist, album or note; those not given stay as they are."""
        with self._database.transaction():
            track = attrs.evolve(self.get(track_id), **texts)
            self._database.change(
                "UPDATE tracks SET title = ?, artist = ?, album = ?, note = ? WHERE id = ?",
                (track.title, track.artist, track.album, track.note, track_id),
            )
            return self.get(track_id)

    def remove(self, track_id: int) -> None:
        """Remove a track with its segments; the file itself is not touched."""
        with self._database.transaction():
            self.get(track_id)
            self._database.change("DELETE FROM tracks WHERE id = ?", (track_id,))

    def _find(self, sql: str, value: str) -> Track | None:
        row = self._database.row(sql, (value,))
        return None if row is None else _track(row)

    def _check_path(self, path: Path) -> None:
        if self.find_by_path(path) is not None:
            raise ProjectError(
                f"{path} is already a track of this project.",
                remedy="Use that track, or remove it first.",
            )


def _track(row: sqlite3.Row) -> Track:
    return Track(**{**dict(row), "path": Path(row["path"])})


def _absolute(path: Path) -> Path:
    # Links stay: the person may move what they point to.
    return Path(os.path.abspath(path))  # noqa: PTH100
