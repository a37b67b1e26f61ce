"""The segments that take part in an experiment: those that have one of the genres chosen."""

from __future__ import annotations

from collections.abc import Sequence

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.separate_segments import tracked_segments
from sepgenre_training.errors import ExperimentError


def participants(project: Project, genres: Sequence[str] = ()) -> list[tuple[Track, Segment]]:
    """Return every labelled segment with its track, in the order of the segments' identifiers.

    Without those of tracks that a person skips.

    Parameters
    ----------
    genres : sequence of str
        Names of the genres that take part, whatever the case; none names all.

    Raises
    ------
    ExperimentError
        Where the project has no genre of such a name.
    """
    wanted = {genre.id for genre in chosen_genres(project, genres)}
    return [
        (track, segment)
        for track, segment in tracked_segments(project)
        if segment.genre_id in wanted
    ]


def chosen_genres(project: Project, names: Sequence[str] = ()) -> tuple[Genre, ...]:
    """Return the genres of these names in the project's order; without names, all.

    Raises
    ------
    ExperimentError
        Where the project has no genre of such a name.
    """
    if not names:
        return project.genres.list()
    found = {name: project.genres.find(name) for name in names if name.strip()}
    unknown = [name for name in names if found.get(name) is None]
    if unknown:
        known = ", ".join(repr(genre.name) for genre in project.genres.list())
        raise ExperimentError(
            f"The experiment names the genres {', '.join(map(repr, unknown))}, which the project "
            "does not have.",
            remedy=f"Choose of these: {known}." if known else "Name the genre of segments first.",
        )
    return tuple(sorted({g for g in found.values() if g is not None}, key=lambda each: each.id))
