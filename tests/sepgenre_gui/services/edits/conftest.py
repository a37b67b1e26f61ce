"""Tracks and genres to edit, and a database's whole content to compare."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_gui.project import Genre, Project, Track

AddTrack = Callable[..., Track]
RATE_HZ = 8000


@pytest.fixture
def project(empty_project: Project) -> Project:
    return empty_project


@pytest.fixture
def add_track(project: Project) -> AddTrack:
    numbers = itertools.count(1)

    def add(*, length_s: float = 60.0, genre_id: int | None = None) -> Track:
        return new_track(project, next(numbers), length_s=length_s, genre_id=genre_id)

    return add


def new_track(
    project: Project, number: int, *, length_s: float, genre_id: int | None = None
) -> Track:
    """Add a track of 8 kHz to `project`."""
    return project.tracks.add(
        path=Path(f"/music/ű 观 {number}.WAV"),
        content_hash=f"hash-{number}",
        title=f"Überlied {number}",
        genre_id=genre_id,
        duration_s=length_s,
        sample_rate_hz=RATE_HZ,
        channels=2,
        n_samples=round(length_s * RATE_HZ),
        decoder="libsndfile",
        decoder_version="1.2.2",
    )


@pytest.fixture
def genres(project: Project) -> tuple[Genre, ...]:
    return tuple(project.genres.add(name) for name in ("House", "Techno", "观 🎧"))


def content(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, in the order of the table.

    Without SQLite's own tables: sqlite_sequence counts the identifiers that were given, which an
    undo must not give back, or a new segment could get the identifier that redo brings again.
    """
    database = project._database
    names = database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {
        name: [tuple(row) for row in database.rows(f"SELECT * FROM {name} ORDER BY 1, 2")]
        for (name,) in names
    }
