"""How a project's database is created, checked and connected to."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sepgenre_gui.project.database import remedy_for
from sepgenre_gui.project.migrations import (
    APPLICATION_ID,
    BACKUP_FOLDER,
    Migration,
    migrate,
    user_version,
)
from sepgenre_training.errors import ProjectError

DATABASE_NAME = "project.sqlite"
UNFINISHED_NAME = ".unfinished-project.sqlite"
BUSY_TIMEOUT_S = 10.0

_SHM_BYTES = 32_768
_FULL_BELOW_BYTES = 262_144
# The -shm, some pages of -wal, and the lock's note.


def create_database(path: Path, migrations: Sequence[Migration]) -> None:
    """Create an empty database of the newest version at `path`, complete or not at all."""
    unfinished = path.with_name(UNFINISHED_NAME)
    remove_unfinished(path.parent)
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            _configure(connection, path)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection, path, migrations)
        unfinished.replace(path)
    except sqlite3.Error as error:
        raise _explain(path, error) from error
    finally:
        remove_unfinished(path.parent)


def remove_unfinished(folder: Path) -> None:
    """Remove what a creation that was interrupted left in `folder`."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        (folder / f"{UNFINISHED_NAME}{suffix}").unlink(missing_ok=True)


def connect_for_writing(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """Connect to the database at `path`, checked, and migrated to the newest version.

    The caller holds the lock of the project.

    Raises
    ------
    ProjectError
        Where the file is corrupt, is no project's, or is newer than this program.
    """
    # Checked first by a connection that cannot write: one that can would delete the -wal, and
    # with it the last edits, of a database whose header is damaged.
    _connect_checked(path, "mode=ro", migrations).close()
    connection = _connect(path, "mode=rw")
    try:
        _configure(connection, path)
        migrate(connection, path, migrations)
    except sqlite3.Error as error:
        connection.close()
        raise _explain(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def connect_for_reading(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """Connect to the database at `path` so that nothing can be changed.

    Raises
    ------
    ProjectError
        Where the file is corrupt, is no project's, or is of another version than the program.
    """
    query = "mode=ro&immutable=1" if _is_at_rest(path) else "mode=ro"
    connection = _connect_checked(path, query, migrations)
    version = user_version(connection)
    if version < migrations[-1].version:
        connection.close()
        raise ProjectError(
            f"{path.parent} was last opened by an older SepGenre (its format is {version}).",
            remedy="Open it once for writing, in the window or by a command that changes "
            "something: that converts it and keeps a backup.",
        )
    return connection


def is_disk_full(folder: Path) -> bool:
    """Return whether the disk of `folder` lacks the room that an open database needs."""
    return shutil.disk_usage(folder).free < _FULL_BELOW_BYTES


def _is_at_rest(path: Path) -> bool:
    # A database in WAL mode can only be read where its -shm file can be made, which a
    # write-protected folder forbids, and a full disk. Without a -wal beside it, nobody is writing.
    wal, shm = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if not os.access(path.parent, os.W_OK):
        return not (wal.exists() or shm.exists())
    # Nobody's -shm is shorter: such a one was begun where there was no room for it.
    return is_disk_full(path.parent) and _size(wal) == 0 and _size(shm) < _SHM_BYTES


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _connect_checked(path: Path, query: str, migrations: Sequence[Migration]) -> sqlite3.Connection:
    _check_not_empty(path)
    connection = _connect(path, query)
    try:
        _check(connection, path, migrations)
    except sqlite3.Error as error:
        connection.close()
        raise _explain(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, query: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            f"{path.as_uri()}?{query}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise _explain(path, error) from error


def _configure(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise ProjectError(
            f"{path.parent} lies on a disk that cannot keep the project safe (no shared memory).",
            remedy="Move the project to a disk of this computer.",
        )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")


def _check_not_empty(path: Path) -> None:
    # SQLite takes an empty file for a new database, and then discards the -wal beside it.
    # Asked of the file system: closing a file that this process has open as a database would
    # drop SQLite's locks on it (POSIX), so nothing but SQLite may open it.
    if path.stat().st_size == 0:
        raise _corrupt(path, "it is empty")


def _check(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise ProjectError(
            f"{path} is the database of another program.",
            remedy="Choose another folder, or make a project with 'sepgenre new FOLDER'.",
        )
    version, newest = user_version(connection), migrations[-1].version
    if version > newest:
        raise ProjectError(
            f"{path.parent} was made by a newer SepGenre (format {version}, known: {newest}).",
            remedy="Update SepGenre, then open it again.",
        )
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise _corrupt(path, str(answer))


def _explain(path: Path, error: sqlite3.Error) -> ProjectError:
    name: str = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return _corrupt(path, str(error))
    return ProjectError(f"{path}: {error}.", remedy=remedy_for(error))


def _corrupt(path: Path, reason: str) -> ProjectError:
    backups = sorted(
        (path.parent / BACKUP_FOLDER).glob("project-v*.sqlite"),
        key=lambda backup: backup.stat().st_mtime,
    )
    if backups:
        remedy = (
            f"Move {path.name}, {path.name}-wal and {path.name}-shm out of the folder, then copy "
            f"{backups[-1]} to {path}."
        )
    else:
        remedy = (
            f"No backup lies in {path.parent / BACKUP_FOLDER}: restore {path.name} from your own "
            "copy of the folder, with the files beside it."
        )
    return ProjectError(f"{path} is damaged: {reason}.", remedy=remedy)
