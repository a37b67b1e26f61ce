"""What version 2 of a project's database adds: skipped and failed tracks, lost files, one rule."""

from __future__ import annotations

import sqlite3

# What version 1 did without asking stays allowed where a project has made use of it.
_STATEMENTS = (
    "ALTER TABLE tracks ADD COLUMN skip_reason TEXT CHECK (skip_reason <> '')",
    "ALTER TABLE tracks ADD COLUMN failure TEXT CHECK (failure <> '')",
    """
    ALTER TABLE tracks ADD COLUMN file_state TEXT NOT NULL DEFAULT 'there'
        CHECK (file_state IN ('there', 'missing', 'changed'))
    """,
    """
    INSERT INTO settings (key, value) SELECT 'several_segments_per_track', 'true'
    WHERE EXISTS (SELECT 1 FROM segments GROUP BY track_id HAVING count(*) > 1)
    """,
)


def add_curation(connection: sqlite3.Connection) -> None:
    """Turn the tables of version 1 into those of version 2, inside the caller's transaction."""
    for statement in _STATEMENTS:
        connection.execute(statement)
