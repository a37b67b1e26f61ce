"""Segments of different songs that are nearly the same music: a search that a worker does."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.participants import feature_task, participants
from sepgenre_gui.services.experiment.readiness import NearDuplicate, Readiness, ReadinessTask
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.similarity import near_duplicates
from sepgenre_training.features.task import features_path, has_features


@attrs.frozen(kw_only=True)
class DuplicateSearch:
    """What a search found.

    Attributes
    ----------
    pairs : tuple of NearDuplicate
        The most alike first.
    n_compared : int
        Segments that were compared: those whose features are in the cache.
    """

    pairs: tuple[NearDuplicate, ...]
    n_compared: int


def find_near_duplicates(task: ReadinessTask) -> DuplicateSearch:
    """Search a project that another process may have open; for a worker, since it takes a while.

    Raises
    ------
    DatasetError
        Where features cannot be read.
    """
    with Project.open(task.project_folder, read_only=True) as project:
        return search_near_duplicates(project, task.separator, task.settings, task.genres)


def search_near_duplicates(
    project: Project, separator: str, settings: FeatureSettings, genres: Sequence[str] = ()
) -> DuplicateSearch:
    """Compare the segments that take part and whose features are in the cache.

    Segments of one song are left out: a split keeps them together, or was told not to.
    """
    tasks = [
        (track, segment, feature_task(project, track, segment, separator, settings))
        for track, segment in participants(project, genres)
    ]
    there = [(track, segment, task) for track, segment, task in tasks if has_features(task)]
    paths = [features_path(task) for _, _, task in there]
    pairs = near_duplicates(paths, settings=settings)
    return DuplicateSearch(
        pairs=tuple(
            NearDuplicate(
                first=there[pair.first][1].id,
                second=there[pair.second][1].id,
                similarity=pair.similarity,
                lag_s=pair.lag_s,
            )
            for pair in pairs
            if there[pair.first][0].id != there[pair.second][0].id
        ),
        n_compared=len(there),
    )


def with_duplicates(readiness: Readiness, search: DuplicateSearch) -> Readiness:
    """Return `readiness` with what the search found."""
    return attrs.evolve(readiness, duplicates=search.pairs)
