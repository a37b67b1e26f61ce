"""Rehearsal: a service run to its end in a worker, on a copy of the project in memory."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sepgenre_gui.project.database import Database
from sepgenre_gui.project.migrations import MIGRATIONS
from sepgenre_gui.project.opening import DATABASE_NAME, connect_for_reading
from sepgenre_gui.project.project import Project
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import Outcome, WorkerPool
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.events import Event

Task = TypeVar("Task")
Value = TypeVar("Value")

_INTERVAL_S = 0.05
# The eye sees no more, and each event costs the window's thread some time.


@contextmanager
def rehearsal(folder: Path) -> Iterator[Project]:
    """Open a copy in memory of the project in `folder`, which itself stays as it is.

    The window holds the project's one connection that writes, and may not wait. So a worker runs
    a service on the copy, and the window writes the rows that came out otherwise. Whatever a
    service says of places is true, for the copy has the project's folder and cache.

    Raises
    ------
    ProjectError
        Where `folder` holds no project that can be read.
    """
    path = folder / DATABASE_NAME
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as memory,
        closing(connect_for_reading(path, MIGRATIONS)) as source,
    ):
        source.backup(memory)
        memory.execute("PRAGMA foreign_keys = ON")
        yield Project(folder, Database(memory, path, read_only=False), None)


class SerialPool(WorkerPool):
    """Does tasks one after another in this process, for a lane, which may have no workers."""

    def __init__(self) -> None:
        super().__init__(n_workers=1)

    def run(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_event: Callable[[Any], None] | None = None,  # noqa: ARG002 - tasks report by themselves
    ) -> Iterator[Outcome[Task, Value]]:
        """Yield the outcomes of `tasks`; a task that raises a SepgenreError fails alone.

        Raises
        ------
        CancelledError
            Between two tasks, where the person has asked to stop.
        """
        for position, task in enumerate(tasks):
            check_cancelled()
            try:
                value = function(task)
            except (SepgenreError, OSError) as error:
                yield Outcome(position=position, task=task, error=error)
            else:
                yield Outcome(position=position, task=task, value=value)


class Reporting:
    """Reports progress from a worker, but not more often than can be seen."""

    def __init__(self) -> None:
        self._last_s = 0.0

    def __call__(self, event: Event) -> None:
        """Report `event`, unless another has just been and more are to come."""
        if not isinstance(event, Progressed):
            return
        now_s = time.monotonic()
        if event.done in (1, event.total) or now_s - self._last_s >= _INTERVAL_S:
            self._last_s = now_s
            report(event)
