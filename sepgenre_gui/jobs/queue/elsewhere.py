"""Where tasks of a job run that are not for the shared workers: on a cluster, or on GPUs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.compute.devices import Gpu, find_gpus, wants_gpu
from sepgenre_training.compute.pool import EventHandler, Outcome
from sepgenre_training.errors import CancelledError


class Runner(Protocol):
    """Runs tasks; `run` is called by the job's thread, all else by any."""

    @property
    def size(self) -> str:
        """How large it is, in words."""
        ...

    @property
    def n_workers(self) -> int:
        """How many tasks it runs at once."""
        ...

    def run(
        self,
        function: Callable[[Any], Any],
        tasks: Sequence[Any],
        *,
        on_event: EventHandler | None = None,
    ) -> Iterator[Outcome[Any, Any]]:
        """Run `function` on each of `tasks`."""
        ...

    def pause(self) -> None:
        """Have its workers wait."""
        ...

    def resume(self) -> None:
        """Let them go on."""
        ...

    def request_stop(self) -> None:
        """Have `run` end with `CancelledError`."""
        ...

    def close(self) -> None:
        """End what it has started."""
        ...


class Elsewhere:
    """Finds where the tasks of one job run, opened when the first of them comes.

    Parameters
    ----------
    cluster : ClusterAddress or None
        The cluster, where one was chosen.
    on_log : callable
        Receives where it works.
    find_gpus : callable
        Returns the graphics processors; asked where there is no cluster.
    """

    def __init__(
        self,
        cluster: ClusterAddress | None,
        on_log: Callable[[str], None],
        *,
        find_gpus: Callable[[], Sequence[Gpu]] = find_gpus,
    ) -> None:
        self._cluster, self._on_log, self._find_gpus = cluster, on_log, find_gpus
        self._lock = threading.Lock()
        self._runner: Runner | None = None
        self._is_paused = self._is_stopped = False

    @property
    def place(self) -> str:
        """Where it works, in words."""
        return "this machine" if self._cluster is None else "a Dask cluster"

    def runner_for(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Runner | None:
        """Return what is to run `tasks`; None for the shared workers.

        Raises
        ------
        ClusterError
            Where the cluster cannot be used.
        CancelledError
            Where `request_stop` was called while it was waited for.
        """
        if not self._is_for_elsewhere(function, tasks):
            return None
        if self._runner is None:
            runner = self._open()
            self._on_log(f"Works on {runner.size}.")
            with self._lock:
                self._runner = runner
                self._show_wanted()
        return self._runner

    def hold(self, *, paused: bool) -> None:
        """Have what runs wait, or go on."""
        with self._lock:
            self._is_paused = paused
            self._show_wanted()

    def request_stop(self) -> None:
        """Have what runs end with `CancelledError`."""
        with self._lock:
            self._is_stopped = True
            self._show_wanted()

    def close(self) -> None:
        """End what was opened; the job has ended."""
        with self._lock:
            runner, self._runner = self._runner, None
        if runner is not None:
            runner.close()

    def _is_for_elsewhere(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> bool:
        if not tasks:
            return False
        if self._cluster is None:
            return wants_gpu(function, tasks) and bool(self._find_gpus())
        # What knows clusters takes a while to load, and most people have none.
        from sepgenre_training.cluster.runner import runs_remotely

        return runs_remotely(function)

    def _open(self) -> Runner:
        if self._cluster is None:
            from sepgenre_training.compute.gpu_pool import GpuPool

            return GpuPool(self._find_gpus())
        from sepgenre_training.cluster.runner import ClusterRunner

        return ClusterRunner(self._cluster, while_waiting=self._check_wanted)

    def _check_wanted(self) -> None:
        if self._is_stopped:
            raise CancelledError("Stopped at your request.")

    def _show_wanted(self) -> None:
        runner = self._runner
        if runner is not None:
            if self._is_stopped:
                runner.request_stop()
            (runner.pause if self._is_paused else runner.resume)()
