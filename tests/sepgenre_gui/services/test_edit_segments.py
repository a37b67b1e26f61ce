"""Edits in the words that a person types: seconds, and genres by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project import Origin, Project, Track
from sepgenre_gui.services.edit_segments import add_segment, name_genre
from sepgenre_gui.services.edits import allow_several_segments
from sepgenre_training.errors import ProjectError


@pytest.fixture
def track(empty_project: Project) -> Track:
    return empty_project.tracks.add(
        path=Path("/music/1.wav"),
        content_hash="hash 1",
        title="song 1",
        duration_s=60.0,
        sample_rate_hz=44_100,
        channels=2,
        n_samples=60 * 44_100,
        decoder="libsndfile",
        decoder_version="1.2.2",
    )


@pytest.mark.parametrize("start_s", [60.5, 1e300, 1e308, float("inf"), float("nan"), -1.0])
def test_a_start_outside_the_track_is_refused(
    empty_project: Project, track: Track, start_s: float
) -> None:
    with pytest.raises(ProjectError, match=r"60\.000 s"):
        add_segment(empty_project, track.id, start_s)

    assert empty_project.segments.list() == ()


def test_a_segment_that_would_reach_out_of_the_track_is_refused(
    empty_project: Project, track: Track
) -> None:
    with pytest.raises(ProjectError, match="cannot start at sample 2205441") as caught:
        add_segment(empty_project, track.id, 50.01, genre_name="House")

    assert "50.000 s" in caught.value.remedy
    assert empty_project.genres.list() == ()


def test_a_second_segment_is_added_where_the_project_allows_it(
    empty_project: Project, track: Track
) -> None:
    first = add_segment(empty_project, track.id, 1.5)
    assert first.start_sample == 66_150
    with pytest.raises(ProjectError, match="already has a segment"):
        add_segment(empty_project, track.id, 20.0)
    allow_several_segments(empty_project, allowed=True)

    second = add_segment(empty_project, track.id, 20.0, genre_name="House")

    assert empty_project.segments.list() == (first, second)
    assert empty_project.genres.get(second.genre_id or 0).name == "House"


def test_a_genre_is_given_by_its_name(empty_project: Project, track: Track) -> None:
    suggested = empty_project.segments.add(track, 0, origin=Origin.SUGGESTED)

    made = name_genre(empty_project, [suggested.id], "House")
    again = name_genre(empty_project, [suggested.id], " HOUSE")

    assert (made.genre.name, made.is_new, again.is_new) == ("House", True, False)
    assert made.segments == again.segments == empty_project.segments.list()
    assert made.segments[0].genre_id == made.genre.id
    assert made.segments[0].origin is Origin.BY_HAND


def test_a_genre_is_not_made_for_a_segment_that_does_not_exist(
    empty_project: Project, track: Track
) -> None:
    with pytest.raises(ProjectError, match="no segment 9"):
        name_genre(empty_project, [9], "House")
    with pytest.raises(ProjectError, match="needs a name"):
        name_genre(empty_project, [9], " ")

    assert empty_project.genres.list() == ()
