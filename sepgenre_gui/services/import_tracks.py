"""Import: adds the tracks of folders and lists to a project, and tells why others stayed out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import SEGMENT_LENGTH_S
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.services.edits.edit import Edit
from sepgenre_gui.services.exchange.storing import (
    REFUSALS,
    Fate,
    FileResult,
    PlannedFile,
    TrackStoring,
    reason_for,
)
from sepgenre_training.audio.examination import examine
from sepgenre_training.audio.files import content_hash
from sepgenre_training.audio.info import Examination
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import Outcome, WorkerPool, in_order
from sepgenre_training.datasets.entry import DatasetEntry, LayoutName, Listing, Problem
from sepgenre_training.datasets.layout import read_layout
from sepgenre_training.experiment.events import Event

STAGE = "import"


@attrs.frozen(kw_only=True)
class ImportSummary:
    """What became of the files found.

    Attributes
    ----------
    layout : str
        The layout they were read as.
    added : tuple of Track
        New tracks.
    labelled : int
        Known tracks without a genre that have one now, and their segments with them.
    unchanged : int
        Files that the project has already.
    relocated : tuple of Track
        Tracks whose file was moved or renamed, found again by their content.
    problems : tuple of Problem
        Files that stayed out, each with its reason.
    remarks : tuple of Problem
        Tracks that were added although something is odd about them.
    notes : tuple of str
        What was noticed about the whole.
    edit : Edit or None
        What takes all of it back; None where nothing was changed.
    """

    layout: str
    added: tuple[Track, ...]
    labelled: int
    unchanged: int
    relocated: tuple[Track, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    notes: tuple[str, ...]
    edit: Edit | None = None


@attrs.frozen(kw_only=True)
class ExaminationTask:
    """A file to examine.

    Attributes
    ----------
    path : Path
        The file.
    known_hash : str or None
        The content hash that the project has for this path.
    min_duration_s : float
        A shorter file is refused.
    """

    path: Path
    known_hash: str | None
    min_duration_s: float


@attrs.frozen(kw_only=True)
class ImportPlan:
    """What an import would look at: the files found, and those that are out already.

    Attributes
    ----------
    layout : str
        As in `Listing`.
    files : tuple of PlannedFile
        Each file once, in an order that repeats.
    problems : tuple of Problem
        Files and rows that were left out of the listing.
    notes : tuple of str
        What was noticed about the whole.
    """

    layout: str
    files: tuple[PlannedFile, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def examine_file(task: ExaminationTask) -> Examination | None:
    """Return what decoding the whole file tells; None where it is known and unchanged.

    Raises
    ------
    AudioError
        With the reason for which the file cannot be used.
    """
    if task.known_hash is not None and content_hash(task.path) == task.known_hash:
        return None
    return examine(task.path, min_duration_s=task.min_duration_s)


def plan_import(listing: Listing, known: Mapping[Path, str]) -> ImportPlan:
    """Return what importing `listing` would look at.

    Parameters
    ----------
    listing : Listing
        What was found.
    known : Mapping[Path, str]
        The content hashes of the project's tracks, by their paths.
    """
    entries: dict[Path, list[DatasetEntry]] = {}
    for entry in listing.entries:
        entries.setdefault(entry.path, []).append(entry)
    files = []
    for path, of_path in entries.items():
        real = _real(path)
        files.append(
            PlannedFile(
                path=path, real_path=real, entries=tuple(of_path), known_hash=known.get(real)
            )
        )
    return ImportPlan(
        layout=listing.layout,
        files=tuple(files),
        problems=listing.problems,
        notes=listing.notes,
    )


class Importing:
    """An import in steps: `tasks` are done by whatever workers there are, outcomes are taken.

    `take` stores one outcome in milliseconds, and nothing else touches the project. So an import
    can end after any outcome: what was taken stays.

    Parameters
    ----------
    project : Project
        Open for writing.
    plan : ImportPlan
        What to look at.
    remove_command : str
        See `TrackStoring`.

    Attributes
    ----------
    tasks : tuple of ExaminationTask
        For `examine_file`, one for each of the plan's files, in their order.
    """

    def __init__(self, project: Project, plan: ImportPlan, *, remove_command: str = "") -> None:
        self._plan = plan
        self._storing = TrackStoring(project, remove_command=remove_command)
        self._results: dict[int, FileResult] = {}
        self.tasks = tuple(
            ExaminationTask(
                path=file.path, known_hash=file.known_hash, min_duration_s=SEGMENT_LENGTH_S
            )
            for file in plan.files
        )

    def take(self, outcome: Outcome[ExaminationTask, Examination | None]) -> FileResult:
        """Store the outcome of one of `tasks`, and return what became of its file.

        Tracks are numbered in the order in which they are taken.
        """
        result = self._store(self._plan.files[outcome.position], outcome)
        self._results[outcome.position] = result
        return result

    @property
    def file_states(self) -> dict[int, FileState]:
        """Return what was seen of the files of tracks, by their identifiers.

        Not stored by `take`: one call of ``project.tracks.set_file_states`` does for all.
        """
        return {
            result.track.id: result.file_state
            for result in self._results.values()
            if result.track is not None and result.file_state is not None
        }

    def summary(self) -> ImportSummary:
        """Return what became of the files taken so far."""
        results = [(self._plan.files[n], self._results[n]) for n in sorted(self._results)]
        tracks = {
            fate: [each.track for _, each in results if each.fate is fate and each.track]
            for fate in Fate
        }
        out = [
            Problem(path=file.path, reason=result.reason)
            for file, result in results
            if result.fate is Fate.OUT
        ]
        remarks = [
            Problem(path=file.path, reason=remark)
            for file, result in results
            for remark in result.remarks
        ]
        return ImportSummary(
            layout=self._plan.layout,
            added=tuple(sorted(tracks[Fate.ADDED], key=lambda track: track.id)),
            labelled=len(tracks[Fate.LABELLED]),
            unchanged=len(tracks[Fate.UNCHANGED]) + len(tracks[Fate.LABELLED]),
            relocated=tuple(tracks[Fate.RELOCATED]),
            problems=tuple(sorted((*self._plan.problems, *out), key=_by_path)),
            remarks=tuple(sorted(remarks, key=_by_path)),
            notes=self._plan.notes,
            edit=self._storing.edit,
        )

    def _store(
        self, file: PlannedFile, outcome: Outcome[ExaminationTask, Examination | None]
    ) -> FileResult:
        if outcome.error is not None:
            reason = Problem.from_error(file.path, outcome.error).reason
            return FileResult(fate=Fate.OUT, reason=reason)
        try:
            return self._storing.store(file, outcome.value)
        except REFUSALS as error:
            # One track that cannot be stored must not cost the others.
            return FileResult(fate=Fate.OUT, reason=reason_for(error))


def import_tracks(
    project: Project,
    paths: Sequence[Path],
    *,
    layout: LayoutName | Literal["auto"] = "auto",
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> ImportSummary:
    """Add the audio files in `paths` to `project`; what cannot be used is told, not raised.

    Each track is stored as soon as it is examined, so an import that is interrupted goes on
    where it stopped when it is run again. Importing twice adds nothing.

    Raises
    ------
    DatasetError
        Where nothing at all is found, or `layout` does not fit.
    """
    known = {track.path: track.content_hash for track in project.tracks.list()}
    importing = Importing(
        project,
        plan_import(read_layout(paths, layout), known),
        remove_command=f"sepgenre tracks {project.folder} remove --track",
    )
    tasks = importing.tasks
    for done, outcome in enumerate(in_order(pool.run(examine_file, tasks)), start=1):
        importing.take(outcome)
        name = outcome.task.path.name
        if outcome.error is not None:
            on_event(ItemFailed(stage=STAGE, item=name, reason=str(outcome.error)))
        on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=name))
    return importing.summary()


def _real(path: Path) -> Path:
    # Not Path.resolve, which raises for a link that leads to itself before Python 3.13.
    return Path(os.path.realpath(path))


def _by_path(problem: Problem) -> str:
    return str(problem.path)
