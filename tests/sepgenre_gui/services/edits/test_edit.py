from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from sepgenre_gui.project import Genre, Project, RowChange, Segment, Track
from sepgenre_gui.services import edits
from sepgenre_gui.services.edits.edit import edit_of, quoted
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.services.edits.conftest import content

AddTrack = Callable[..., Track]


def test_moves_of_one_drag_are_one_step(project: Project, add_track: AddTrack) -> None:
    edits.add_segment(project, add_track().id, 0)
    (before,) = project.segments.list()
    steps = [edits.move_segment(project, before.id, start, gesture="1") for start in (7, 8, 9)]

    merged = steps[0].merge(steps[1]).merge(steps[2])

    assert merged.text == steps[0].text == 'Move segment of "Überlied 1"'
    merged.revert(project)
    assert project.segments.list() == (before,)
    merged.apply(project)
    assert project.segments.get(before.id).start_sample == 9


def test_a_drag_back_to_the_start_is_no_step(project: Project, add_track: AddTrack) -> None:
    segment_id = edits.add_segment(project, add_track().id, 5).added(Segment)[0].id
    there = edits.move_segment(project, segment_id, 7)
    back = edits.move_segment(project, segment_id, 5)

    assert there.merge(back).is_empty()
    assert not there.is_empty()


def test_what_is_added_and_then_moved_is_added_there(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    added = edits.place_suggestion(project, track.id, 5)
    moved = edits.place_suggestion(project, track.id, 9)

    merged = added.merge(moved)

    assert merged.added(Segment) == project.segments.list()
    merged.revert(project)
    assert project.segments.count() == 0


def test_different_steps_stay_apart(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    first = edits.add_segment(project, add_track().id, 0).added(Segment)[0].id
    second = edits.add_segment(project, add_track().id, 0).added(Segment)[0].id
    move = edits.move_segment(project, first, 5, gesture="1")
    for later in (
        edits.move_segment(project, second, 5, gesture="1"),
        edits.move_segment(project, first, 6, gesture="2"),
        edits.set_segment_note(project, first, "?"),
    ):
        assert move.merge(later) is None
    note = edits.set_track_note(project, 1, "a")
    assert note.merge(edits.set_track_note(project, 1, "ab")) is not None
    genre = edits.set_segment_genre(project, [first], genres[0].id)
    assert genre.merge(edits.set_segment_genre(project, [first], genres[1].id)) is None


def test_a_step_that_does_not_follow_is_not_merged(project: Project, add_track: AddTrack) -> None:
    first = edits.set_track_note(project, add_track().id, "a")
    edits.set_track_note(project, 1, "b")
    third = edits.set_track_note(project, 1, "c")

    assert first.merge(third) is None


def test_an_edit_tells_what_it_concerns(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track = add_track()
    added = edits.add_segment(project, track.id, 0)
    (segment,) = added.added(Segment)
    assert (added.track_ids, added.segment_ids, added.genre_ids) == ({1}, {segment.id}, set())
    assert edits.recolor_genre(project, genres[1].id, "#000000").genre_ids == {genres[1].id}
    removed = edits.remove_tracks(project, [track.id])
    assert removed.removed(Track) == (track,)
    assert removed.removed(Segment) == (segment,)
    assert removed.added(Track) == ()


def test_what_changes_nothing_is_no_edit(project: Project, add_track: AddTrack) -> None:
    track = add_track()

    assert edit_of("Nothing", [RowChange(before=track, after=track)]) is None
    assert edit_of("Nothing", []) is None


def test_many_segments_added_by_a_service_are_one_step(
    project: Project, add_track: AddTrack
) -> None:
    before = content(project)
    tracks = [add_track() for _ in range(3)]
    with_tracks = content(project)
    added = [project.segments.add(track, 5) for track in tracks]
    edit = edits.additions("Suggest segments", added)

    edit.revert(project)

    assert content(project) == with_tracks != before
    edit.apply(project)
    assert project.segments.list() == tuple(added)
    assert edits.additions("Suggest segments", []) is None


def test_a_genre_used_meanwhile_is_not_taken_away(project: Project, add_track: AddTrack) -> None:
    edit = edits.add_genre(project, "House")
    (genre,) = edit.added(Genre)
    # As an import in the background does.
    add_track(genre_id=genre.id)
    before = content(project)

    with pytest.raises(ProjectError, match="Genre 'House': something refers to it"):
        edit.revert(project)

    assert content(project) == before


def test_a_row_changed_by_something_else_is_not_overwritten(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    edit = edits.add_segment(project, add_track().id, 0)
    (segment,) = edit.added(Segment)
    labelled = project.segments.set_genre(segment.id, genres[0].id)

    with pytest.raises(ProjectError, match="was changed or removed by something else"):
        edit.revert(project)

    assert project.segments.list() == (labelled,)


def test_a_reader_is_told_why_it_cannot_edit(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    track = add_track()
    edit = edits.add_segment(project, track.id, 0)
    before = content(project)
    with Project.open(project.folder, read_only=True) as reader:
        for step in (
            lambda: edit.revert(reader),
            lambda: edit.apply(reader),
            lambda: edits.add_segment(reader, track.id, 0),
            lambda: edits.move_segment(reader, 1, 0),
            lambda: edits.move_segment(reader, 1, 9),
            lambda: edits.place_suggestion(reader, track.id, 9),
            lambda: edits.confirm_suggestions(reader, [1]),
            lambda: edits.set_segment_genre(reader, [1], genres[0].id),
            lambda: edits.set_segment_note(reader, 1, ""),
            lambda: edits.remove_segments(reader, [1]),
            lambda: edits.assign_genre(reader, [track.id], None),
            lambda: edits.skip_tracks(reader, [track.id], "why"),
            lambda: edits.unskip_tracks(reader, [track.id]),
            lambda: edits.set_track_note(reader, track.id, ""),
            lambda: edits.set_track_texts(reader, track.id, title="x"),
            lambda: edits.remove_tracks(reader, [track.id]),
            lambda: edits.add_genre(reader, "new"),
            lambda: edits.rename_genre(reader, genres[0].id, "new"),
            lambda: edits.recolor_genre(reader, genres[0].id, "#000000"),
            lambda: edits.set_genre_key(reader, genres[0].id, None),
            lambda: edits.merge_genres(reader, genres[0].id, genres[1].id),
            lambda: edits.delete_genre(reader, genres[0].id),
            lambda: edits.change_segment_length(reader, 10.0),
            lambda: edits.allow_several_segments(reader, allowed=False),
        ):
            with pytest.raises(ProjectError, match="is open read-only") as caught:
                step()
            assert str(project.folder) in caught.value.message
            assert caught.value.remedy.startswith("Close it")
    assert content(project) == before


def test_long_names_are_shortened_for_the_menu() -> None:
    assert quoted("Überlied") == '"Überlied"'
    name = quoted("A very long title of a song " + "(Extended Club Mix)")
    assert name == '"A very long title o…(Extended Club Mix)"'
    assert len(quoted("观" * 100)) <= 42


def test_edits_are_values(project: Project, add_track: AddTrack) -> None:
    edit = edits.set_track_note(project, add_track().id, "a")

    assert edit == attrs.evolve(edit)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        edit.text = "other"
