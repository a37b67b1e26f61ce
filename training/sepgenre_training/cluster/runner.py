"""Runs tasks on a cluster: hands them out, sends their files, takes events and results."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import Any, TypeVar

from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.cluster.batch import Batch
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.freight import FREIGHT
from sepgenre_training.cluster.references import Publisher
from sepgenre_training.compute.pool import EventHandler, Outcome
from sepgenre_training.errors import CancelledError

Task = TypeVar("Task")
Value = TypeVar("Value")


def runs_remotely(function: Callable[[Any], Any]) -> bool:
    """Return whether a cluster runs tasks of `function`; all others stay on this machine."""
    return function in FREIGHT


def describe_size(n_workers: int, n_hosts: int) -> str:
    """Return how large a cluster is, in words."""
    workers = "1 worker" if n_workers == 1 else f"{n_workers} workers"
    machines = "1 machine" if n_hosts == 1 else f"{n_hosts} machines"
    return f"{workers} on {machines}"


class ClusterRunner:
    """Runs tasks on a cluster, as a `WorkerPool` does on this machine; a context manager.

    `run` is called by one thread at a time; `pause`, `resume` and `request_stop` by any.

    Parameters
    ----------
    address : ClusterAddress
    while_waiting : callable
        See `ClusterConnection`.

    Raises
    ------
    ClusterError
        As `ClusterConnection` does.
    """

    def __init__(
        self, address: ClusterAddress, *, while_waiting: Callable[[], None] = lambda: None
    ) -> None:
        self.connection = ClusterConnection(address, while_waiting=while_waiting)
        self._publisher = Publisher(address.shared_folder)
        self._is_paused = False
        self._is_stopped = False

    def __enter__(self) -> ClusterRunner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def n_workers(self) -> int:
        """How many workers there were when they were last counted."""
        return max(1, len(self.connection.workers))

    @property
    def size(self) -> str:
        """How large the cluster is, in words."""
        workers = self.connection.workers
        return describe_size(len(workers), len({worker.host for worker in workers}))

    def run(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_event: EventHandler | None = None,
    ) -> Iterator[Outcome[Task, Value]]:
        """Run `function` on each of `tasks`, yielding outcomes as they come; see `WorkerPool`.

        A task whose worker is lost goes to another one; one that has taken several workers along
        fails. Left early, what is under way is cancelled.

        Raises
        ------
        ClusterError
            Where the scheduler is lost, no worker is left, or a worker that joined has other
            versions.
        CancelledError
            Where `request_stop` was called.
        """
        topic = f"sepgenre-{secrets.token_hex(8)}"
        batch: Batch[Task, Value] = Batch(
            self.connection, self._publisher, topic, function, tasks, on_event
        )
        with closing(batch):
            while batch.is_unfinished:
                if self._is_stopped:
                    raise CancelledError("Stopped at your request.")
                # Whoever pauses does not wait for the network; this thread tells the workers.
                batch.hold(paused=self._is_paused)
                if not self._is_paused:
                    yield from batch.submit()
                yield from batch.take()

    def pause(self) -> None:
        """Have the workers wait at their next check."""
        self._is_paused = True

    def resume(self) -> None:
        """Let them go on."""
        self._is_paused = False

    def request_stop(self) -> None:
        """Have `run` end with `CancelledError`, and the workers stop at their next check."""
        self._is_stopped = True

    def close(self) -> None:
        """End the connection."""
        self.connection.close()
