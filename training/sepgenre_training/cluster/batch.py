"""The tasks of one call on a cluster: submitted a few ahead of the workers, and taken back."""

from __future__ import annotations

import pickle
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import attrs

from sepgenre_training.cache import replacing
from sepgenre_training.cluster.call import FileWanted, RemoteCall, RemoteResult, Reported
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.freight import FREIGHT
from sepgenre_training.cluster.references import Publisher
from sepgenre_training.cluster.sending import FileSender
from sepgenre_training.cluster.versions import own_versions
from sepgenre_training.cluster.worker_side import forget, run_remotely, set_flag
from sepgenre_training.compute.pool import EventHandler, Outcome
from sepgenre_training.errors import ClusterError, SepgenreError
from sepgenre_training.os_errors import explain_os_error

Task = TypeVar("Task")
Value = TypeVar("Value")

NO_WORKER_S = 300.0
"""How long tasks wait for a worker when all are lost, in s: others may be on their way."""

_AHEAD = 2
_TRIES = 3
_POLL_S = 0.1
_COUNT_EVERY_S = 2.0


@attrs.define(eq=False)
class _Submitted(Generic[Task]):
    position: int
    task: Task
    future: Any
    outputs: tuple[Path, ...]
    tries: int = 1


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
        self._connection, self._publisher, self._topic = connection, publisher, topic
        self._function, self._on_event = function, on_event
        self._waiting = deque(enumerate(tasks))
        self._submitted: dict[str, _Submitted[Task]] = {}
        self._arrivals: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sender = FileSender(connection, publisher)
        self._counted_s = self._worker_seen_s = time.monotonic()
        self._is_held = False
        self._held_s = 0.0
        connection.client.subscribe_topic(topic, self._hear)

    @property
    def is_unfinished(self) -> bool:
        """Whether an outcome is still to come."""
        return bool(self._waiting or self._submitted)

    def submit(self) -> Iterator[Outcome[Task, Value]]:
        """Hand out tasks until there are two for each worker; yield those that cannot be."""
        room = _AHEAD * max(1, len(self._connection.workers))
        while self._waiting and len(self._submitted) < room:
            position, task = self._waiting.popleft()
            try:
                call, outputs = self._call(task)
            except SepgenreError as error:
                yield Outcome(position=position, task=task, error=error)
                continue
            key = f"{self._topic}-{position}"
            # A key of its own: Dask would not run a second time what it thinks it knows.
            future = self._submit(key, call)
            self._submitted[key] = _Submitted(position, task, future, outputs)

    def hold(self, *, paused: bool) -> None:
        """Have the workers wait at their next check, or go on; told again to those that join."""
        now = time.monotonic()
        is_due = paused and now - self._held_s > _COUNT_EVERY_S
        if paused == self._is_held and not is_due:
            return
        self._is_held, self._held_s = paused, now
        # Of a worker that goes just now, nothing is wanted any more.
        with suppress(OSError):
            self._connection.client.run(set_flag, self._topic, stop=False, hold=paused)

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
        elif arrival.key in self._submitted:
            yield from self._finish(arrival)

    def close(self) -> None:
        """Cancel what is under way."""
        client = self._connection.client
        if self._connection.is_open:
            if self._submitted:
                futures = [submitted.future for submitted in self._submitted.values()]
                # Of a worker that goes just now, nothing is wanted any more.
                with suppress(OSError):
                    client.cancel(futures, force=True)
                    client.run(set_flag, self._topic, stop=True, hold=False)
            else:
                with suppress(OSError):
                    client.run(forget, self._topic)
            client.unsubscribe_topic(self._topic)
        self._sender.close()

    def _hear(self, event: tuple[float, bytes]) -> None:
        """Take what a worker logged; called in the connection's thread."""
        _, pickled = event
        message = pickle.loads(pickled)  # noqa: S301 - of workers, whom TLS vouches for
        if isinstance(message, FileWanted):
            self._sender.send(message)
        else:
            self._arrivals.put(message)

    def _call(self, task: Task) -> tuple[RemoteCall, tuple[Path, ...]]:
        """Return what is sent for `task`, and where its outputs belong here."""
        freight, publisher = FREIGHT[self._function], self._publisher
        root = freight.cache_root(task)
        shared_cache = None if root is None else publisher.below_shared(root)
        outputs = tuple(freight.cached_outputs(task))
        try:
            inputs = {name: publisher.publish(path) for name, path in freight.inputs(task).items()}
            cached = [] if shared_cache is not None else freight.cached_inputs(task)
            cached_inputs = tuple((_below(root, path), publisher.publish(path)) for path in cached)
        except OSError as error:
            raise explain_os_error(error) from error
        call = RemoteCall(
            function=self._function,
            task=task,
            inputs=inputs,
            cached_inputs=cached_inputs,
            shared_cache=shared_cache,
            outputs=tuple(_below(root, path) for path in outputs),
            shared_folder=self._connection.address.shared_folder,
            topic=self._topic,
            versions=own_versions(),
        )
        return call, outputs

    def _submit(self, key: str, call: RemoteCall) -> Any:
        future = self._connection.client.submit(run_remotely, call, key=key, pure=False)
        future.add_done_callback(self._arrivals.put)
        return future

    def _finish(self, future: Any) -> Iterator[Outcome[Task, Value]]:
        submitted = self._submitted[future.key]
        if submitted.future is not future:
            return  # An earlier try, which was given up.
        if future.status in ("cancelled", "lost"):
            self._connection.require_open()
            if submitted.tries < _TRIES:
                submitted.tries += 1
                call, _ = self._call(submitted.task)
                del self._submitted[future.key]
                key = f"{self._topic}-{submitted.position}-{submitted.tries}"
                submitted.future = self._submit(key, call)
                self._submitted[key] = submitted
                return
        del self._submitted[future.key]
        yield self._outcome(submitted)

    def _outcome(self, submitted: _Submitted[Task]) -> Outcome[Task, Value]:
        from distributed import KilledWorker

        position, task = submitted.position, submitted.task
        try:
            result: RemoteResult = submitted.future.result()
            value = self._store(result, submitted.outputs)
        except ClusterError:
            raise
        except SepgenreError as error:
            return Outcome(position=position, task=task, error=error)
        except KilledWorker as error:
            return Outcome(position=position, task=task, error=_workers_died(error))
        except OSError as error:
            return Outcome(position=position, task=task, error=explain_os_error(error))
        except Exception as error:  # noqa: BLE001 - whatever a task raises, its owner is told
            return Outcome(position=position, task=task, error=error)
        return Outcome(position=position, task=task, value=value)

    def _store(self, result: RemoteResult, outputs: tuple[Path, ...]) -> Value:
        for path, content in zip(outputs, result.outputs, strict=False):
            with replacing(path) as temporary:
                temporary.write_bytes(content)
        if result.value_is_output is not None:
            return cast("Value", outputs[result.value_is_output])
        return cast("Value", result.value)

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


def _below(root: Path | None, path: Path) -> str:
    assert root is not None
    return path.relative_to(root).as_posix()


def _workers_died(error: BaseException) -> SepgenreError:
    return SepgenreError(
        f"Several workers of the cluster died while they were at this item ({error}).",
        remedy="Read the workers' logs; most often they lack memory.",
    )
