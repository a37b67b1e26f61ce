from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from sepgenre_gui.project import Genre, Origin, Project, Segment, Track
from sepgenre_gui.services import edits
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.services.edits.conftest import RATE_HZ, content

AddTrack = Callable[..., Track]


@pytest.mark.parametrize(("wanted", "start"), [(-5, 0), (7, 7), (10**12, 50 * RATE_HZ)])
def test_a_segment_is_added_as_near_as_the_track_allows(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...], wanted: int, start: int
) -> None:
    track = add_track(genre_id=genres[0].id)

    edit = edits.add_segment(project, track.id, wanted)

    (segment,) = edit.added(Segment)
    assert project.segments.list() == (segment,)
    assert (segment.start_sample, segment.n_samples) == (start, 10 * RATE_HZ)
    assert (segment.genre_id, segment.origin) == (genres[0].id, Origin.BY_HAND)
    assert edit.text == 'Add segment of "Überlied 1"'


def test_a_track_has_one_segment_unless_the_project_says_otherwise(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track = add_track()
    edits.add_segment(project, track.id, 0)
    before = content(project)
    with pytest.raises(ProjectError, match=r"already has a segment \(segment 1\)") as caught:
        edits.add_segment(project, track.id, 9)
    assert f"sepgenre segments {project.folder} rules --several" in caught.value.remedy
    assert content(project) == before

    edits.allow_several_segments(project, allowed=True)
    edits.add_segment(project, track.id, 9, genre_id=genres[1].id, origin=Origin.SUGGESTED)
    assert [(s.genre_id, s.origin) for s in project.segments.list(track.id)] == [
        (None, Origin.BY_HAND),
        (genres[1].id, Origin.SUGGESTED),
    ]
    with pytest.raises(ProjectError, match="already has a segment that starts at sample 9"):
        edits.move_segment(project, 1, 9)


@pytest.mark.parametrize("origin", list(Origin))
def test_a_segment_that_is_moved_is_one_by_hand(
    project: Project, add_track: AddTrack, origin: Origin
) -> None:
    segment = project.segments.add(add_track(), 5, origin=origin)

    assert edits.move_segment(project, segment.id, 5) is None
    assert project.segments.get(segment.id) == segment
    edit = edits.move_segment(project, segment.id, 10**12)

    moved = attrs.evolve(segment, start_sample=50 * RATE_HZ, origin=Origin.BY_HAND)
    assert project.segments.list() == (moved,)
    edit.revert(project)
    assert project.segments.list() == (segment,)


def test_suggestions_are_gone_through(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    starts = (30 * RATE_HZ, 7, 10**12)
    for start in starts:
        edits.place_suggestion(project, track.id, start)
        (segment,) = project.segments.list()
        assert segment.origin is Origin.SUGGESTED
    assert segment.start_sample == 50 * RATE_HZ
    edits.confirm_suggestions(project, [segment.id])
    assert edits.place_suggestion(project, track.id, 7).text == 'Suggest segment of "Überlied 1"'
    (suggested,) = project.segments.list()
    assert suggested == attrs.evolve(segment, start_sample=7)
    assert edits.place_suggestion(project, track.id, 7) is None


def test_among_several_segments_a_suggestion_replaces_none(
    project: Project, add_track: AddTrack
) -> None:
    track = add_track()
    segments = (project.segments.add(track, 0), project.segments.add(track, 1))

    with pytest.raises(ProjectError, match="has 2 segments"):
        edits.place_suggestion(project, track.id, 7)

    assert project.segments.list() == segments


def test_suggestions_are_confirmed_and_others_left(project: Project, add_track: AddTrack) -> None:
    by_origin = {origin: project.segments.add(add_track(), 5, origin=origin) for origin in Origin}
    ids = [segment.id for segment in by_origin.values()]

    edit = edits.confirm_suggestions(project, ids)

    assert edit.segment_ids == {by_origin[Origin.SUGGESTED].id}
    assert edit.text == 'Confirm suggestion of "Überlied 2"'
    assert [segment.origin for segment in project.segments.list()] == [
        Origin.BY_HAND,
        Origin.BY_HAND,
        Origin.IMPORTED,
    ]
    assert edits.confirm_suggestions(project, ids) is None


def test_a_genre_confirms_a_suggestion_and_clearing_it_does_not(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    suggested = project.segments.add(add_track(), 5, genres[0].id, Origin.SUGGESTED)
    imported = project.segments.add(add_track(), 5, genres[0].id, Origin.IMPORTED)
    ids = [suggested.id, imported.id]

    edit = edits.set_segment_genre(project, ids, None)
    assert edit.text == "Clear genre of 2 segments"
    assert [segment.origin for segment in project.segments.list()] == [
        Origin.SUGGESTED,
        Origin.IMPORTED,
    ]
    edit = edits.set_segment_genre(project, ids, genres[2].id)
    assert edit.text == 'Set genre "观 🎧" for 2 segments'
    assert project.segments.list() == (
        attrs.evolve(suggested, genre_id=genres[2].id, origin=Origin.BY_HAND),
        attrs.evolve(imported, genre_id=genres[2].id),
    )
    edit.revert(project)
    assert project.segments.get(suggested.id) == attrs.evolve(suggested, genre_id=None)
    with pytest.raises(ProjectError, match="no segment 99"):
        edits.set_segment_genre(project, [suggested.id, 99], genres[0].id)
    assert project.segments.get(suggested.id).genre_id is None


def test_segments_are_removed_together_or_not_at_all(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    segments = (project.segments.add(track, 0), project.segments.add(track, 1))
    with pytest.raises(ProjectError, match="no segment 9"):
        edits.remove_segments(project, [segments[0].id, 9])
    assert project.segments.list() == segments

    edit = edits.remove_segments(project, [segments[1].id, segments[0].id, segments[1].id])

    assert edit.text == "Remove 2 segments"
    assert edit.removed(Segment) == (segments[1], segments[0])
    assert project.segments.list() == ()
    edit.revert(project)
    assert project.segments.list() == segments
    assert edits.remove_segments(project, [segments[0].id]).text == 'Remove segment of "Überlied 1"'


def test_a_remark_is_set_and_taken_back(project: Project, add_track: AddTrack) -> None:
    segment = project.segments.add(add_track(), 0, note="old")

    edit = edits.set_segment_note(project, segment.id, "观")

    assert project.segments.get(segment.id).note == "观"
    edit.revert(project)
    assert project.segments.get(segment.id) == segment
    assert edits.set_segment_note(project, segment.id, "old") is None
