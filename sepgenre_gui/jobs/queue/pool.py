"""A job's pool: what services take for a pool of processes, made of the workers all jobs share."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sepgenre_gui.jobs.queue.elsewhere import Elsewhere
from sepgenre_gui.jobs.queue.job import Priority
from sepgenre_gui.jobs.queue.workers import Unit, Workers
from sepgenre_training.compute.pool import EventHandler, Outcome, WorkerPool
from sepgenre_training.errors import CancelledError

Task = TypeVar("Task")
Value = TypeVar("Value")

_Arrival = tuple[int | None, Any, BaseException | None]
_STOP = -1
# In place of a task's number; None stands for an event.


class JobPool(WorkerPool):
    """Runs a job's tasks by the shared workers; a worker that dies fails its task alone.

    Those that are for a cluster or a GPU run there instead. `run` and `close` are called by the
    job's thread; `pause`, `resume` and `stop` by any.
    """

    def __init__(
        self,
        job_id: int,
        priority: Priority,
        workers: Workers,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        super().__init__(workers.n_workers)
        self._elsewhere = elsewhere or Elsewhere(None, lambda _: None)
        self.place = self._elsewhere.place
        self._job_id, self._priority, self._workers = job_id, priority, workers
        self._lock = threading.Lock()
        self._units: set[Unit] = set()
        self._arrivals: set[queue.SimpleQueue[_Arrival]] = set()
        self._is_paused = False
        self._is_stopped = False

    def run(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_event: EventHandler | None = None,
    ) -> Iterator[Outcome[Task, Value]]:
        """Run `function` on each of `tasks`, yielding outcomes as they come; see `WorkerPool`.

        Raises
        ------
        CancelledError
            Where the job was cancelled; no worker of this machine is at any of `tasks` then.
        ClusterError
            Where the cluster cannot be used.
        """
        runner = self._elsewhere.runner_for(function, tasks)
        if runner is not None:
            self.n_workers = runner.n_workers
            yield from runner.run(function, tasks, on_event=on_event)
            return
        arrivals: queue.SimpleQueue[_Arrival] = queue.SimpleQueue()
        units = [self._unit(function, task, number, arrivals) for number, task in enumerate(tasks)]
        left = set(range(len(units)))
        self._begin(units, arrivals)
        try:
            while left:
                number, content, error = arrivals.get()
                if number == _STOP:
                    raise CancelledError("Stopped at your request.")
                if number is None:
                    if on_event is not None:
                        on_event(content)
                    continue
                left.discard(number)
                if self._is_stopped:
                    raise CancelledError("Stopped at your request.")
                yield Outcome(position=number, task=tasks[number], value=content, error=error)
        finally:
            if left:
                self._workers.cancel(units)
            while left:
                number, _, _ = arrivals.get()
                left.discard(_STOP if number is None else number)
            with self._lock:
                self._units.difference_update(units)
                self._arrivals.discard(arrivals)

    def pause(self) -> None:
        """Have every task wait."""
        self._hold(paused=True)

    def resume(self) -> None:
        """Let every task go on."""
        self._hold(paused=False)

    def stop(self) -> None:
        """Cancel every task; `run` ends when no worker is at one any more.

        Those that wait are dropped by `run`, in its thread: of many thousands, that takes a while.
        """
        with self._lock:
            self._is_stopped = True
            for unit in self._units:
                unit.is_unwanted = True
            running = [unit for unit in self._units if unit.ticket is not None]
            for arrivals in self._arrivals:
                arrivals.put((_STOP, None, None))
        self._elsewhere.request_stop()
        self._workers.cancel(running)

    def close(self) -> None:
        """End what was opened elsewhere; the job has ended."""
        self._elsewhere.close()

    def _unit(
        self,
        function: Callable[[Any], Any],
        task: Any,
        number: int,
        arrivals: queue.SimpleQueue[_Arrival],
    ) -> Unit:
        return Unit(
            self._job_id,
            self._priority,
            (function, task),
            on_event=lambda event: arrivals.put((None, event, None)),
            on_end=lambda value, error: arrivals.put((number, value, error)),
        )

    def _begin(self, units: Sequence[Unit], arrivals: queue.SimpleQueue[_Arrival]) -> None:
        with self._lock:
            if self._is_stopped:
                raise CancelledError("Stopped at your request.")
            self._units.update(units)
            self._arrivals.add(arrivals)
            for unit in units:
                unit.is_paused = self._is_paused
        for unit in units:
            self._workers.submit(unit)

    def _hold(self, *, paused: bool) -> None:
        with self._lock:
            self._is_paused = paused
            units = [*self._units]
        self._elsewhere.hold(paused=paused)
        self._workers.pause(units, paused=paused)
