"""Jobs: what the queue of a project was asked for and has not forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from sepgenre_gui.project.database import Database

_COLUMNS = "kind, title, arguments, priority, state, reason, remedy, created_at, finished_at"


@attrs.frozen(kw_only=True)
class StoredJob:
    """A job as it is stored.

    Attributes
    ----------
    kind, title : str
        What is to be done, for the program and for a person.
    arguments : Mapping[str, JSON]
        What it needs to know.
    priority : int
        The higher goes first.
    state, reason, remedy : str
        How it stood when that last changed, and why.
    created_at, finished_at : float, float or None
        Seconds since the epoch.
    """

    id: int
    kind: str
    title: str
    arguments: Mapping[str, Any]
    priority: int
    state: str
    reason: str
    remedy: str
    created_at: float
    finished_at: float | None


class JobTable:
    """The jobs of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._newest = 0

    def next_id(self) -> int:
        """Return an identifier that no job has or ever had.

        The database is asked once: nobody else may write to it, and whoever asks later, such as a
        window, waits for no commit of another thread.
        """
        if not self._newest:
            self._newest = self._database.next_id("jobs") - 1
        self._newest += 1
        return self._newest

    def list(self) -> list[StoredJob]:
        """Return every job, in the order in which they were asked for."""
        rows = self._database.rows(f"SELECT id, {_COLUMNS} FROM jobs ORDER BY id")  # noqa: S608
        return [
            StoredJob(**{**dict(row), "arguments": json.loads(row["arguments"])}) for row in rows
        ]

    def store(self, job: StoredJob) -> None:
        """Store a job, in place of the one of the same identifier.

        Raises
        ------
        ProjectError
            Where the project is read-only, or the disk does not take it.
        """
        columns = attrs.asdict(job, filter=attrs.filters.exclude("id"), recurse=False)
        columns["arguments"] = json.dumps(dict(job.arguments), ensure_ascii=False)
        with self._database.transaction():
            if not self._database.update_row("jobs", columns, {"id": job.id}):
                self._database.insert_row("jobs", {"id": job.id, **columns})

    def delete(self, job_id: int) -> None:
        """Forget a job; one that is not there is no error."""
        self._database.delete_row("jobs", {"id": job_id})
