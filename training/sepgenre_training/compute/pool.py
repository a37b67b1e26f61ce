"""A pool of spawned worker processes: tasks in, outcomes and events out, no orphans."""

from __future__ import annotations

import concurrent.futures as futures
import multiprocessing
import os
import queue
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

import attrs
import psutil

from sepgenre_training.compute.worker import start_worker
from sepgenre_training.errors import SepgenreError

Task = TypeVar("Task")
Value = TypeVar("Value")
EventHandler = Callable[[Any], None]

_POLL_S = 0.1
_GRACE_S = 1.0
_LOG_LINES = 3
_BYTES_PER_WORKER = 1_500_000_000


@attrs.frozen(kw_only=True, eq=False)
class Outcome(Generic[Task, Value]):
    """What became of one task: its value, or the error that ended it.

    `position` is the task's index among those given.
    """

    position: int
    task: Task
    value: Value | None = None
    error: BaseException | None = None


def default_worker_count() -> int:
    """Return how many one-thread workers this machine bears, by cores and by free memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    by_memory = psutil.virtual_memory().available // _BYTES_PER_WORKER
    return max(1, min(cores or 1, int(by_memory)))


class WorkerPool:
    """Runs picklable tasks in spawned processes (fork after TensorFlow hangs).

    A context manager: on leaving, normally or by Ctrl-C, every worker is gone within seconds.

    Parameters
    ----------
    n_workers : int, optional
        Number of processes; by default what the machine bears.
    threads : int
        Threads of each worker.
    """

    def __init__(self, n_workers: int | None = None, *, threads: int = 1) -> None:
        self.n_workers = n_workers or default_worker_count()
        self._threads = threads
        self._context = multiprocessing.get_context("spawn")
        self._executor: futures.ProcessPoolExecutor | None = None
        self._channel: Any = None
        self._cancel: Any = None
        self._worker_pids: set[int] = set()
        self._log = Path()
        self._last_words = ""

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
        suspects, left = yield from self._run_batch(function, list(enumerate(tasks)), on_event)
        while suspects or left:
            for position, task in suspects:
                blamed, _ = yield from self._run_batch(function, [(position, task)], on_event)
                if blamed:
                    error = _worker_died(self._last_words)
                    yield Outcome(position=position, task=task, error=error)
            suspects, left = yield from self._run_batch(function, left, on_event)

    def stop(self) -> None:
        """End every worker: ask, then terminate, then kill."""
        if self._executor is None:
            return
        self._cancel.set()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._drain(None)
        workers = [psutil.Process(pid) for pid in self._worker_pids if psutil.pid_exists(pid)]
        _, alive = psutil.wait_procs(workers, timeout=_GRACE_S)
        for process in alive:
            process.terminate()
        _, alive = psutil.wait_procs(alive, timeout=_GRACE_S)
        for process in alive:
            process.kill()
        self._executor.shutdown(wait=True)
        self._channel.close()
        self._executor = None
        self._worker_pids.clear()
        self._log.unlink(missing_ok=True)

    def _start(self) -> futures.ProcessPoolExecutor:
        if self._executor is None:
            handle, name = tempfile.mkstemp(prefix="sepgenre-workers-", suffix=".log")
            os.close(handle)
            self._log = Path(name)
            self._channel = self._context.Queue()
            self._cancel = self._context.Event()
            self._executor = futures.ProcessPoolExecutor(
                self.n_workers,
                mp_context=self._context,
                initializer=start_worker,
                initargs=(self._channel, self._cancel, self._threads, str(self._log)),
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
        executor = self._start()
        pending = {executor.submit(function, task): (at, task) for at, task in tasks}
        lost: list[tuple[int, Task]] = []
        while pending:
            done, _ = futures.wait(pending, _POLL_S, futures.FIRST_COMPLETED)
            self._drain(on_event)
            # In order of submission, so that equal timing gives equal order.
            for future in [future for future in pending if future in done]:
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
            self._last_words = self._read_last_words()
            self.stop()
        # The executor hands out tasks in order, one more than it has workers.
        return lost[: self.n_workers + 1], lost[self.n_workers + 1 :]

    def _read_last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " / ".join(line.strip() for line in lines[-_LOG_LINES:] if line.strip())

    def _drain(self, on_event: EventHandler | None) -> None:
        while True:
            try:
                event = self._channel.get_nowait()
            except queue.Empty:
                return
            if isinstance(event, int):
                self._worker_pids.add(event)
            elif on_event is not None:
                on_event(event)


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
