"""What the queue tells: immutable values, delivered in the thread of its owner."""

from __future__ import annotations

from typing import Any

import attrs

from sepgenre_gui.jobs.queue.job import Job, LogLine


@attrs.frozen(kw_only=True)
class JobChanged:
    """A job is new or stands differently. Progress is told ten times a second at most."""

    job: Job


@attrs.frozen(kw_only=True)
class JobRemoved:
    """A job is no longer in the queue."""

    job_id: int


@attrs.frozen(kw_only=True)
class JobLogged:
    """A job's log has one line more."""

    job_id: int
    line: LogLine


@attrs.frozen(kw_only=True)
class JobReported:
    """A worker of the job told something beside progress, such as stems that have grown."""

    job_id: int
    event: Any


JobEvent = JobChanged | JobRemoved | JobLogged | JobReported
