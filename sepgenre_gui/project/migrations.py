"""The versions of the database: what each adds, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import attrs

from sepgenre_gui.project.schema import create_tables
from sepgenre_gui.project.schema_v2 import add_curation
from sepgenre_gui.project.schema_v3 import add_jobs
from sepgenre_gui.project.schema_v4 import add_classification
from sepgenre_training.cache import replacing
from sepgenre_training.errors import ProjectError

APPLICATION_ID = 0x53504752
"""``SPGR``, in the header of every project's database, tells it from those of other programs."""

BACKUP_FOLDER = "backups"


@attrs.frozen(kw_only=True)
class Migration:
    """One step from the version before to `version`.

    Attributes
    ----------
    version : int
        The ``user_version`` that the database has afterwards; versions count up from 1.
    apply : callable
        Changes the tables. It runs in a transaction with foreign keys off, which it must
        neither end nor begin (`sqlite3.Connection.executescript` would).
    """

    version: int = attrs.field(validator=attrs.validators.ge(1))
    apply: Callable[[sqlite3.Connection], None]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(version=1, apply=create_tables),
    Migration(version=2, apply=add_curation),
    Migration(version=3, apply=add_jobs),
    Migration(version=4, apply=add_classification),
)
"""Every version, ascending; append, and never change one that was released."""


def user_version(connection: sqlite3.Connection) -> int:
    """Return the version of the database; 0 before the first migration."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Bring the database to the last of `migrations`, one transaction for each.

    Before each step, a copy goes to ``backups/project-v<old>-<time>.sqlite`` beside `path`; a
    database that begins empty needs none.

    Parameters
    ----------
    connection : sqlite3.Connection
        In autocommit mode, without an open transaction.
    path : Path
        The project's database, for the backup's place and for messages.
    migrations : sequence of Migration
        All versions, ascending.

    Raises
    ------
    ProjectError
        Where a step fails. The database is then as it was before that step.
    """
    is_new = user_version(connection) == 0
    for migration in migrations:
        old = user_version(connection)
        if migration.version <= old:
            continue
        backup = None if is_new else _back_up(connection, path, old)
        try:
            with _foreign_keys_off(connection):
                _apply(connection, migration)
        except (sqlite3.Error, ProjectError) as error:
            kept = "" if backup is None else f" A copy made before is {backup}."
            raise ProjectError(
                f"{path} could not be converted to format {migration.version}: {error}",
                remedy=f"Nothing was changed: go on with the SepGenre used so far.{kept}",
            ) from error


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        migration.apply(connection)
        _check_references(connection)
        connection.execute(f"PRAGMA user_version = {migration.version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check_references(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise ProjectError(f"table {broken[0]!r} would refer to rows that do not exist.")


@contextmanager
def _foreign_keys_off(connection: sqlite3.Connection) -> Iterator[None]:
    # Dropping and renaming a table would otherwise cascade into those that refer to it.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    backup = path.parent / BACKUP_FOLDER / f"project-v{version}-{moment}.sqlite"
    try:
        with replacing(backup) as temporary, closing(sqlite3.connect(temporary)) as target:
            connection.backup(target)
    except (OSError, sqlite3.Error) as error:
        raise ProjectError(
            f"{path} needs converting, but no backup can be written to {backup.parent}: {error}.",
            remedy="Free some disk space or make the folder writable, then open it again.",
        ) from error
    return backup
