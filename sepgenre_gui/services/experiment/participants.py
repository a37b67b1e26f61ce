"""The segments that take part in an experiment: those that have one of the genres chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.separate_segments import separation_task, tracked_segments
from sepgenre_training.errors import ExperimentError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import FeatureTask, has_features
from sepgenre_training.separation.task import has_stems


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


def segments_by_genre(project: Project) -> dict[str, int]:
    """Return how many labelled segments each genre has, in the project's order.

    Without those of tracks that a person skips.
    """
    counts: Counter[int | None] = Counter()
    for tally in project.tally_segments():
        counts[tally.genre_id] += tally.n_segments
    return {genre.name: counts[genre.id] for genre in project.genres.list()}


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


@attrs.frozen(kw_only=True)
class Missing:
    """What has to be made before a run, by identifier of the segment.

    Attributes
    ----------
    stems : tuple of int
        Segments to separate. Where the features are there, nobody needs the stems.
    features : tuple of int
        Segments whose features are to be computed, those to be separated included.
    """

    stems: tuple[int, ...]
    features: tuple[int, ...]


def find_missing(
    project: Project,
    taking_part: Iterable[tuple[Track, Segment]],
    separator: str,
    settings: FeatureSettings,
) -> Missing:
    """Return what the cache lacks of the segments that take part.

    Raises
    ------
    SeparationError
        Where the separator is not known.
    """
    stems, features = [], []
    for track, segment in taking_part:
        task = feature_task(project, track, segment, separator, settings)
        if has_features(task):
            continue
        features.append(segment.id)
        if not has_stems(task.separation):
            stems.append(segment.id)
    return Missing(stems=tuple(stems), features=tuple(features))


def feature_task(
    project: Project, track: Track, segment: Segment, separator: str, settings: FeatureSettings
) -> FeatureTask:
    """Return the picklable task that computes the features of `segment` of `track`."""
    return FeatureTask(
        separation=separation_task(project, track, segment, separator),
        settings=settings,
        cache_root=project.cache.root,
    )
