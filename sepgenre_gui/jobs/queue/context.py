"""Kinds of jobs, and what a kind's function is given: arguments, workers, ways to tell."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

import attrs
from attrs import validators

from sepgenre_gui.jobs.queue.job import Arguments
from sepgenre_gui.jobs.queue.pool import JobPool
from sepgenre_training.errors import CancelledError

Task = TypeVar("Task")
Value = TypeVar("Value")


class JobContext:
    """One job at work.

    Attributes
    ----------
    job_id : int
    arguments : Mapping[str, JSON]
        Of the request.
    pool : JobPool
        The workers; services take it for a `WorkerPool`.
    """

    def __init__(
        self,
        job_id: int,
        arguments: Arguments,
        pool: JobPool,
        *,
        on_event: Callable[[Any], None],
        on_log: Callable[[str], None],
    ) -> None:
        self.job_id, self.arguments, self.pool = job_id, arguments, pool
        self._on_event, self._on_log = on_event, on_log
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._is_cancelled = False

    def on_event(self, event: Any) -> None:
        """Tell the queue of progress, a failed item, or anything else that a worker reported."""
        self._on_event(event)

    def log(self, text: str) -> None:
        """Add a line to the job's log."""
        self._on_log(text)

    def check(self) -> None:
        """Wait while the job is paused; called between two steps that are no workers' work.

        Raises
        ------
        CancelledError
            Where it was cancelled.
        """
        self._may_go_on.wait()
        if self._is_cancelled:
            raise CancelledError("Stopped at your request.")

    def run_one(
        self,
        function: Callable[[Task], Value],
        task: Task,
        *,
        on_event: Callable[[Any], None] | None = None,
    ) -> Value:
        """Have a worker run ``function(task)``; return its value, or raise what it raised."""
        (outcome,) = self.pool.run(function, [task], on_event=on_event)
        if outcome.error is not None:
            raise outcome.error
        return cast("Value", outcome.value)

    def pause(self) -> None:
        """Have the job wait; called by the queue."""
        self._may_go_on.clear()
        self.pool.pause()

    def resume(self) -> None:
        """Let the job go on; called by the queue."""
        self._may_go_on.set()
        self.pool.resume()

    def cancel(self) -> None:
        """Have the job end; called by the queue."""
        self._is_cancelled = True
        self._may_go_on.set()
        self.pool.stop()


@attrs.frozen(kw_only=True)
class JobKind:
    """A kind of work.

    Attributes
    ----------
    name : str
        By which requests name it.
    run : callable
        Does the job, in a thread of its own, by the workers of its `JobContext`; returns in a
        sentence what was done. Light by itself: the thread shares the window's process.
    limit : int
        How many of the kind may run at once.
    stages : tuple of str
        What its progress names, one after the other, where these are several and known.
    survives : bool
        Whether a job that is unfinished or failed is offered again when the project is opened the
        next time; others are not stored.
    """

    name: str
    run: Callable[[JobContext], str]
    limit: int = attrs.field(default=1, validator=validators.ge(1))
    stages: tuple[str, ...] = ()
    survives: bool = True
