from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from sepgenre_gui.project import FileState, Origin, Project, Track, TrackRow, TrackState

AddTrack = Callable[..., Track]


def row_of(project: Project, track: Track) -> TrackRow:
    (row,) = project.tracks.list_rows([track.id])
    return row


def test_a_track_comes_from_nothing_to_curated(project: Project, add_track: AddTrack) -> None:
    genre = project.genres.add("House")
    track = add_track()
    assert row_of(project, track) == TrackRow(
        id=track.id,
        title=track.title,
        artist=None,
        duration_s=60.0,
        genre_id=None,
        genre_name=None,
        genre_color=None,
        state=TrackState.NO_SEGMENT,
        n_segments=0,
        n_suggested=0,
        n_unlabelled=0,
        note="",
        skip_reason=None,
        failure=None,
    )
    segment = project.segments.add(track, 0, origin=Origin.SUGGESTED)
    row = row_of(project, track)
    assert (row.state, row.n_segments, row.n_suggested, row.n_unlabelled) == (
        TrackState.SUGGESTED, 1, 1, 1,
    )  # fmt: skip
    project.segments.set_origin(segment.id, Origin.IMPORTED)
    assert row_of(project, track).state is TrackState.UNLABELLED
    project.segments.set_genre(segment.id, genre.id)
    row = row_of(project, track)
    assert (row.state, row.genre_name, row.genre_color) == (
        TrackState.CURATED, "House", genre.color,
    )  # fmt: skip
    project.segments.add(track, 1, genre.id, Origin.SUGGESTED)
    assert row_of(project, track).state is TrackState.SUGGESTED
    assert project.tracks.list_rows() == (row_of(project, track),)


def test_the_first_state_that_holds_is_told(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    project.tracks.set_failure(track.id, "no audio")
    assert row_of(project, track).state is TrackState.FAILED
    assert row_of(project, track).failure == "no audio"
    project.tracks.set_file_states({track.id: FileState.CHANGED})
    assert row_of(project, track).state is TrackState.CHANGED
    project.tracks.set_file_states({track.id: FileState.MISSING})
    assert row_of(project, track).state is TrackState.MISSING
    project.tracks.skip(track.id, "a live set")
    assert row_of(project, track).state is TrackState.SKIPPED
    assert row_of(project, track).skip_reason == "a live set"
    # In the order in which the states are declared.
    order = list(TrackState)
    assert order[:5] == [
        TrackState.SKIPPED, TrackState.MISSING, TrackState.CHANGED, TrackState.FAILED,
        TrackState.NO_SEGMENT,
    ]  # fmt: skip


def test_a_segment_by_hand_outweighs_a_failure(project: Project, add_track: AddTrack) -> None:
    genre = project.genres.add("House")
    track = add_track()
    project.tracks.set_failure(track.id, "no suggestion")
    project.segments.add(track, 0, genre.id)
    assert row_of(project, track).state is TrackState.CURATED


def test_the_genre_is_that_of_the_segments_where_they_agree(
    project: Project, add_track: AddTrack
) -> None:
    house, techno = project.genres.add("House"), project.genres.add("Techno")
    track = add_track(genre_id=house.id)
    assert (row_of(project, track).genre_id, row_of(project, track).needs_genre) == (
        house.id, False,
    )  # fmt: skip
    segment = project.segments.add(track, 0)
    assert row_of(project, track).genre_id == house.id
    assert row_of(project, track).needs_genre
    project.segments.set_genre(segment.id, techno.id)
    assert row_of(project, track).genre_name == "Techno"
    assert not row_of(project, track).needs_genre
    project.segments.add(track, 1, house.id)
    assert row_of(project, track).genre_name == "House"


def test_rows_of_some_tracks(project: Project, add_track: AddTrack) -> None:
    tracks = [add_track() for _ in range(3)]
    rows = project.tracks.list_rows()
    assert [row.id for row in rows] == [track.id for track in tracks]
    assert project.tracks.list_rows([tracks[2].id, tracks[0].id, 99]) == (rows[0], rows[2])
    assert project.tracks.list_rows([]) == ()


@pytest.fixture
def large(project: Project, add_track: AddTrack) -> Project:
    genres = [project.genres.add(f"genre {number}") for number in range(6)]
    with project.transaction():
        for number in range(10_000):
            genre = genres[number % 6].id
            track = add_track(genre_id=genre)
            if number % 10:
                origin = Origin.SUGGESTED if number % 3 else Origin.BY_HAND
                project.segments.add(track, number, genre, origin)
    return project


def test_ten_thousand_tracks_are_listed_at_once(large: Project) -> None:
    rows = large.tracks.list_rows()
    assert len(rows) == 10_000
    # Measured against SQLite's bare rows, on whatever machine: a query for each track, or one
    # that looks through all segments for each, takes hundreds of times as long.
    plain_s = best_of_ten(lambda: large._database.rows("SELECT * FROM tracks ORDER BY id"))
    assert best_of_ten(large.tracks.list_rows) < 20 * plain_s
    assert large.tracks.list_rows([5000]) == rows[4999:5000]


def best_of_ten(function: Callable[[], object]) -> float:
    """Return how long a call takes, the best of ten, because other tests may keep us waiting."""
    times_s = []
    for _ in range(10):
        begun_s = time.perf_counter()
        function()
        times_s.append(time.perf_counter() - begun_s)
    return min(times_s)
