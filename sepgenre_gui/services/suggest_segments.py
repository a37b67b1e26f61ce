"""Suggestion: gives each track without a segment the one that a person would likely cut."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin, Segment, segment_length_samples
from sepgenre_gui.project.track import Track
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.experiment.events import Event
from sepgenre_training.segmentation.task import SuggestionTask, suggest_for_track

STAGE = "suggest"


@attrs.frozen(kw_only=True)
class SuggestionSummary:
    """The segments added, and the tracks for which none could be suggested."""

    added: tuple[Segment, ...]
    problems: tuple[Problem, ...]


def suggest_segments(
    project: Project, *, pool: WorkerPool, on_event: Callable[[Event], None]
) -> SuggestionSummary:
    """Add one suggested segment to each track that has none, with the track's genre.

    Each is stored as soon as it is found; a track that fails is told and remembered as failed,
    and the others go on. Tracks that a person skips stay without.
    """
    curated = {segment.track_id for segment in project.segments.list()}
    tracks = {
        track.id: track
        for track in project.tracks.list()
        if track.id not in curated and track.skip_reason is None
    }
    length_s = project.segments.length_s
    # The best is all that is wanted; others would cost as much again, each.
    tasks = {
        attrs.evolve(suggestion_task(track, length_s), count=1): track for track in tracks.values()
    }
    added: list[Segment] = []
    problems: list[Problem] = []
    outcomes = in_order(pool.run(suggest_for_track, list(tasks)))
    for done, outcome in enumerate(outcomes, start=1):
        track = tasks[outcome.task]
        if outcome.value is None:
            problem = Problem.from_error(track.path, outcome.error)
            problems.append(problem)
            project.tracks.set_failure(track.id, problem.reason)
            on_event(ItemFailed(stage=STAGE, item=track.title, reason=problem.reason))
        else:
            if track.failure is not None:
                project.tracks.set_failure(track.id, None)
            added.append(
                project.segments.add(
                    track=track,
                    start_sample=outcome.value[0].start_sample,
                    genre_id=track.genre_id,
                    origin=Origin.SUGGESTED,
                )
            )
        on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=track.title))
    return SuggestionSummary(
        added=tuple(sorted(added, key=lambda segment: segment.track_id)),
        problems=tuple(sorted(problems, key=lambda problem: str(problem.path))),
    )


def suggestion_task(track: Track, length_s: float) -> SuggestionTask:
    """Return the picklable task that looks for segments of `length_s` seconds in `track`."""
    return SuggestionTask(
        path=track.path,
        decoder=track.decoder,
        sample_rate_hz=track.sample_rate_hz,
        n_samples=track.n_samples,
        length_samples=segment_length_samples(track.sample_rate_hz, length_s),
    )
