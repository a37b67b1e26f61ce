"""A project: one folder with its database, its cache and its lock."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from sepgenre_gui.project.classified_file import ClassifiedFileTable
from sepgenre_gui.project.classifier import ClassifierTable
from sepgenre_gui.project.database import Database
from sepgenre_gui.project.genre import GenreTable
from sepgenre_gui.project.job import JobTable
from sepgenre_gui.project.lock import LOCK_NAME, OWNER_NAME, ProjectLock
from sepgenre_gui.project.migrations import MIGRATIONS, Migration
from sepgenre_gui.project.opening import (
    DATABASE_NAME,
    UNFINISHED_NAME,
    connect_for_reading,
    connect_for_writing,
    create_database,
    is_disk_full,
)
from sepgenre_gui.project.row_change import RowChange, write_changes
from sepgenre_gui.project.run import RunTable
from sepgenre_gui.project.run_scores import RunScores
from sepgenre_gui.project.segment import SegmentTable
from sepgenre_gui.project.segment_tally import SegmentTally, tally_segments
from sepgenre_gui.project.setting import SettingTable
from sepgenre_gui.project.track import TrackTable
from sepgenre_training.cache import Cache
from sepgenre_training.cache_room import make_room
from sepgenre_training.errors import ProjectError

CACHE_FOLDER = "cache"

_ROOM_BYTES = 1_000_000

_NOT_CONTENT = (LOCK_NAME, OWNER_NAME, ".DS_Store", "desktop.ini", "Thumbs.db")
"""Files that file managers, or a creation that was killed, leave in an empty folder."""


class Project:
    """An open project; a context manager that closes it.

    Every edit is stored when the call returns: there is nothing to save. Edits that belong
    together are made one by `transaction`.

    Attributes
    ----------
    folder : Path
        The project's folder, absolute.
    cache : Cache
        Stems and features; its folder can be deleted at any time.
    read_only : bool
        Whether every edit is refused with `ProjectError`.
    tracks, genres, segments, runs, run_scores, settings, jobs, classifiers, classified_files
        What the project keeps.
    """

    def __init__(self, folder: Path, database: Database, lock: ProjectLock | None) -> None:
        self.folder = folder
        self.read_only = database.read_only
        self.cache = Cache(root=folder / CACHE_FOLDER)
        self.tracks = TrackTable(database)
        self.genres = GenreTable(database)
        self.segments = SegmentTable(database)
        self.runs = RunTable(database)
        self.run_scores = RunScores(database)
        self.settings = SettingTable(database)
        self.jobs = JobTable(database)
        self.classifiers = ClassifierTable(database)
        self.classified_files = ClassifiedFileTable(database)
        self._database = database
        self._lock = lock

    def tally_segments(self) -> tuple[SegmentTally, ...]:
        """Return how many segments there are of each genre and origin; see `SegmentTally`."""
        return tally_segments(self._database)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make a project in `folder`, which is empty or does not exist yet, and open it.

        Raises
        ------
        ProjectError
            Where the folder holds a project or anything else, or cannot be written to.
        """
        folder = _absolute(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _check_empty(folder)
        except OSError as error:
            raise ProjectError(
                f"{folder} cannot be made a project: {error.strerror}.",
                remedy="Choose a folder in which you may write.",
            ) from error
        return cls._open_for_writing(folder, MIGRATIONS, create=True)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        read_only: bool = False,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> Self:
        """Open the project in `folder`.

        Opened for writing, a database of an older version is migrated (a backup is kept), runs
        that a killed process left as running are marked as stopped, and what it left half-written
        in the cache is removed; where the disk is too full for a database, as much of the cache
        is removed as it takes. Opened read-only, nothing is locked, and the commits of a process
        that writes meanwhile are seen.

        Parameters
        ----------
        folder : Path
            The project's folder.
        read_only : bool
            Whether to refuse edits, and to need no lock.
        migrations : sequence of Migration
            The versions that the program knows, ascending.

        Raises
        ------
        ProjectLockedError
            Where another process has it open for writing.
        ProjectError
            Where the folder holds no project, or a corrupt or a newer one.
        """
        folder = _absolute(folder)
        path = folder / DATABASE_NAME
        if not path.is_file():
            raise ProjectError(
                f"{folder} is not a SepGenre project: it has no {DATABASE_NAME}.",
                remedy=f"Choose another folder, or make one with 'sepgenre new {folder}'.",
            )
        if not read_only:
            return cls._open_for_writing(folder, migrations, create=False)
        connection = connect_for_reading(path, migrations)
        return cls(folder, Database(connection, path, read_only=True), None)

    @classmethod
    def _open_for_writing(
        cls, folder: Path, migrations: Sequence[Migration], *, create: bool
    ) -> Self:
        path = folder / DATABASE_NAME
        with ExitStack() as opened:
            lock = ProjectLock(folder)
            lock.acquire()
            opened.callback(lock.release)
            if create:
                # Looked at again under the lock: another process may have been quicker.
                _check_empty(folder)
                create_database(path, migrations)
            connection = _connect(path, migrations)
            opened.callback(connection.close)
            project = cls(folder, Database(connection, path, read_only=False), lock)
            project.runs.stop_interrupted()
            opened.pop_all()
        return project

    def transaction(self) -> AbstractContextManager[None]:
        """Make the edits of a ``with`` block one: all are kept, or on any exception none.

        Blocks nest; an inner one that fails takes back its own edits alone. Another thread's
        calls wait until the outermost block ends, so keep slow work out of it.
        """
        return self._database.transaction()

    def write_changes(self, changes: Iterable[RowChange]) -> None:
        """Write changes of rows in their order, as one edit; how edits are undone and redone.

        Raises
        ------
        ProjectError
            Where a row is no longer as its change takes it to be; then nothing is written.
        """
        write_changes(self._database, changes)

    def close(self) -> None:
        """Close the project and let go of its lock; closing again does nothing."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def is_project(folder: Path) -> bool:
    """Return whether `folder` holds a project, openable or not."""
    return (folder / DATABASE_NAME).is_file()


def _connect(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    cache = Cache(root=path.parent / CACHE_FOLDER)
    # First of all: on a full disk it makes the room that the database needs.
    cache.remove_unfinished()
    try:
        return connect_for_writing(path, migrations)
    except ProjectError:
        # A project that cannot be opened is worse than stems that are to be separated anew.
        if not (is_disk_full(path.parent) and make_room(cache.root, _ROOM_BYTES).n_entries):
            raise
    return connect_for_writing(path, migrations)


def _absolute(folder: Path) -> Path:
    # Links stay as the person named them, so that messages name the same folder.
    return Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100


def _check_empty(folder: Path) -> None:
    names = {entry.name for entry in folder.iterdir()}
    if DATABASE_NAME in names:
        raise ProjectError(
            f"{folder} already holds a SepGenre project.",
            remedy="Open it, or choose another folder for the new one.",
        )
    content = sorted(
        name for name in names - {*_NOT_CONTENT} if not name.startswith(UNFINISHED_NAME)
    )
    if content:
        raise ProjectError(
            f"{folder} is not empty: it contains {content[0]!r}.",
            remedy="Choose an empty folder, or the name of a new one.",
        )
