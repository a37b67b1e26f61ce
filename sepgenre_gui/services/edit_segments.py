"""Edits of segments in the words that a person types: seconds, and genres by their names."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_gui.services.edits.region import start_sample_at
from sepgenre_gui.services.edits.segments import check_one_more, set_segment_genre


@attrs.frozen(kw_only=True)
class Labelling:
    """A genre given to segments: the genre, whether it was made for it, the segments now."""

    genre: Genre
    is_new: bool
    segments: tuple[Segment, ...]


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
        Where there is no such track, the segment would stand out of it, or the track has one
        already and the project allows one only.
    """
    track = project.tracks.get(track_id)
    start_sample = start_sample_at(track, start_s)
    with project.transaction():
        check_one_more(project, track)
        genre_id = project.genres.get_or_add(genre_name).id if genre_name else track.genre_id
        return project.segments.add(
            track=track,
            start_sample=start_sample,
            genre_id=genre_id,
            origin=Origin.BY_HAND,
        )


def name_genre(project: Project, segment_ids: Sequence[int], genre_name: str) -> Labelling:
    """Give segments the genre of this name, made where it is new; suggestions are confirmed.

    Raises
    ------
    ProjectError
        Where a segment does not exist or the name is empty; then nothing is changed.
    """
    with project.transaction():
        is_new = project.genres.find(genre_name) is None
        genre = project.genres.get_or_add(genre_name)
        set_segment_genre(project, segment_ids, genre.id)
        segments = tuple(project.segments.get(identifier) for identifier in segment_ids)
    return Labelling(genre=genre, is_new=is_new, segments=segments)
