"""Segments made ready to be learned from: stems and features that are missing come first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.experiment.participants import feature_task, find_missing
from sepgenre_gui.services.extract_features import extract_missing
from sepgenre_gui.services.rates import FEATURES_STAGE, Stopwatch, remember_rate
from sepgenre_gui.services.separate_segments import choose_separator, separate_segments
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.experiment.events import Event
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import FeatureTask, features_path, has_features
from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.separation.task import has_stems

Task = TypeVar("Task")
Value = TypeVar("Value")


@attrs.frozen(kw_only=True)
class PreparedSegment:
    """A segment whose features are in the cache."""

    track: Track
    segment: Segment
    task: FeatureTask

    @property
    def path(self) -> Path:
        """Return the file of its features."""
        return features_path(self.task)

    @property
    def group(self) -> str:
        """Return what must not stand on two sides of a split: its song."""
        return f"song {self.track.id}"

    @property
    def start_s(self) -> float:
        """Return where it starts in its track, in seconds."""
        return self.segment.start_sample / self.track.sample_rate_hz


@attrs.frozen(kw_only=True)
class Prepared:
    """Segments that are ready, and a problem for each that could not be made so."""

    separator: str
    segments: tuple[PreparedSegment, ...]
    problems: tuple[Problem, ...]


def prepare_segments(
    project: Project,
    wanted: Sequence[tuple[Track, Segment]],
    *,
    separator: str | None,
    with_stems: bool = False,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> Prepared:
    """Separate segments and compute their features, where the cache lacks them.

    Parameters
    ----------
    separator : str or None
        None: the one that the project was separated with.
    with_stems : bool
        Whether the stems themselves are needed, too, where the features are there.

    Raises
    ------
    SeparationError
        Where the separator is unknown or unavailable.
    """
    settings = FeatureSettings()
    chosen = choose_separator(project, separator)
    tasks = {
        feature_task(project, track, segment, chosen, settings): (track, segment)
        for track, segment in wanted
    }
    bare = [
        segment.id
        for task, (_, segment) in tasks.items()
        if with_stems and not has_stems(task.separation)
    ]
    missing = find_missing(project, wanted, chosen, settings)
    separated = separate_segments(
        project, separator=chosen, only={*missing.stems, *bare}, pool=pool, on_event=on_event
    )
    ready = {
        task: track.title
        for task, (track, segment) in tasks.items()
        if segment.id not in separated.failed
    }
    watch = Stopwatch(pool.n_workers)
    failed = extract_missing(ready, pool, on_event, watch)
    remember_rate(project, FEATURES_STAGE, watch.seconds_each())
    usable = [task for task in ready if task not in failed and has_features(task)]
    return Prepared(
        separator=chosen,
        segments=tuple(
            PreparedSegment(track=tasks[task][0], segment=tasks[task][1], task=task)
            for task in usable
        ),
        problems=(*separated.problems, *failed.values()),
    )


def learn_from(
    segments: Sequence[PreparedSegment], project: Project
) -> tuple[LabelledFeatures, tuple[Genre, ...]]:
    """Return labelled segments as a model takes them, and the genres by label.

    Every one of `segments` has a genre; genres that none has are left out.
    """
    present = {each.segment.genre_id for each in segments}
    genres = tuple(genre for genre in project.genres.list() if genre.id in present)
    labels = {genre.id: label for label, genre in enumerate(genres)}
    return (
        LabelledFeatures(
            paths=tuple(each.path for each in segments),
            labels=tuple(
                labels[each.segment.genre_id]
                for each in segments
                if each.segment.genre_id is not None
            ),
            groups=tuple(each.group for each in segments),
            n_classes=len(genres),
        ),
        genres,
    )


def run_one(
    pool: WorkerPool,
    function: Callable[[Task], Value],
    task: Task,
    on_event: Callable[[Event], None],
) -> Value:
    """Have a worker run ``function(task)``; return its value, or raise what it raised."""
    (value,) = run_all(pool, function, [task], on_event)
    return value


def run_all(
    pool: WorkerPool,
    function: Callable[[Task], Value],
    tasks: Sequence[Task],
    on_event: Callable[[Event], None],
    *,
    stage: str = "",
) -> list[Value]:
    """Have workers run all `tasks`; return the values in order, or raise the first error.

    Given a `stage`, each task that is done is told as progress of it.
    """
    values: list[Value] = []
    for done, outcome in enumerate(in_order(pool.run(function, tasks, on_event=on_event)), start=1):
        if outcome.error is not None:
            raise outcome.error
        assert outcome.value is not None
        values.append(outcome.value)
        if stage:
            on_event(Progressed(stage=stage, done=done, total=len(tasks)))
    return values
