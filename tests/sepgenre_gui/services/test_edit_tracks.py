"""Edits by hand: tracks and segments are removed all together or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.edit_segments import add_segment, remove_segments
from sepgenre_gui.services.edit_tracks import remove_tracks
from sepgenre_training.errors import ProjectError


def add_track(project: Project, number: int) -> Track:
    return project.tracks.add(
        path=Path(f"/music/{number}.wav"),
        content_hash=f"hash {number}",
        title=f"song {number}",
        duration_s=60.0,
        sample_rate_hz=44_100,
        channels=2,
        n_samples=60 * 44_100,
        decoder="libsndfile",
        decoder_version="1.2.2",
    )


def test_a_track_goes_with_its_segments(empty_project: Project) -> None:
    first, second = add_track(empty_project, 1), add_track(empty_project, 2)
    cut = (
        add_segment(empty_project, first.id, 0.0),
        add_segment(empty_project, first.id, 20.0),
    )
    kept = add_segment(empty_project, second.id, 5.0)

    removal = remove_tracks(empty_project, [first.id, first.id])

    assert (removal.tracks, removal.segments) == ((first,), cut)
    assert empty_project.tracks.list() == (second,)
    assert empty_project.segments.list() == (kept,)


def test_where_one_is_unknown_none_is_removed(empty_project: Project) -> None:
    track = add_track(empty_project, 1)
    segment = add_segment(empty_project, track.id, 0.0)

    with pytest.raises(ProjectError, match="no track 9"):
        remove_tracks(empty_project, [track.id, 9])
    with pytest.raises(ProjectError, match="no segment 9"):
        remove_segments(empty_project, [segment.id, 9])

    assert empty_project.tracks.list() == (track,)
    assert remove_segments(empty_project, [segment.id, segment.id]) == (segment,)


@pytest.mark.parametrize("start_s", [60.5, 1e300, 1e308, float("inf"), float("nan"), -1.0])
def test_a_start_outside_the_track_is_refused(empty_project: Project, start_s: float) -> None:
    track = add_track(empty_project, 1)

    with pytest.raises(ProjectError, match=r"60\.000 s"):
        add_segment(empty_project, track.id, start_s)

    assert empty_project.segments.list() == ()
