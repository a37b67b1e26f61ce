"""Edits of segments by hand: add one at a time, remove some."""

from __future__ import annotations

from collections.abc import Sequence

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_training.errors import ProjectError


def add_segment(
    project: Project, track_id: int, start_s: float, *, genre_name: str | None = None
) -> Segment:
    """Add the segment of track `track_id` that starts at `start_s` seconds; return it.

    Parameters
    ----------
    genre_name : str, optional
        Its genre, made where it is new; by default that of the track.

    Raises
    ------
    ProjectError
        Where there is no such track, or the segment would stand out of it.
    """
    track = project.tracks.get(track_id)
    # Asked first, in seconds: a sample index may be too large to be one.
    if not 0.0 <= start_s <= track.duration_s:
        raise ProjectError(
            f"A segment of {track.path} cannot start at {start_s:g} s.",
            remedy=f"Choose a start within its {track.duration_s:.3f} s.",
        )
    with project.transaction():
        genre_id = project.genres.get_or_add(genre_name).id if genre_name else track.genre_id
        return project.segments.add(
            track=track,
            start_sample=round(start_s * track.sample_rate_hz),
            genre_id=genre_id,
            origin=Origin.BY_HAND,
        )


def remove_segments(project: Project, identifiers: Sequence[int]) -> tuple[Segment, ...]:
    """Remove segments and return what they were.

    Raises
    ------
    ProjectError
        Where one of them is not there; then none is removed.
    """
    with project.transaction():
        once = list(dict.fromkeys(identifiers))
        removed = tuple(project.segments.get(identifier) for identifier in once)
        project.segments.remove(once)
    return removed
