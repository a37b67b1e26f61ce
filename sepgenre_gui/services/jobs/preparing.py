"""Stems and features as jobs: for a person who waits, and for the whole project."""

from __future__ import annotations

from functools import partial
from typing import Any

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.extract_features import STAGE, extract_features
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_gui.services.stems import stems_task
from sepgenre_training.audio.files import printable
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.experiment.events import Event
from sepgenre_training.separation.preview.growing import StemsGrown, separate_growing
from sepgenre_training.separation.registry import describe_separator

PREVIEW_STAGE = "separate (s)"
"""Its progress counts seconds of audio."""


def preview(project: Project, context: JobContext) -> str:
    """Separate one segment, or one whole track, and report how its stems grow."""
    arguments = context.arguments
    track = project.tracks.get(arguments["track"])
    number = arguments["segment"]
    segment = None if number is None else project.segments.get(number)
    separator = arguments["separator"]
    describe_separator(separator).check()
    task = stems_task(
        project, track, segment, separator, accept_identical=arguments["accept_identical"]
    )
    tell = partial(_tell_growth, context, track.title, track.sample_rate_hz)
    context.run_one(separate_growing, task, on_event=tell)
    return f"The stems of {track.title} are there."


def separate(project: Project, context: JobContext) -> str:
    """Separate every segment of the project that has no stems yet."""
    summary = separate_segments(
        project,
        separator=context.arguments["separator"],
        accept_identical=context.arguments["accept_identical"],
        pool=context.pool,
        on_event=context.on_event,
    )
    done = f"Separated {count(summary.separated, 'segment')} by {summary.separator}"
    return f"{done}; {summary.cached} had stems already."


def features(project: Project, context: JobContext) -> str:
    """Compute the features that are missing, after the stems that are, and assemble the tensors."""
    separator = context.arguments["separator"]
    separated = separate_segments(
        project, separator=separator, pool=context.pool, on_event=context.on_event
    )
    told: set[str] = set()

    def on_event(event: Event) -> None:
        if isinstance(event, ItemFailed):
            told.add(event.reason)
        context.on_event(event)

    data = extract_features(
        project,
        separator=separator,
        pool=context.pool,
        on_event=on_event,
        not_separated=separated.failed,
    )
    told.update(separated.failed.values())
    for problem in data.problems:
        # What is not there for another reason than a failure that was told on the way.
        if problem.reason not in told:
            item = printable(problem.path.name)
            context.on_event(ItemFailed(stage=STAGE, item=item, reason=problem.reason))
    without = f"; {data.unlabelled} without a genre" if data.unlabelled else ""
    return f"The tensors hold {count(len(data.segments), 'segment')}{without}."


def _tell_growth(context: JobContext, title: str, rate_hz: int, event: Any) -> None:
    context.on_event(event)
    if isinstance(event, StemsGrown):
        done_s, total_s = event.n_ready_samples // rate_hz, -(-event.n_samples // rate_hz)
        context.on_event(Progressed(stage=PREVIEW_STAGE, done=done_s, total=total_s, item=title))
