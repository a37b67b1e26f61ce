from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from sepgenre_gui.project import Genre, Origin, Project, Segment, Track
from sepgenre_gui.services import edits
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.services.edits.conftest import content

AddTrack = Callable[..., Track]


def test_one_key_labels_the_track_and_its_segments(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track, other = add_track(), add_track()
    project.tracks.skip(track.id, "why")
    segments = [
        project.segments.add(track, start, origin=origin) for start, origin in enumerate(Origin)
    ]
    before = content(project)

    edit = edits.assign_genre(project, [track.id], genres[0].id)

    assert edit.text == 'Set genre "House" for "Überlied 1"'
    assert project.tracks.list() == (attrs.evolve(track, genre_id=genres[0].id), other)
    assert [(s.genre_id, s.origin) for s in project.segments.list()] == [
        (genres[0].id, Origin.BY_HAND),
        (genres[0].id, Origin.BY_HAND),
        (genres[0].id, Origin.IMPORTED),
    ]
    assert edits.assign_genre(project, [track.id], genres[0].id) is None
    edit.revert(project)
    assert content(project) == before
    assert project.segments.list() == tuple(segments)


def test_a_cleared_genre_confirms_nothing(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track = add_track(genre_id=genres[0].id)
    skipped = project.tracks.skip(track.id, "why")
    segment = project.segments.add(track, 0, genres[0].id, Origin.SUGGESTED)

    edits.assign_genre(project, [track.id], None)

    assert project.tracks.list() == (attrs.evolve(skipped, genre_id=None),)
    assert project.segments.list() == (attrs.evolve(segment, genre_id=None),)


def test_an_unknown_genre_or_track_changes_nothing(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track = add_track()
    before = content(project)
    with pytest.raises(ProjectError, match="no genre 99"):
        edits.assign_genre(project, [track.id], 99)
    with pytest.raises(ProjectError, match="no track 99"):
        edits.assign_genre(project, [track.id, 99], genres[0].id)
    with pytest.raises(ProjectError, match="no track 99"):
        edits.skip_tracks(project, [track.id, 99], "why")
    with pytest.raises(ProjectError, match="skipped for a reason"):
        edits.skip_tracks(project, [track.id], " ")
    with pytest.raises(ProjectError, match="no track 99"):
        edits.remove_tracks(project, [track.id, 99])
    assert content(project) == before


def test_tracks_are_skipped_and_taken_in(project: Project, add_track: AddTrack) -> None:
    first, second = add_track(), add_track()

    skip = edits.skip_tracks(project, [first.id, second.id], "a live set")

    assert skip.text == "Skip 2 tracks"
    assert [track.skip_reason for track in project.tracks.list()] == ["a live set"] * 2
    assert edits.skip_tracks(project, [first.id], "a live set") is None
    other = edits.skip_tracks(project, [first.id], "too quiet")
    assert other.text == 'Skip "Überlied 1"'
    other.revert(project)
    assert project.tracks.get(first.id).skip_reason == "a live set"
    back = edits.unskip_tracks(project, [first.id, second.id])
    assert back.text == "Take in 2 tracks"
    assert project.tracks.list() == (first, second)
    assert edits.unskip_tracks(project, [first.id]) is None
    back.revert(project)
    skip.revert(project)
    assert project.tracks.list() == (first, second)


def test_texts_are_corrected_one_by_one(project: Project, add_track: AddTrack) -> None:
    track = add_track()

    edit = edits.set_track_texts(project, track.id, title="观", artist="Ärtist")

    assert edit.text == 'Correct title, artist of "Überlied 1"'
    assert project.tracks.list() == (attrs.evolve(track, title="观", artist="Ärtist"),)
    assert edits.set_track_texts(project, track.id, title="观") is None
    edit.revert(project)
    note = edits.set_track_note(project, track.id, "?")
    assert project.tracks.list() == (attrs.evolve(track, note="?"),)
    note.revert(project)
    assert project.tracks.list() == (track,)


def test_removed_tracks_come_back_with_their_segments(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    first, second, kept = (add_track(genre_id=genres[0].id) for _ in range(3))
    for track in (first, second, kept):
        project.segments.add(track, 0, genres[1].id, Origin.IMPORTED, note="?")
        project.segments.add(track, 1)
    before = content(project)

    edit = edits.remove_tracks(project, [second.id, first.id, second.id])

    assert edit.text == "Remove 2 tracks"
    assert edit.removed(Track) == (second, first)
    assert len(edit.removed(Segment)) == 4
    assert project.tracks.list() == (kept,)
    assert project.segments.count() == 2
    after = content(project)
    edit.revert(project)
    assert content(project) == before
    edit.apply(project)
    assert content(project) == after
