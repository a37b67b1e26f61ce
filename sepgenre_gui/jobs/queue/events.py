"""What the queue tells: immutable values, delivered in the thread of its owner."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import attrs

from sepgenre_gui.jobs.lane import Deliver
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

Listener = Callable[[JobEvent], None]


class Listeners:
    """Everybody who is told; used from any thread.

    Parameters
    ----------
    deliver : callable
        Brings what is told into the listeners' thread.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of every event from now on; return what ends that."""
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    def tell(self, event: JobEvent) -> None:
        """Tell everybody; who has ended it by the time that it arrives is told nothing."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            self._deliver(lambda listener=listener: self._hand(listener, event))  # type: ignore[misc]

    def _hand(self, listener: Listener, event: JobEvent) -> None:
        with self._lock:
            is_wanted = listener in self._listeners
        if is_wanted:
            listener(event)
