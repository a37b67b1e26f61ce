"""The tasks of one call on a cluster: submitted a few ahead of the workers, and taken back."""

from __future__ import annotations

import pickle
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import attrs

from sepgenre_training.cluster.call import FileWanted, Reported
from sepgenre_training.cluster.calls import make_call, take_result
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.references import Publisher
from sepgenre_training.cluster.sending import FileSender
from sepgenre_training.cluster.steering import Steering
from sepgenre_training.cluster.worker_side import run_remotely
from sepgenre_training.compute.pool import EventHandler, Outcome
from sepgenre_training.errors import CancelledError, ClusterError, SepgenreError
from sepgenre_training.os_errors import explain_os_error

Task = TypeVar("Task")
Value = TypeVar("Value")

NO_WORKER_S = 300.0
"""How long tasks wait for a worker when all are lost, in s: others may be on their way."""

_AHEAD = 2
_TRIES = 3
_POLL_S = 0.1
_COUNT_EVERY_S = 2.0
_FETCHERS = 4


@attrs.define(eq=False)
class _Submitted(Generic[Task]):
    position: int
    task: Task
    future: Any
    outputs: tuple[Path, ...]
    tries: int = 1


@attrs.frozen(kw_only=True, eq=False)
class _Ended:
    """A future with what it gave, or why it gave nothing."""

    future: Any
    result: Any = None
    error: BaseException | None = None


