"""What version 4 of a project's database adds: classifiers, and the files that they classified."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """
    CREATE TABLE classifiers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL CHECK (name <> ''),
        folded_name TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL CHECK (json_valid(description)),
        weights_sha256 TEXT NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE classified_files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        classifier_id INTEGER NOT NULL REFERENCES classifiers (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        hop_s REAL NOT NULL CHECK (hop_s > 0),
        content_hash TEXT,
        duration_s REAL,
        title TEXT,
        artist TEXT,
        starts_s TEXT NOT NULL CHECK (json_valid(starts_s)),
        probabilities TEXT NOT NULL CHECK (json_valid(probabilities)),
        left_out TEXT NOT NULL CHECK (json_valid(left_out)),
        verdict INTEGER,
        confidence REAL,
        unsure_below REAL NOT NULL,
        error TEXT NOT NULL,
        classified_at TEXT NOT NULL,
        CHECK ((verdict IS NULL) = (confidence IS NULL)),
        CHECK ((verdict IS NULL) = (error <> '')),
        UNIQUE (classifier_id, path, hop_s)
    )
    """,
    "CREATE INDEX classified_by_content ON classified_files (classifier_id, content_hash, hop_s)",
)


def add_classification(connection: sqlite3.Connection) -> None:
    """Turn the tables of version 3 into those of version 4, inside the caller's transaction."""
    for statement in _STATEMENTS:
        connection.execute(statement)
