"""Locating, as far as a worker does it: which tracks are lost, and where their audio is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.services.check_tracks import LostTrack, find_missing, is_there
from sepgenre_gui.services.edits.edit import Edit, counted, edit_of
from sepgenre_gui.services.exchange.rehearsal import Reporting, SerialPool, rehearsal
from sepgenre_gui.services.locate_tracks import SearchSummary, locate, search_folder
from sepgenre_training.compute.pool import Outcome
from sepgenre_training.exchange.identification import CheckTask, Condition, check_file

Task = TypeVar("Task")
Value = TypeVar("Value")

_CHANGED = "The file has changed since it was added; its segments belong to the old audio."


@attrs.frozen(kw_only=True)
class CheckFilesTask:
    """Which tracks have lost their files.

    Attributes
    ----------
    reads_all : bool
        Whether every file is read, which alone shows changes; else it is only looked whether the
        files are there.
    read_ids : frozenset of int
        Tracks whose files are read in any case.
    """

    project_folder: Path
    reads_all: bool = False
    read_ids: frozenset[int] = frozenset()


@attrs.frozen(kw_only=True)
class LocateTask:
    """The file of track `track_id` is at `new_path` now; see `locate`."""

    project_folder: Path
    track_id: int
    new_path: Path


@attrs.frozen(kw_only=True)
class SearchTask:
    """Where to look for tracks; see `search_folder`.

    Attributes
    ----------
    lost_ids : frozenset of int
        The tracks that are known to be lost, and may have been found by now. Of the others it is
        only looked whether their files are there, not read anew.
    """

    project_folder: Path
    folder: Path
    lost_ids: frozenset[int]


@attrs.frozen(kw_only=True)
class Finding:
    """What a worker saw; nothing of it is stored.

    Attributes
    ----------
    summary : SearchSummary
        Which tracks were found and which are lost.
    file_states : Mapping[int, FileState]
        States of the files of tracks that were not found elsewhere, where they are not as the
        project has them.
    edit : Edit or None
        Gives the tracks found their new paths; None where there are none.
    n_linked : int
        How many of its first changes must be stored together.
    """

    summary: SearchSummary
    file_states: Mapping[int, FileState]
    edit: Edit | None = None
    n_linked: int = 0

    @property
    def lost(self) -> tuple[LostTrack, ...]:
        """The tracks that were not found."""
        return self.summary.lost


def check_files(task: CheckFilesTask) -> Finding:
    """Return which tracks have no file, or (where all are read) another one than was added."""
    with rehearsal(task.project_folder) as copy:
        before = copy.tracks.list()
        pool = SerialPool() if task.reads_all else _Glancing(before, task.read_ids)
        lost = find_missing(copy, pool=pool, on_event=Reporting())
        return _finding(before, copy, SearchSummary(found=(), lost=lost, problems=()))


def locate_track(task: LocateTask) -> Finding:
    """Find out whether a track's audio is where a person says, and its siblings around it.

    Raises
    ------
    AudioError, ProjectError
        As of `locate`.
    """
    with rehearsal(task.project_folder) as copy:
        before = copy.tracks.list()
        pool, on_event = SerialPool(), Reporting()
        summary = locate(copy, task.track_id, task.new_path, pool=pool, on_event=on_event)
        return _finding(before, copy, summary)


def search_tracks(task: SearchTask) -> Finding:
    """Look for lost tracks in and below a folder.

    Raises
    ------
    DatasetError
        As of `search_folder`.
    """
    with rehearsal(task.project_folder) as copy:
        before = copy.tracks.list()
        pool = _Glancing(before, task.lost_ids)
        summary = search_folder(copy, task.folder, pool=pool, on_event=Reporting())
        return _finding(before, copy, summary)


def _finding(before: Sequence[Track], copy: Project, summary: SearchSummary) -> Finding:
    rows = {track.id: track for track in before}
    moved = {each.track.id: each.track for each in summary.found}
    changes, n_linked = _moves({key: rows[key] for key in moved}, moved)
    return Finding(
        summary=summary,
        file_states={
            track.id: track.file_state
            for track in copy.tracks.list()
            if track.id not in moved and track.file_state is not rows[track.id].file_state
        },
        edit=edit_of(f"Locate {counted(len(moved), 'track')}", changes),
        n_linked=n_linked,
    )


def _moves(before: Mapping[int, Track], found: Mapping[int, Track]) -> tuple[list[RowChange], int]:
    """Return the changes that move tracks, and how many of the first only make sense together."""
    taken = {track.path: key for key, track in before.items()}
    after = {
        key: attrs.evolve(track, path=found[key].path, file_state=FileState.THERE)
        for key, track in before.items()
    }
    # Files may have exchanged their names, and no two tracks may share a path for a moment.
    displaced = {taken[track.path] for track in after.values() if track.path in taken}
    aside = {
        key: attrs.evolve(track, path=track.path.with_name(f".{track.path.name}.{key}"))
        for key, track in before.items()
        if key in displaced
    }
    linked = [RowChange(before=before[key], after=track) for key, track in aside.items()]
    linked += [RowChange(before=aside[key], after=after[key]) for key in aside]
    others = [
        RowChange(before=before[key], after=track)
        for key, track in after.items()
        if key not in aside
    ]
    return linked + others, len(linked)


class _Glancing(SerialPool):
    """Reads only the files of tracks that are lost; others that are there it takes for the same.

    Reading a large collection takes as long as copying it would.
    """

    def __init__(self, tracks: Sequence[Track], lost_ids: frozenset[int]) -> None:
        super().__init__()
        self._changed = {t.content_hash for t in tracks if t.file_state is FileState.CHANGED}
        # Where a file was missing, another may have taken its place.
        self._read = {
            track.content_hash
            for track in tracks
            if track.id in lost_ids or track.file_state is FileState.MISSING
        }

    def run(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_event: Callable[[Any], None] | None = None,
    ) -> Iterator[Outcome[Task, Value]]:
        wanted: Callable[[Any], Any] = self._check if function is check_file else function
        return super().run(wanted, tasks, on_event=on_event)

    def _check(self, task: CheckTask) -> tuple[Condition, str]:
        if task.content_hash in self._read or not is_there(task.path):
            return check_file(task)
        if task.content_hash in self._changed:
            return Condition.CHANGED, _CHANGED
        return Condition.PRESENT, ""
