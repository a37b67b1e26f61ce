"""Asking a queue for what a test needs: kinds, requests, a store in memory, and waiting."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sepgenre_gui.jobs.queue import (
    Job,
    JobChanged,
    JobContext,
    JobEvent,
    JobKind,
    JobQueue,
    JobRecord,
    JobRequest,
    JobState,
    Priority,
)
from sepgenre_training.compute.events import ItemFailed, Progressed
from tests.sepgenre_gui.jobs.queue import work

PATIENCE_S = 60.0


class MemoryStore:
    """Keeps records as a project does."""

    def __init__(self) -> None:
        self.records: dict[int, JobRecord] = {}
        self.newest = 0

    def load(self) -> list[JobRecord]:
        return [self.records[key] for key in sorted(self.records)]

    def next_id(self) -> int:
        self.newest += 1
        return self.newest

    def save(self, record: JobRecord) -> None:
        self.records[record.id] = record

    def delete(self, job_id: int) -> None:
        self.records.pop(job_id, None)


class Heard:
    """What a queue has told, and waiting for it."""

    def __init__(self) -> None:
        self.events: list[JobEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: JobEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def states(self, job_id: int) -> list[JobState]:
        """Return the states that a job had, each once for each time it was entered."""
        changes = [event.job for event in list(self.events) if isinstance(event, JobChanged)]
        states = [job.state for job in changes if job.id == job_id]
        return [state for state, _ in itertools.groupby(states)]


def wait_for(condition: Callable[[], object], what: str, timeout_s: float = PATIENCE_S) -> None:
    """Wait until `condition` holds."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.005)


def wait_for_state(queue: JobQueue, job_id: int, *states: JobState) -> Job:
    """Wait until a job is in one of `states`, and return it."""
    wait_for(lambda: queue.job(job_id).state in states, f"{states}, is {queue.job(job_id)}")
    return queue.job(job_id)


def run_each(context: JobContext) -> str:
    """Run the named function of `work` on each of the tasks, as a service does."""
    function = getattr(work, context.arguments["function"])
    tasks: list[Any] = list(context.arguments["tasks"])
    if context.arguments.get("paths"):
        tasks = [(Path(path), seconds) for path, seconds in tasks]
    values = []
    outcomes = context.pool.run(function, tasks, on_event=context.on_event)
    for done, outcome in enumerate(outcomes, start=1):
        item = str(outcome.task)
        if outcome.error is not None:
            context.on_event(ItemFailed(stage="do", item=item, reason=str(outcome.error)))
        values.append(outcome.value)
        context.on_event(Progressed(stage="do", done=done, total=len(tasks), item=item))
    return f"Did {values}."


def raise_key_error(_: JobContext) -> str:
    """Fail by a fault of the program."""
    raise KeyError("missing")


KINDS = (
    JobKind(name="each", run=run_each, limit=1),
    JobKind(name="many", run=run_each, limit=3),
    JobKind(name="passing", run=run_each, survives=False),
    JobKind(name="faulty", run=raise_key_error),
)


def request(function: str, *tasks: Any, kind: str = "each", **more: Any) -> JobRequest:
    """Return a request to run a function of `work`."""
    priority = more.pop("priority", Priority.NORMAL)
    arguments = {"function": function, "tasks": list(tasks), **more}
    return JobRequest(kind=kind, title=function, arguments=arguments, priority=priority)


def waiting(path: Path, seconds: float = 60.0, **more: Any) -> JobRequest:
    """Return a request for a worker that makes the file `path` and waits."""
    return request("touch_and_wait", [str(path), seconds], paths=True, **more)
