"""Separation: the stems of every segment, in the cache, by one named separator."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.rates import Stopwatch, remember_rate, separation_stage
from sepgenre_training.cache import touch
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import SeparationError
from sepgenre_training.experiment.events import Event
from sepgenre_training.separation.registry import describe_separator, separators
from sepgenre_training.separation.task import (
    SeparationTask,
    has_stems,
    separate_segment,
    stems_path,
)

STAGE = "separate"


@attrs.frozen(kw_only=True)
class SeparationSummary:
    """How many segments have stems now, and which could not be separated.

    `failed` says for the identifier of each segment that could not why; `problems` says it of
    their files.
    """

    separator: str
    separated: int
    cached: int
    problems: tuple[Problem, ...]
    failed: Mapping[int, str]


def choose_separator(project: Project, name: str | None) -> str:
    """Return the separator to use: `name`, else the one that the project was separated with.

    Raises
    ------
    SeparationError
        Where `name` is unknown, or neither says which; there is no silent default.
    """
    chosen = name or project.settings.get(SEPARATOR_SETTING, "")
    if not chosen:
        known = ", ".join(descriptor.name for descriptor in separators())
        raise SeparationError(
            f"{project.folder}: no separator has been chosen yet.",
            remedy=f"Say which: `sepgenre separate PROJECT --separator NAME` (known: {known}).",
        )
    describe_separator(chosen)
    return chosen


def separate_segments(
    project: Project,
    *,
    separator: str | None = None,
    accept_identical: bool = False,
    only: Collection[int] | None = None,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> SeparationSummary:
    """Separate every segment of `project` that has no stems by `separator` yet.

    The separator is remembered as the project's, for the features and the runs that follow.
    `accept_identical` lets pass a stem that is nearly the mixture; `only` names the segments to
    look at, by default all.

    Raises
    ------
    SeparationError
        Where the separator is unknown or unavailable. A segment that fails is told, not raised.
    """
    chosen = choose_separator(project, separator)
    tasks = {
        separation_task(project, track, segment, chosen, accept_identical=accept_identical): (
            track,
            segment,
        )
        for track, segment in tracked_segments(project)
        if only is None or segment.id in only
    }
    missing: list[SeparationTask] = []
    for task in tasks:
        if has_stems(task):
            touch(stems_path(task))
        else:
            missing.append(task)
    if missing:
        # Told once for all segments, and before the project remembers the separator.
        describe_separator(chosen).check()
    project.settings.set(SEPARATOR_SETTING, chosen)
    problems: dict[int, Problem] = {}
    watch = Stopwatch(pool.n_workers)
    for done, outcome in enumerate(pool.run(separate_segment, missing), start=1):
        watch.tick()
        track, segment = tasks[outcome.task]
        if outcome.error is not None:
            problem = Problem.from_error(track.path, outcome.error)
            problems[segment.id] = problem
            on_event(ItemFailed(stage=STAGE, item=track.title, reason=problem.reason))
        on_event(Progressed(stage=STAGE, done=done, total=len(missing), item=track.title))
    remember_rate(project, separation_stage(chosen), watch.seconds_each())
    return SeparationSummary(
        separator=chosen,
        separated=len(missing) - len(problems),
        cached=len(tasks) - len(missing),
        problems=tuple(sorted(problems.values(), key=lambda problem: str(problem.path))),
        failed={identifier: problem.reason for identifier, problem in sorted(problems.items())},
    )


def tracked_segments(project: Project) -> list[tuple[Track, Segment]]:
    """Return every segment with its track, in the order of the segments' identifiers.

    Without those of tracks that a person skips.
    """
    tracks = {track.id: track for track in project.tracks.list() if track.skip_reason is None}
    segments = sorted(project.segments.list(), key=lambda segment: segment.id)
    return [
        (tracks[segment.track_id], segment) for segment in segments if segment.track_id in tracks
    ]


def separation_task(
    project: Project,
    track: Track,
    segment: Segment,
    separator: str,
    *,
    accept_identical: bool = False,
) -> SeparationTask:
    """Return the picklable task that separates `segment` of `track`."""
    return SeparationTask(
        path=track.path,
        decoder=track.decoder,
        content_hash=track.content_hash,
        start_sample=segment.start_sample,
        n_samples=segment.n_samples,
        sample_rate_hz=track.sample_rate_hz,
        separator=separator,
        cache_root=project.cache.root,
        accept_identical=accept_identical,
    )
