"""Projects of any size, as imports and a person's work would leave them, without the music."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sepgenre_gui.project.project import Project

SEGMENTS_PER_TRACK = 10
_RATE_HZ, _DURATION_S = 44_100, 240
_GENRES = ("Trance", "Techno", "Dubstep", "Deep House", "Drum & Bass", "Breaks")


def make_project(folder: Path, n_tracks: int, segments_per_track: int = SEGMENTS_PER_TRACK) -> None:
    """Make a project of `n_tracks` tracks, as imports and a person's work would leave it."""
    with Project.create(folder) as project:
        genres = [project.genres.add(name).id for name in _GENRES]
    with closing(sqlite3.connect(folder / "project.sqlite")) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(tracks)")]
        for number in range(n_tracks):
            values = {
                "id": number + 1,
                "path": str(folder.parent / f"music/{number % 97:02d}/song {number:05d}.flac"),
                "content_hash": f"{number:064x}",
                "title": f"Song number {number:05d}",
                "artist": f"Artist {number % 499}",
                "album": f"Album {number % 997}",
                "genre_id": genres[number % len(genres)],
                "duration_s": float(_DURATION_S),
                "sample_rate_hz": _RATE_HZ,
                "channels": 2,
                "n_samples": _RATE_HZ * _DURATION_S,
                "decoder": "soundfile",
                "decoder_version": "0",
                "added_at": "2026-01-01T00:00:00+00:00",
                "note": "",
                # As it is known to be: to find out is no part of what is measured.
                "file_state": "missing",
            }
            given = [name for name in columns if name in values]
            marks = ", ".join("?" for _ in given)
            database.execute(
                f"INSERT INTO tracks ({', '.join(given)}) VALUES ({marks})",
                [values[name] for name in given],
            )
            database.executemany(
                "INSERT INTO segments (track_id, start_sample, n_samples, genre_id, origin, "
                "created_at, note) VALUES (?, ?, ?, ?, 'by_hand', '2026-01-01T00:00:00+00:00', '')",
                [
                    (number + 1, place * 20 * _RATE_HZ, 10 * _RATE_HZ, genres[number % 6])
                    for place in range(segments_per_track)
                ],
            )
