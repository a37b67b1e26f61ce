"""A project with real tracks of awkward names, and segments at awkward samples."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_track
from tests.track_imports import run_import

TRACKS = (
    ("House", "ű 观 🎧 .WAV", 44_100),
    ("House", 'comma, "quote"\ttab.flac', 48_000),
    ("Techno", "song.mp3", 44_100),
    ("Techno", "song.ogg", 22_050),
    ("Techno", "con.wav", 8_000),
)
"""Folder, name and rate of each; two have the same stem, and one a stem that Windows refuses."""

TITLE = 'Line\nbreak, "quoted"\t; 观 🎧'
GENRE = 'Deep / "House",\n观 🎧'


def write_music(folder: Path, *, duration_s: float = 14.0) -> Path:
    """Write all `TRACKS` below `folder`; return it."""
    for number, (genre, name, rate_hz) in enumerate(TRACKS):
        samples = make_track(number, number, duration_s=duration_s, rate_hz=rate_hz)
        write_track(folder / genre / name, samples, rate_hz=rate_hz)
    return folder


def fill(project: Project, music: Path, pool: WorkerPool) -> None:
    """Import `music`, and cut two overlapping segments out of each track."""
    summary = run_import(project, pool, music, layout="folders")
    assert summary.problems == ()
    genre = project.genres.add(GENRE)
    for track in project.tracks.list():
        project.tracks.update(track.id, title=TITLE)
        last = track.n_samples - 10 * track.sample_rate_hz
        project.segments.add(track, 12_345, genre.id, Origin.BY_HAND)
        project.segments.add(track, last, None, Origin.SUGGESTED)


def windows(project: Project) -> dict[tuple[str, int], tuple[int, str | None, Origin]]:
    """Return length, genre and origin of all segments by content hash and start."""
    hashes = {track.id: track.content_hash for track in project.tracks.list()}
    names = {genre.id: genre.name for genre in project.genres.list()}

    def described(segment: Segment) -> tuple[int, str | None, Origin]:
        return segment.n_samples, names.get(segment.genre_id or 0), segment.origin

    return {
        (hashes[segment.track_id], segment.start_sample): described(segment)
        for segment in project.segments.list()
    }
