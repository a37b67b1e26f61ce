"""What dialogs of exchange take of workers, as jobs: they report it, and store nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.annotating import SegmentsTask, match_segments
from sepgenre_gui.services.exchange.locating import (
    CheckFilesTask,
    Finding,
    LocateTask,
    SearchTask,
    check_files,
    locate_track,
    search_tracks,
)
from sepgenre_gui.services.exchange.preview import PreviewTask, preview_import
from sepgenre_gui.services.import_tracks import ExaminationTask, examine_file
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.audio.files import printable
from sepgenre_training.audio.info import Examination
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import Outcome, in_order

STAGE = "examine"

_TOGETHER_S = 0.05
# Outcomes that come faster are told together: each event costs the window's thread some time.

Task = TypeVar("Task")

Examined = Outcome[ExaminationTask, Examination | None]


@attrs.frozen(kw_only=True)
class FilesExamined:
    """Files that were examined, in the order in which they were asked for."""

    outcomes: tuple[Examined, ...]


def look(project: Project, context: JobContext) -> str:
    """Look at what an import would do."""
    arguments = context.arguments
    task = PreviewTask(
        project_folder=project.folder,
        paths=_paths(arguments["paths"]),
        layout=arguments["layout"],
    )
    preview = context.run_one(preview_import, task)
    context.on_event(preview)
    n_segments = len(preview.annotations)
    more = f" and {count(n_segments, 'file')} of segments" if n_segments else ""
    return f"Found {count(len(preview.plan.files), 'audio file')}{more}."


def examine(_: Project, context: JobContext) -> str:
    """Decode files to see whether they can be used; what cannot is told in the log."""
    tasks = [
        ExaminationTask(path=Path(path), known_hash=known_hash, min_duration_s=min_duration_s)
        for path, known_hash, min_duration_s in context.arguments["files"]
    ]
    n_out = 0
    told_at_s, waiting = 0.0, list[Examined]()
    outcomes = in_order(context.pool.run(examine_file, tasks))
    for done, outcome in enumerate(outcomes, start=1):
        name = printable(outcome.task.path.name)
        if outcome.error is not None:
            n_out += 1
            context.log(f"{name}: {outcome.error}")
        waiting.append(outcome)
        if time.monotonic() - told_at_s >= _TOGETHER_S or done == len(tasks):
            told_at_s = time.monotonic()
            context.on_event(FilesExamined(outcomes=tuple(waiting)))
            waiting.clear()
        context.on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=name))
    out = f"; {n_out} cannot be used" if n_out else ""
    return f"Examined {count(len(tasks), 'file')}{out}."


def match(project: Project, context: JobContext) -> str:
    """Find out which segments of files belong to which tracks."""
    task = SegmentsTask(
        project_folder=project.folder,
        files=_paths(context.arguments["files"]),
        track_id=context.arguments["track"],
    )
    matched = context.run_one(match_segments, task, on_event=context.on_event)
    context.on_event(matched)
    return f"Matched {count(len(matched.added), 'segment')}."


def check(project: Project, context: JobContext) -> str:
    """Look which files of tracks are missing or changed."""
    task = CheckFilesTask(
        project_folder=project.folder,
        reads_all=context.arguments["reads_all"],
        read_ids=frozenset(context.arguments["tracks"]),
    )
    return _find(context, check_files, task)


def locate(project: Project, context: JobContext) -> str:
    """See whether a track's audio is where a person says."""
    task = LocateTask(
        project_folder=project.folder,
        track_id=context.arguments["track"],
        new_path=Path(context.arguments["path"]),
    )
    return _find(context, locate_track, task)


def search(project: Project, context: JobContext) -> str:
    """Look for lost tracks in a folder."""
    task = SearchTask(
        project_folder=project.folder,
        folder=Path(context.arguments["folder"]),
        lost_ids=frozenset(context.arguments["lost"]),
    )
    return _find(context, search_tracks, task)


def _find(context: JobContext, function: Callable[[Task], Finding], task: Task) -> str:
    finding = context.run_one(function, task, on_event=context.on_event)
    context.on_event(finding)
    summary = finding.summary
    return f"Found {count(len(summary.found), 'track')}; {len(summary.lost)} without their audio."


def _paths(names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(Path(name) for name in names)
