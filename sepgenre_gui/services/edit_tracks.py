"""Edits of tracks by hand: remove some, with their segments."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track


@attrs.frozen(kw_only=True)
class TrackRemoval:
    """What was removed, complete, so that it can be put back."""

    tracks: tuple[Track, ...]
    segments: tuple[Segment, ...]


def remove_tracks(project: Project, identifiers: Sequence[int]) -> TrackRemoval:
    """Remove tracks with their segments and return what they were.

    The audio files are not touched, and runs that used the segments keep their results.

    Raises
    ------
    ProjectError
        Where one of them is not there; then none is removed.
    """
    with project.transaction():
        once = list(dict.fromkeys(identifiers))
        tracks = tuple(project.tracks.get(identifier) for identifier in once)
        segments = tuple(
            segment for track in tracks for segment in project.segments.list(track_id=track.id)
        )
        for track in tracks:
            project.tracks.remove(track.id)
    return TrackRemoval(tracks=tracks, segments=segments)
