"""What the dialogs of import, export and locating ask the queue for, while a person waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_gui.jobs.queue import JobRequest, Priority
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.audio.files import printable

if TYPE_CHECKING:
    from sepgenre_gui.services.exchange.preview import Layout
    from sepgenre_gui.services.import_tracks import ExaminationTask

LOOK, EXAMINE, MATCH = "look-at-files", "examine-files", "match-segments"
CHECK, LOCATE, SEARCH = "check-files", "locate-track", "search-folder"

PASSING = frozenset({LOOK, EXAMINE, MATCH, CHECK, LOCATE, SEARCH})
"""What they bring is stored by the dialog that asked: without it they are of no use."""


def look_request(paths: Sequence[Path], layout: Layout) -> JobRequest:
    """Return the request for a look at what an import of `paths` would do.

    The job reports an `ImportPreview`.
    """
    what = printable(paths[0].name) if len(paths) == 1 else count(len(paths), "place")
    return _urgent(
        LOOK, f"Look for music in {what}", paths=[str(path) for path in paths], layout=layout
    )


def examine_request(tasks: Sequence[ExaminationTask]) -> JobRequest:
    """Return the request to examine the files of an import.

    The job reports `FilesExamined`, in the order of `tasks`.
    """
    return _urgent(
        EXAMINE,
        f"Examine {count(len(tasks), 'file')}",
        files=[[str(task.path), task.known_hash, task.min_duration_s] for task in tasks],
    )


def match_request(files: Sequence[Path], track_id: int | None) -> JobRequest:
    """Return the request to find the tracks to which files of segments belong.

    The job reports a `SegmentImport`, of which nothing is stored yet.
    """
    title = f"Match segments of {count(len(files), 'file')}"
    return _urgent(MATCH, title, files=[str(path) for path in files], track=track_id)


def check_request(*, reads_all: bool, track_ids: Collection[int]) -> JobRequest:
    """Return the request to look which files of tracks are missing or changed.

    The job reports a `Finding`; see `CheckFilesTask`.
    """
    title = "Read the files of all tracks" if reads_all else "Look where the files of tracks are"
    return _urgent(CHECK, title, reads_all=reads_all, tracks=sorted(track_ids))


def locate_request(track_id: int, new_path: Path) -> JobRequest:
    """Return the request to see whether a track's audio is at `new_path`, and others around it.

    The job reports a `Finding`.
    """
    title = f"Locate {printable(new_path.name)}"
    return _urgent(LOCATE, title, track=track_id, path=str(new_path))


def search_request(folder: Path, lost_ids: Collection[int]) -> JobRequest:
    """Return the request to look for lost tracks in and below `folder`.

    The job reports a `Finding`.
    """
    title = f"Search {printable(folder.name) or folder} for {count(len(lost_ids), 'track')}"
    return _urgent(SEARCH, title, folder=str(folder), lost=sorted(lost_ids))


def _urgent(kind: str, title: str, **arguments: object) -> JobRequest:
    return JobRequest(kind=kind, title=title, arguments=arguments, priority=Priority.URGENT)