class Batch(Generic[Task, Value]):
    """Tasks of one function.

    Parameters
    ----------
    connection : ClusterConnection
    publisher : Publisher
    topic : str
        Of these tasks alone.
    function : callable
        One of `FREIGHT`.
    tasks : sequence
    on_event : callable, optional
        Receives, in the thread that calls `take`, what tasks report.

    Raises
    ------
    ClusterError
        Where the connection is lost.
    """

    def __init__(
        self,
        connection: ClusterConnection,
        publisher: Publisher,
        topic: str,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        on_event: EventHandler | None,
    ) -> None:
        connection.require_open()
        self._connection, self._publisher, self._topic = connection, publisher, topic
        self._function, self._on_event = function, on_event
        self._waiting = deque(enumerate(tasks))
        self._submitted: dict[str, _Submitted[Task]] = {}
        self._arrivals: queue.SimpleQueue[_Ended | Reported] = queue.SimpleQueue()
        self._is_closed = False
        self._counted_s = self._worker_seen_s = time.monotonic()
        self._sender = FileSender(connection, publisher)
        # A result whose worker is lost meanwhile is computed again, and waited for as long.
        self._fetchers = ThreadPoolExecutor(_FETCHERS, "fetch-results")
        connection.client.subscribe_topic(topic, self._hear)
        self._steering = Steering(connection, topic)

    @property
    def is_unfinished(self) -> bool:
        """Whether an outcome is still to come."""
        return bool(self._waiting or self._submitted)

    def hold(self, *, paused: bool) -> None:
        """Have the workers wait at their next check, or go on."""
        self._steering.hold(paused=paused)

    def submit(self) -> Iterator[Outcome[Task, Value]]:
        """Hand out tasks until there are two for each worker; yield those that cannot be."""
        room = _AHEAD * max(1, len(self._connection.workers))
        while self._waiting and len(self._submitted) < room:
            position, task = self._waiting.popleft()
            yield from self._submit(position, task, tries=1)

    def take(self) -> Iterator[Outcome[Task, Value]]:
        """Wait a moment for what arrives; hand on events, and yield outcomes."""
        self._look_after_workers()
        try:
            arrival = self._arrivals.get(timeout=_POLL_S)
        except queue.Empty:
            return
        if isinstance(arrival, Reported):
            if self._on_event is not None:
                self._on_event(arrival.event)
        elif arrival.future.key in self._submitted:
            yield from self._finish(arrival)

    def close(self) -> None:
        """Cancel what is under way."""
        self._is_closed = True
        client = self._connection.client
        self._steering.close(stop=self.is_unfinished)
        if self._connection.is_open:
            futures = [submitted.future for submitted in self._submitted.values()]
            # Of a worker that goes just now, nothing is wanted any more.
            with suppress(OSError):
                client.cancel(futures, force=True)
            client.unsubscribe_topic(self._topic)
        self._sender.close()
        self._fetchers.shutdown(wait=False, cancel_futures=True)

    def _hear(self, event: tuple[float, bytes]) -> None:
        """Take what a worker logged; called in the connection's thread."""
        if self._is_closed:
            return
        _, pickled = event
        message = pickle.loads(pickled)  # noqa: S301 - of workers, whom TLS vouches for
        if isinstance(message, FileWanted):
            self._sender.send(message)
        else:
            self._arrivals.put(message)

    def _submit(self, position: int, task: Task, *, tries: int) -> Iterator[Outcome[Task, Value]]:
        try:
            call, outputs = make_call(
                self._function,
                task,
                self._publisher,
                shared_folder=self._connection.address.shared_folder,
                topic=self._topic,
            )
        except SepgenreError as error:
            yield Outcome(position=position, task=task, error=error)
            return
        # A key of its own: Dask would not run a second time what it thinks it knows.
        key = f"{self._topic}-{position}-{tries}"
        future = self._connection.client.submit(run_remotely, call, key=key, pure=False)
        self._submitted[key] = _Submitted(position, task, future, outputs, tries)
        future.add_done_callback(self._fetch_later)

    def _fetch_later(self, future: Any) -> None:
        if not self._is_closed:
            self._fetchers.submit(self._fetch, future)

    def _fetch(self, future: Any) -> None:
        try:
            ended = _Ended(future=future, result=future.result())
        except BaseException as error:  # noqa: BLE001 - whatever it is, its owner is told
            ended = _Ended(future=future, error=error)
        self._arrivals.put(ended)

    def _finish(self, ended: _Ended) -> Iterator[Outcome[Task, Value]]:
        submitted = self._submitted.pop(ended.future.key)
        error = ended.error
        if error is not None and self._may_try_again(submitted, ended):
            yield from self._submit(submitted.position, submitted.task, tries=submitted.tries + 1)
            return
        value: Any = None
        if error is None:
            try:
                value = take_result(ended.result, submitted.outputs)
            except OSError as refusal:
                error = explain_os_error(refusal)
        yield Outcome(
            position=submitted.position,
            task=submitted.task,
            value=cast("Value", value),
            error=None if error is None else self._explain(error),
        )

    def _may_try_again(self, submitted: _Submitted[Task], ended: _Ended) -> bool:
        """Return whether a task ended through no fault of its own."""
        if ended.future.status not in ("cancelled", "lost") and not isinstance(
            ended.error, CancelledError | OSError
        ):
            return False
        self._connection.require_open()
        return submitted.tries < _TRIES

    def _explain(self, error: BaseException) -> BaseException:
        from distributed import KilledWorker

        if isinstance(error, ClusterError):
            raise error
        if isinstance(error, KilledWorker):
            return _workers_died(error)
        if isinstance(error, ImportError | AttributeError):
            # Most likely a worker that has joined and cannot even read the task.
            self._connection.refresh()
        return error

    def _look_after_workers(self) -> None:
        self._connection.require_open()
        now = time.monotonic()
        if now - self._counted_s < _COUNT_EVERY_S:
            return
        self._counted_s = now
        if self._connection.refresh():
            self._worker_seen_s = now
        elif now - self._worker_seen_s > NO_WORKER_S:
            raise ClusterError(
                f"{self._connection.address.scheduler}: no worker is left, and none came for "
                f"{NO_WORKER_S:g} s.",
                remedy="Start workers, then do the same again: what had ended is kept.",
            )


def _workers_died(error: BaseException) -> SepgenreError:
    return SepgenreError(
        f"Several workers of the cluster died while they were at this item ({error}).",
        remedy="Read the workers' logs; most often they lack memory.",
    )
