from __future__ import annotations

from collections.abc import Callable

import pytest

from sepgenre_gui.project import Origin, Project, Segment, Track
from sepgenre_gui.services import edits
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.services.edits.conftest import RATE_HZ, content

AddTrack = Callable[..., Track]


def windows(project: Project) -> list[tuple[float, float]]:
    return [
        (segment.start_sample / RATE_HZ, segment.n_samples / RATE_HZ)
        for segment in project.segments.list()
    ]


@pytest.fixture
def cut(project: Project, add_track: AddTrack) -> Project:
    """Segments at 0, 45 and 50 s of a minute, and at 2 s of a track of 15 s."""
    long, short = add_track(length_s=60.0), add_track(length_s=15.0)
    for start_s in (0, 45, 50):
        project.segments.add(long, start_s * RATE_HZ, origin=Origin.SUGGESTED)
    project.segments.add(short, 2 * RATE_HZ)
    return project


def test_a_shorter_length_keeps_every_start(cut: Project) -> None:
    before = content(cut)

    edit = edits.change_segment_length(cut, 5)

    assert edit.text == "Change segment length to 5 s"
    assert cut.segments.length_s == 5.0
    assert windows(cut) == [(0.0, 5.0), (45.0, 5.0), (50.0, 5.0), (2.0, 5.0)]
    assert edits.change_segment_length(cut, 5.0) is None
    after = content(cut)
    edit.revert(cut)
    assert cut.settings.keys() == ()
    assert content(cut) == before
    edit.apply(cut)
    assert content(cut) == after


def test_what_a_longer_length_does_is_said_first(cut: Project) -> None:
    before = content(cut)

    twelve = edits.preview_segment_length(cut, 12)
    assert (twelve.moved, twelve.removed) == (1, ())
    assert twelve.describe() == (
        "4 segments of 12 s; 1 made to start earlier, to end with the track."
    )
    twenty = edits.preview_segment_length(cut, 20)
    assert [segment.start_sample for segment in twenty.too_long] == [2 * RATE_HZ]
    assert [segment.start_sample for segment in twenty.coinciding] == [50 * RATE_HZ]
    assert twenty.describe() == (
        "2 segments of 20 s; 1 made to start earlier, to end with the track; 1 removed, the track "
        "being shorter; 1 removed, being the same as another."
    )
    assert content(cut) == before


def test_segments_are_removed_only_where_that_was_agreed(cut: Project) -> None:
    before = content(cut)
    with pytest.raises(ProjectError, match="Not every segment can last 20 s: 2 segments") as caught:
        edits.change_segment_length(cut, 20)
    assert "Überlied" not in caught.value.remedy
    assert "/music/ű 观 2.WAV" in caught.value.message
    assert content(cut) == before

    edit = edits.change_segment_length(cut, 20, remove_unfit=True)

    assert windows(cut) == [(0.0, 20.0), (40.0, 20.0)]
    assert len(edit.removed(Segment)) == 2
    edit.revert(cut)
    assert content(cut) == before


def test_segments_to_come_have_the_new_length(cut: Project, add_track: AddTrack) -> None:
    edits.change_segment_length(cut, 12)
    track = add_track(length_s=60.0)

    edits.add_segment(cut, track.id, 10**12)

    assert windows(cut)[-1] == (48.0, 12.0)
    segment_id = cut.segments.list()[-1].id
    edits.move_segment(cut, segment_id, -1)
    edits.move_segment(cut, segment_id, 10**12)
    assert windows(cut)[-1] == (48.0, 12.0)


@pytest.mark.parametrize("length_s", [0.0, 0.99, -1.0, 120.5, float("nan"), float("inf")])
def test_a_length_out_of_range_is_refused(cut: Project, length_s: float) -> None:
    before = content(cut)

    with pytest.raises(ProjectError, match="are not possible") as caught:
        edits.change_segment_length(cut, length_s, remove_unfit=True)

    assert caught.value.remedy == "Choose a length from 1 to 120 s."
    assert content(cut) == before


def test_several_segments_are_allowed_and_forbidden(project: Project) -> None:
    assert edits.allow_several_segments(project, allowed=False) is None
    edit = edits.allow_several_segments(project, allowed=True)
    assert project.segments.several_allowed
    assert edit.text == "Allow several segments per track"
    edit.revert(project)
    assert not project.segments.several_allowed
    assert project.settings.keys() == ()
    edit.apply(project)
    assert edits.allow_several_segments(project, allowed=False).text == (
        "Allow one segment per track"
    )
    assert not project.segments.several_allowed
