"""What a job is: what was asked for, how it stands, and what it has come to."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from typing import Any

import attrs
from attrs import validators

Arguments = Mapping[str, Any]
"""JSON values by name."""


class JobState(enum.Enum):
    """What becomes of a job."""

    QUEUED = "queued"
    """It waits for its turn."""

    RUNNING = "running"
    """Workers are at it, or it waits for one that is free."""

    PAUSED = "paused"
    """A person holds it, or it was left from the last time; it goes on when it is resumed."""

    CANCELLING = "cancelling"
    """A person has cancelled it, and its workers are being stopped."""

    CANCELLED = "cancelled"
    """A person has stopped it; what was finished before is kept."""

    FAILED = "failed"
    """It could not be done, or some of its items could not; it can be tried again."""

    DONE = "done"
    """All of it is done."""

    def is_finished(self) -> bool:
        """Return whether nobody will work on it unless a person asks for it."""
        return self in (JobState.CANCELLED, JobState.FAILED, JobState.DONE)

    def is_active(self) -> bool:
        """Return whether it has begun and has not ended."""
        return self in (JobState.RUNNING, JobState.CANCELLING)


class Priority(enum.IntEnum):
    """Whose turn it is first; among equals, the job that was asked for first."""

    BACKGROUND = 0
    NORMAL = 1
    URGENT = 2
    """A person waits for it: it never waits for a worker that is at something else."""


def _check_json(_: object, __: object, value: Arguments) -> None:
    if json.loads(json.dumps(value)) != dict(value):
        raise ValueError(f"{value!r} does not survive being stored")


@attrs.frozen(kw_only=True)
class JobRequest:
    """What a person asks for.

    Attributes
    ----------
    kind : str
        Name of a `JobKind`.
    title : str
        What the list of jobs calls it.
    arguments : Mapping[str, JSON]
        What the kind's function needs to know; stored, so that it can be offered again.
    priority : Priority
    """

    kind: str = attrs.field(validator=validators.min_len(1))
    title: str
    arguments: Arguments = attrs.field(factory=dict, validator=_check_json)
    priority: Priority = Priority.NORMAL


@attrs.frozen(kw_only=True)
class JobProgress:
    """How far a job is.

    Attributes
    ----------
    stage : str
        What it is at, as the service names it.
    done, total : int
        Items of the stage; a total of 0 is not known yet.
    item : str
        The item that was finished last, or is at hand.
    rate_per_s : float or None
        Items a second of late, without the time that it was paused; None until known.
    left_s : float or None
        How long the job will go on at that rate; None while stages are to come that nobody can
        tell of.
    fraction : float or None
        How far the whole job is, 0 to 1; None until known. By default, as far as the stage is.
    n_stages : int
        How many stages it has, as far as these are known.
    """

    stage: str = ""
    done: int = 0
    total: int = 0
    item: str = ""
    rate_per_s: float | None = None
    left_s: float | None = None
    fraction: float | None = attrs.field()
    n_stages: int = 1

    @fraction.default
    def _fraction_of_stage(self) -> float | None:
        return min(self.done / self.total, 1.0) if self.total else None


@attrs.frozen(kw_only=True)
class Job:
    """A job as it stands; a copy that later events do not change.

    Attributes
    ----------
    id : int
        Unique in its project for ever.
    request : JobRequest
    state : JobState
    reason : str
        Why it is in this state, a sentence: an error's cause, who paused it, what was done.
    remedy : str
        What a person can do about an error.
    error : BaseException or None
        With which it failed; None where items of it failed, and after a restart.
    progress : JobProgress
    failed_items : int
        How many of its items failed; the log says which and why.
    created_at, started_at, finished_at : float or None
        Seconds since the epoch.
    worked_s : float
        How long it has run until now or its end, without pauses.
    is_left_over : bool
        Whether it was left unfinished the last time and waits for a person's word.
    has_begun : bool
        Whether it ever ran, in an earlier try or before a restart, too: then something of it may
        be finished.
    """

    id: int
    request: JobRequest
    state: JobState = JobState.QUEUED
    reason: str = ""
    remedy: str = ""
    error: BaseException | None = None
    progress: JobProgress = JobProgress()
    failed_items: int = 0
    created_at: float = 0.0
    started_at: float | None = None
    finished_at: float | None = None
    worked_s: float = 0.0
    is_left_over: bool = False
    has_begun: bool = False


@attrs.frozen(kw_only=True)
class LogLine:
    """A line of a job's log; `at` in seconds since the epoch."""

    at: float
    text: str
