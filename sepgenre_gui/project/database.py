"""The open database: one connection that threads share, with transactions that nest."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sepgenre_training.errors import ProjectError
from sepgenre_training.os_errors import FREE_SPACE_REMEDY

Value = TypeVar("Value")
Parameters = Sequence[object] | Mapping[str, object]

_REMEDIES = {
    "SQLITE_FULL": FREE_SPACE_REMEDY,
    "SQLITE_BUSY": "Close the other program that reads this file, and repeat the edit.",
    "SQLITE_READONLY": "Make the folder writable, or copy the project to one that is.",
    "SQLITE_CANTOPEN": "Check that the folder exists and that you may read and write in it.",
    "SQLITE_CORRUPT": "Close the project and copy the newest file of its folder 'backups' back.",
    "SQLITE_NOTADB": "Close the project and copy the newest file of its folder 'backups' back.",
    "SQLITE_IOERR_SHM": FREE_SPACE_REMEDY,
    "SQLITE_IOERR": "Check that the disk is connected, and open the project again.",
    "SQLITE_CONSTRAINT": "The edit was refused and nothing was changed; choose other values.",
}


def utc_now() -> str:
    """Return the present moment as ISO 8601 text in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Database:
    """One connection to a project's database.

    Threads of one process may share it: a transaction holds the connection until it ends, and
    other threads wait for that long.

    Parameters
    ----------
    connection : sqlite3.Connection
        In autocommit mode (``isolation_level=None``), opened with ``check_same_thread=False``.
    path : Path
        The database file, for messages.
    read_only : bool
        Whether every edit is refused.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
        connection.row_factory = sqlite3.Row
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0
        self._remembered: dict[str, tuple[tuple[int, int], Any]] = {}

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Return all rows of a query.

        Raises
        ------
        ProjectError
            Where SQLite cannot answer; with the file and the remedy.
        """
        with self._lock, self._explaining():
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Return the first row of a query, or None where it has none."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of a query's first row, or None where it has none."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def remembered(self, name: str, read: Callable[[], Value]) -> Value:
        """Return what `read` returned the last time, where nothing in the database has changed.

        Within a transaction it is read anew, since that may be taken back.

        Parameters
        ----------
        name : str
            What is read; one function for each name.
        read : callable
            Reads by this connection alone, and returns something that nobody changes.
        """
        with self._lock, self._explaining():
            is_passing = self._connection.in_transaction
            # The one tells of other connections' changes, the other of this one's.
            version = (self.value("PRAGMA data_version"), self._connection.total_changes)
        known = self._remembered.get(name)
        if is_passing or known is None or known[0] != version:
            # Without the lock: others wait for the query alone, not for what is made of its rows.
            # An edit in between has another version, so that the next call reads again.
            known = version, read()
            if not is_passing:
                self._remembered[name] = known
        value: Value = known[1]
        return value

    def next_id(self, table: str) -> int:
        """Return an identifier that no row of `table` has or ever had; ask in a transaction."""
        newest = self.value("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        return int(newest or 0) + 1

    def insert(self, sql: str, parameters: Parameters) -> int:
        """Run an INSERT and return the identifier of the new row."""
        with self.transaction(), self._explaining():
            identifier = self._connection.execute(sql, parameters).lastrowid
        if identifier is None:
            raise TypeError(f"{sql!r} inserted nothing")
        return identifier

    def change(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that edits, and return the number of rows it changed."""
        with self.transaction(), self._explaining():
            return self._connection.execute(sql, parameters).rowcount

    def change_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run a statement that edits once for each of `parameters`: all of them or none."""
        with self.transaction(), self._explaining():
            self._connection.executemany(sql, parameters)

    # The names of tables and columns come from the program, never from a person.

    def insert_row(self, table: str, columns: Mapping[str, object]) -> None:
        """Insert the row that has these values by column."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        self.change(sql, tuple(columns.values()))

    def update_row(
        self, table: str, columns: Mapping[str, object], where: Mapping[str, object]
    ) -> int:
        """Set `columns` in the rows that have the values `where`; return how many there are."""
        setting = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE {table} SET {setting} WHERE {_all_of(where)}"  # noqa: S608
        return self.change(sql, (*columns.values(), *where.values()))

    def delete_row(self, table: str, where: Mapping[str, object]) -> int:
        """Delete the rows that have the values `where`; return how many there were."""
        sql = f"DELETE FROM {table} WHERE {_all_of(where)}"  # noqa: S608
        return self.change(sql, tuple(where.values()))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the edits of a ``with`` block one: all are kept, or on any exception none.

        Blocks nest: an inner one that fails takes back its own edits alone, where the outer one
        catches the exception.

        Raises
        ------
        ProjectError
            Where the project was opened read-only, or SQLite refuses.
        """
        if self.read_only:
            raise ProjectError(
                f"{self.path.parent} is open read-only, so nothing in it can be changed.",
                remedy="Close it where it is open for writing, then open it here for writing.",
            )
        with self._lock:
            name = f"level_{self._depth}"
            nested = self._depth > 0
            self._run(f"SAVEPOINT {name}" if nested else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self._run(f"RELEASE {name}" if nested else "COMMIT")
            except BaseException:
                self._take_back(name if nested else None)
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let the queries of a ``with`` block see one state, whatever another process commits."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._run("BEGIN")
            try:
                yield
            finally:
                self._take_back(None)

    def close(self) -> None:
        """Close the connection; closing again does nothing."""
        with self._lock:
            self._connection.close()

    def _run(self, sql: str) -> None:
        with self._explaining():
            self._connection.execute(sql)

    def _take_back(self, savepoint: str | None) -> None:
        # SQLite ends the transaction by itself upon some errors, such as a full disk.
        if not self._connection.in_transaction:
            return
        if savepoint is None:
            self._run("ROLLBACK")
        else:
            self._run(f"ROLLBACK TO {savepoint}")
            self._run(f"RELEASE {savepoint}")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise ProjectError(
                f"{error.object!a} contains bytes that are not Unicode text.",
                remedy="Rename the file or folder with readable characters, and try again.",
            ) from error
        except sqlite3.Error as error:
            raise ProjectError(f"{self.path}: {error}.", remedy=remedy_for(error)) from error


def _all_of(where: Mapping[str, object]) -> str:
    # IS, because = holds for no NULL.
    return " AND ".join(f"{name} IS ?" for name in where)


def remedy_for(error: sqlite3.Error) -> str:
    """Return what a person can do about an error of SQLite."""
    # Errors of the Python module itself, such as a closed connection, carry no code.
    name: str = getattr(error, "sqlite_errorname", "")
    for start, remedy in _REMEDIES.items():
        if name.startswith(start):
            return remedy
    return "Close the project and open it again."
