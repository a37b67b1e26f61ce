from __future__ import annotations

from collections.abc import Callable

import pytest

from sepgenre_gui.project import FileState, Genre, Origin, Project, Track
from sepgenre_gui.services import edits
from sepgenre_gui.services.edits import Wanting, next_candidate, next_track

AddTrack = Callable[..., Track]


def ids_wanting(project: Project, wanting: Wanting) -> list[int]:
    return [row.id for row in project.tracks.list_rows() if edits.is_wanting(row, wanting)]


def test_each_track_lacks_what_it_lacks(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    house = genres[0].id
    bare, labelled_only = add_track(), add_track(genre_id=house)
    suggested, unlabelled = add_track(genre_id=house), add_track(genre_id=house)
    curated, skipped, missing, failed = (add_track() for _ in range(4))
    project.segments.add(suggested, 0, house, Origin.SUGGESTED)
    project.segments.add(unlabelled, 0)
    project.segments.add(curated, 0, house)
    project.tracks.skip(skipped.id, "why")
    project.tracks.set_file_states({missing.id: FileState.MISSING})
    project.tracks.set_failure(failed.id, "why")

    assert ids_wanting(project, Wanting.GENRE) == [bare.id, unlabelled.id, failed.id]
    assert ids_wanting(project, Wanting.SEGMENT) == [bare.id, labelled_only.id, failed.id]
    assert ids_wanting(project, Wanting.CONFIRMATION) == [suggested.id]
    assert ids_wanting(project, Wanting.ANYTHING) == [
        bare.id, labelled_only.id, suggested.id, unlabelled.id, failed.id,
    ]  # fmt: skip


def test_the_next_track_is_looked_for_in_a_circle(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    tracks = [add_track() for _ in range(4)]
    edits.assign_genre(project, [tracks[1].id], genres[0].id)
    rows = project.tracks.list_rows()

    def after(track_id: int | None) -> int | None:
        found = next_track(rows, track_id)
        return None if found is None else found.id

    assert [after(track_id) for track_id in (None, 1, 2, 3, 4, 99)] == [1, 3, 3, 4, 1, 1]
    # As the person sees the table, not as it is stored.
    assert next_track(rows[::-1], tracks[0].id).id == tracks[3].id


def test_with_nothing_left_there_is_no_next(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track, other = add_track(), add_track()
    edits.assign_genre(project, [other.id], genres[0].id)
    # The only one that lacks a genre is the one at which the person is.
    assert next_track(project.tracks.list_rows(), track.id).id == track.id
    edits.assign_genre(project, [track.id], genres[0].id)
    assert next_track(project.tracks.list_rows(), track.id) is None
    assert next_track((), None) is None


def test_labelling_and_going_on_comes_to_an_end(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    for _ in range(5):
        edits.place_suggestion(project, add_track().id, 7)
    at: int | None = 3
    seen = []
    while (row := next_track(project.tracks.list_rows(), at, wanting=Wanting.ANYTHING)) is not None:
        edits.assign_genre(project, [row.id], genres[0].id)
        seen.append(row.id)
        at = row.id
    assert seen == [4, 5, 1, 2, 3]


@pytest.mark.parametrize(
    ("starts", "current", "following"),
    [((9, 3, 5), 9, 3), ((9, 3, 5), 5, 9), ((9, 3, 5), 4, 9), ((9,), 9, 9), ((), 4, None)],
)
def test_suggestions_follow_in_a_circle(
    starts: tuple[int, ...], current: int, following: int | None
) -> None:
    assert next_candidate(starts, current) == following
