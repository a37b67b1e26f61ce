"""A pool whose tasks run on a cluster, and those that no cluster runs on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.cluster.runner import ClusterRunner, runs_remotely
from sepgenre_training.compute.pool import EventHandler, Outcome, WorkerPool

Task = TypeVar("Task")
Value = TypeVar("Value")


class ClusterPool(WorkerPool):
    """What services take for a pool of processes: a cluster, and a pool beside it.

    Parameters
    ----------
    address : ClusterAddress
    n_workers : int, optional
        Processes on this machine, for what does not go to the cluster.
    while_waiting : callable
        Called again and again while no worker is there.

    Raises
    ------
    ClusterError
        Where the cluster cannot be used.
    """

    def __init__(
        self,
        address: ClusterAddress,
        n_workers: int | None = None,
        *,
        while_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self.runner = ClusterRunner(address, while_waiting=while_waiting)
        super().__init__(self.runner.n_workers)
        self.place = "a Dask cluster"
        self._local = WorkerPool(n_workers)

    def run(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_event: EventHandler | None = None,
    ) -> Iterator[Outcome[Task, Value]]:
        """Run `function` on each of `tasks`, yielding outcomes as they come; see `WorkerPool`."""
        where: WorkerPool | ClusterRunner
        where = self.runner if runs_remotely(function) else self._local
        yield from where.run(function, tasks, on_event=on_event)

    def stop(self) -> None:
        """End the connection, and every worker of this machine."""
        try:
            self.runner.close()
        finally:
            self._local.stop()
