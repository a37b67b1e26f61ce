"""Export in steps: which files are to be written, and what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.rehearsal import SerialPool, rehearsal
from sepgenre_gui.services.export_segments import (
    TABLE_NAME,
    ExportSummary,
    export_annotations,
    export_audio,
)
from sepgenre_training.compute.pool import Outcome
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.audio_clip import AudioFormatName, ClipTask, write_clip
from sepgenre_training.exchange.formats.registry import FormatName
from sepgenre_training.exchange.writing import AnnotationTask, Written, write_annotation
from sepgenre_training.experiment.events import Event

ExportFormat = FormatName | Literal["audio"]
WritingTask = AnnotationTask | ClipTask

Task = TypeVar("Task")
Value = TypeVar("Value")

_IN_THE_WAY = "Another file is there already; it was left as it is."


@attrs.frozen(kw_only=True)
class ExportPlanTask:
    """What to export, and how.

    Attributes
    ----------
    to : str
        The format.
    out : Path
        The folder.
    track_ids : frozenset of int or None
        Only segments of these tracks; None for all.
    genre_id : int or None
        Only segments of this genre; None for all.
    audio_format, rate_hz, genre_folders
        For sound files; see `export_audio`.
    """

    project_folder: Path
    to: ExportFormat
    out: Path
    track_ids: frozenset[int] | None = None
    genre_id: int | None = None
    audio_format: AudioFormatName = "wav"
    rate_hz: int | None = None
    genre_folders: bool = True


def plan_export(task: ExportPlanTask) -> tuple[WritingTask, ...]:
    """Return the files to write, for `write_file`, after the checks that an export makes.

    Raises
    ------
    ProjectError
        Where there is no such segment, or `task.out` is not what it has to be.
    """
    noting = _Noting()
    with rehearsal(task.project_folder) as copy:
        _leave_only(copy, task)
        if task.to == "audio":
            export_audio(
                copy,
                task.out,
                audio_format=task.audio_format,
                rate_hz=task.rate_hz,
                genre_folders=task.genre_folders,
                pool=noting,
                on_event=_ignore,
            )
        else:
            # A folder, even where its name ends like a table's.
            out = task.out / TABLE_NAME if task.to == "csv" else task.out
            export_annotations(copy, task.to, out, pool=noting, on_event=_ignore)
    return tuple(noting.tasks)


def write_file(task: WritingTask) -> Written | None:
    """Write one file; None where another is there that `task` may not replace.

    Raises
    ------
    AudioError, DatasetError, OSError
        As of `write_annotation` and `write_clip`.
    """
    try:
        return write_clip(task) if isinstance(task, ClipTask) else write_annotation(task)
    except DatasetError:
        if not task.overwrite and os.path.lexists(task.path):
            return None
        raise


def replacing(tasks: Sequence[WritingTask], paths: Collection[Path]) -> tuple[WritingTask, ...]:
    """Return those of `tasks` that write `paths`, and replace what is there."""
    return tuple(attrs.evolve(task, overwrite=True) for task in tasks if task.path in paths)


class Exporting:
    """An export in steps: `tasks` are done by whatever workers there are, outcomes are taken.

    Parameters
    ----------
    tasks : Sequence of WritingTask
        Of `plan_export`.
    """

    def __init__(self, tasks: Sequence[WritingTask]) -> None:
        self.tasks = tuple(tasks)
        self._outcomes: dict[int, Outcome[WritingTask, Written | None]] = {}

    def take(self, outcome: Outcome[WritingTask, Written | None]) -> None:
        """Note what became of one file."""
        self._outcomes[outcome.position] = outcome

    def in_the_way(self) -> tuple[Path, ...]:
        """Return the files of other content that were left as they are."""
        return tuple(
            each.task.path
            for _, each in sorted(self._outcomes.items())
            if each.value is None and each.error is None
        )

    def summary(self) -> ExportSummary:
        """Return what became of the files taken so far."""
        taken = [each for _, each in sorted(self._outcomes.items())]
        written = [each for each in taken if each.value is not None]
        return ExportSummary(
            written=tuple(e.task.path for e in written if e.value and e.value.is_new),
            unchanged=tuple(e.task.path for e in written if e.value and not e.value.is_new),
            segments=sum(_n_segments(each.task) for each in written),
            problems=tuple(_problem(each) for each in taken if each.value is None),
            remarks=tuple(
                Problem(path=each.task.path, reason=each.value.warning)
                for each in written
                if each.value and each.value.warning
            ),
        )


def _problem(outcome: Outcome[WritingTask, Written | None]) -> Problem:
    if outcome.error is None:
        return Problem(path=outcome.task.path, reason=_IN_THE_WAY)
    return Problem.from_error(outcome.task.path, outcome.error)


def _n_segments(task: WritingTask) -> int:
    return 1 if isinstance(task, ClipTask) else sum(len(track.segments) for track in task.tracks)


def _leave_only(copy: Project, task: ExportPlanTask) -> None:
    unwanted = [
        segment.id
        for segment in copy.segments.list()
        if (task.track_ids is not None and segment.track_id not in task.track_ids)
        or (task.genre_id is not None and segment.genre_id != task.genre_id)
    ]
    copy.segments.remove(unwanted)


def _ignore(_: Event) -> None:
    return


class _Noting(SerialPool):
    """Notes the tasks that a service hands out, and does none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[Any] = []

    def run(
        self,
        function: Callable[[Task], Value],  # noqa: ARG002 - what it would do, `write_file` does
        tasks: Sequence[Task],
        *,
        on_event: Callable[[Any], None] | None = None,  # noqa: ARG002 - as above
    ) -> Iterator[Outcome[Task, Value]]:
        self.tasks.extend(tasks)
        return iter(())
