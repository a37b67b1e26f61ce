"""The overview: what a project holds, in numbers."""

from __future__ import annotations

from sepgenre_gui.project import Origin, Project, TrackState
from sepgenre_gui.services.overview import GenreCount, describe_project
from tests.sepgenre_gui.services.edits.conftest import new_track


def test_an_empty_project_holds_nothing(empty_project: Project) -> None:
    overview = describe_project(empty_project)

    assert overview.folder == empty_project.folder
    assert (overview.tracks, overview.segments, overview.suggested) == (0, 0, 0)
    assert (overview.genres, overview.runs, overview.states) == ((), (), {})


def test_tracks_and_segments_are_counted_by_genre_and_state(empty_project: Project) -> None:
    house, techno = (empty_project.genres.add(name) for name in ("House", "Techno"))
    tracks = [
        new_track(empty_project, number, length_s=60.0, genre_id=house.id) for number in range(4)
    ]
    empty_project.segments.add(tracks[0], 0, house.id)
    empty_project.segments.add(tracks[1], 0, techno.id, Origin.SUGGESTED)
    empty_project.tracks.skip(tracks[2].id, "why")

    overview = describe_project(empty_project)

    assert (overview.tracks, overview.segments, overview.suggested) == (4, 2, 1)
    assert overview.genres == (
        GenreCount(name="House", color=house.color, tracks=4, segments=1),
        GenreCount(name="Techno", color=techno.color, tracks=0, segments=1),
    )
    assert overview.states == {
        TrackState.CURATED: 1,
        TrackState.SUGGESTED: 1,
        TrackState.SKIPPED: 1,
        TrackState.NO_SEGMENT: 1,
    }
