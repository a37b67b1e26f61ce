"""A pool of spawned worker processes: tasks in, outcomes and events out, no orphans."""

from __future__ import annotations

import concurrent.futures as futures
import itertools
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

import attrs

from sepgenre_training.compute.channel import EventChannel
from sepgenre_training.compute.devices import Gpu, find_gpus, threads_beside, wants_gpu
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.compute.machine import default_worker_count
from sepgenre_training.compute.remains import end_started, sweep_files
from sepgenre_training.compute.worker import do_task, start_worker, starting_workers
from sepgenre_training.errors import SepgenreError

Task = TypeVar("Task")
Value = TypeVar("Value")
EventHandler = Callable[[Any], None]

_POLL_S, _GRACE_S = 0.1, 1.0
_LOOKED_AT = 8
_LOG_LINES = 3


@attrs.frozen(kw_only=True, eq=False)
class Outcome(Generic[Task, Value]):
    """What became of one task: its value, or the error that ended it.

    `position` is the task's index among those given.
    """

    position: int
    task: Task
    value: Value | None = None
    error: BaseException | None = None


class WorkerPool:
    """Runs picklable tasks in spawned processes (fork after TensorFlow hangs).

    A context manager: on leaving, normally or by Ctrl-C, every worker is gone within seconds.

    Parameters
    ----------
    n_workers : int, optional
        Number of processes; by default what the machine bears.
    threads : int
        Threads of each worker.
    gpus : sequence of Gpu, optional
        Graphics processors; by default all that TensorFlow can use. Tasks that are faster there
        (`devices.runs_on_gpu`) run in one worker for each of them, and no other worker sees any.
    seen : sequence of Gpu
        Those of which each worker sees one; as many as workers, or none.

    Attributes
    ----------
    place : str
        Where the tasks that take long are done, in words.
    """

    def __init__(
        self,
        n_workers: int | None = None,
        *,
        threads: int = 1,
        gpus: Sequence[Gpu] | None = None,
        seen: Sequence[Gpu] = (),
    ) -> None:
        self.n_workers = n_workers or default_worker_count()
        self.place = "this machine"
        self._threads, self._gpus, self._seen = threads, gpus, seen
        self._gpu_pool: WorkerPool | None = None
        self._context = multiprocessing.get_context("spawn")
        self._executor: futures.ProcessPoolExecutor | None = None
        self._channel: EventChannel | None = None
        self._flag: WorkerFlag | None = None
        self._log = Path()
        self._last_words = ""
        # Of one that was killed, its own children may go on.
        self._has_died = False

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_event: EventHandler | None = None,
    ) -> Iterator[Outcome[Task, Value]]:
        """Run `function` on each of `tasks`, yielding outcomes as they come.

        A task that raises yields an outcome with its error, and the others go on. A worker that
        dies (killed, out of memory) breaks the pool: the tasks that stood in it are then tried
        once more, one at a time, so that only the one to blame fails.

        Parameters
        ----------
        function : callable
            Importable at top level, as are the tasks' types.
        tasks : sequence
            What to run it on.
        on_event : callable, optional
            Receives, in this thread, what workers report.
        """
        if wants_gpu(function, tasks):
            gpus = find_gpus() if self._gpus is None else self._gpus
            if gpus:
                yield from self._on_gpus(gpus).run(function, tasks, on_event=on_event)
                return
        suspects, left = yield from self._run_batch(function, list(enumerate(tasks)), on_event)
        while suspects or left:
            for position, task in suspects:
                blamed, _ = yield from self._run_batch(function, [(position, task)], on_event)
                if blamed:
                    error = _worker_died(self._last_words)
                    yield Outcome(position=position, task=task, error=error)
            suspects, left = yield from self._run_batch(function, left, on_event)

    def stop(self) -> None:
        """End every worker: ask, then terminate, then kill; nothing of theirs is left."""
        if self._gpu_pool is not None:
            self._gpu_pool.stop()
        if self._executor is None or self._channel is None:
            return
        # Only multiprocessing may reap its processes: were they reaped elsewhere, the executor's
        # thread would take them for alive and never end. Python 3.14 has kill_workers() for this.
        workers = list((self._executor._processes or {}).values())
        manager: Any = self._executor._executor_manager_thread
        if self._flag is not None:
            self._flag.set()
        self._executor.shutdown(wait=False, cancel_futures=True)
        for end in (None, "terminate", "kill"):
            for worker in workers:
                if end is not None and worker.is_alive():
                    getattr(worker, end)()
            _wait_for(workers, _GRACE_S)
        if manager is not None:
            manager.join(_GRACE_S)
        self._channel.close()
        self._executor = self._channel = None
        if self._has_died or any(worker.exitcode for worker in workers):
            end_started(self._log)
        self._has_died = False
        sweep_files(self._log)
        self._log.unlink(missing_ok=True)

    def _on_gpus(self, gpus: Sequence[Gpu]) -> WorkerPool:
        if self._gpu_pool is None:
            n_threads = threads_beside(gpus)
            self._gpu_pool = WorkerPool(len(gpus), threads=n_threads, gpus=(), seen=gpus)
        return self._gpu_pool

    def _device_ids(self) -> Any:
        """Return a queue of what the workers are to see, one each; None where they see none."""
        if not self._seen:
            return None
        ids = self._context.Queue()
        for gpu in self._seen:
            ids.put(gpu.id)
        return ids

    def _start(self) -> futures.ProcessPoolExecutor:
        if self._executor is None:
            handle, name = tempfile.mkstemp(prefix="sepgenre-workers-", suffix=".log")
            os.close(handle)
            self._log = Path(name)
            self._channel = EventChannel()
            self._flag = WorkerFlag(self._context)
            self._executor = futures.ProcessPoolExecutor(
                self.n_workers,
                mp_context=self._context,
                initializer=start_worker,
                initargs=(
                    self._channel.address,
                    self._flag,
                    self._threads,
                    str(self._log),
                    self._device_ids(),
                ),
            )
        return self._executor

    def _run_batch(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[tuple[int, Task]],
        on_event: EventHandler | None,
    ) -> Generator[
        Outcome[Task, Value], None, tuple[list[tuple[int, Task]], list[tuple[int, Task]]]
    ]:
        """Run a batch; return the tasks that a dying worker took along, and those never begun."""
        if not tasks:
            return [], []
        pending, lost = self._submit(function, tasks)
        never_begun = len(lost) == len(tasks)
        while pending:
            # The executor takes them in order, so none ends that is not among the first: to wait
            # for each of ten thousand takes longer than they do.
            first = list(itertools.islice(pending, _LOOKED_AT * (self.n_workers + 1)))
            done, _ = futures.wait(first, _POLL_S, futures.FIRST_COMPLETED)
            self._drain(on_event)
            # In order of submission, so that equal timing gives equal order.
            for future in [future for future in first if future in done]:
                position, task = pending.pop(future)
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    lost.append((position, task))
                elif error is not None:
                    yield Outcome(position=position, task=task, error=error)
                else:
                    yield Outcome(position=position, task=task, value=future.result())
        self._drain(on_event)
        if lost:
            lost.sort(key=lambda numbered: numbered[0])
            self._last_words = self._read_last_words()
            self._has_died = True
            self.stop()
        if never_begun:
            return [], lost
        # The executor hands out tasks in order, one more than it has workers.
        return lost[: self.n_workers + 1], lost[self.n_workers + 1 :]

    def _submit(
        self, function: Callable[[Task], Value], tasks: Sequence[tuple[int, Task]]
    ) -> tuple[dict[futures.Future[Value], tuple[int, Task]], list[tuple[int, Task]]]:
        """Hand out `tasks`; return those pending, and those that a broken pool refused."""
        executor = self._start()
        pending: dict[futures.Future[Value], tuple[int, Task]] = {}
        for number, (position, task) in enumerate(tasks):
            try:
                # The executor starts its processes as tasks come in.
                with starting_workers(self._threads):
                    future = executor.submit(do_task, function, task)
                pending[future] = (position, task)
            except BrokenProcessPool:  # a worker died while it was idle
                return pending, list(tasks[number:])
        return pending, []

    def _read_last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " / ".join(line.strip() for line in lines[-_LOG_LINES:] if line.strip())

    def _drain(self, on_event: EventHandler | None) -> None:
        if self._channel is None:
            return
        for event in self._channel.receive():
            if on_event is not None:
                on_event(event)


def _wait_for(workers: Sequence[Any], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))


def in_order(outcomes: Iterable[Outcome[Task, Value]]) -> Iterator[Outcome[Task, Value]]:
    """Yield `outcomes` in the order of their tasks, each as soon as all before it are there."""
    waiting: dict[int, Outcome[Task, Value]] = {}
    position = 0
    for outcome in outcomes:
        waiting[outcome.position] = outcome
        while position in waiting:
            yield waiting.pop(position)
            position += 1


def _worker_died(last_words: str) -> SepgenreError:
    said = f" Its last words: {last_words}" if last_words else ""
    return SepgenreError(
        "The worker process died while it was at this item, most likely for want of memory." + said,
        remedy="Close other programs or use fewer workers (--workers 1), then run it again.",
    )
