"""What version 3 of a project's database adds: the jobs of its queue."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind <> ''),
        title TEXT NOT NULL,
        arguments TEXT NOT NULL CHECK (json_valid(arguments)),
        priority INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state <> ''),
        reason TEXT NOT NULL,
        remedy TEXT NOT NULL,
        created_at REAL NOT NULL,
        finished_at REAL
    )
    """,
)


def add_jobs(connection: sqlite3.Connection) -> None:
    """Turn the tables of version 2 into those of version 3, inside the caller's transaction."""
    for statement in _STATEMENTS:
        connection.execute(statement)
