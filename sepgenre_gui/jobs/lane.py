"""A lane: one worker process that does the window's tasks one after another, each cancellable."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sepgenre_gui.jobs.ending import end_process, not_carried, worker_did_not_start, worker_died
from sepgenre_gui.jobs.lane_worker import EVENT, VALUE, serve
from sepgenre_gui.jobs.ticket import Ticket
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.compute.remains import end_started, sweep_files
from sepgenre_training.compute.worker import starting_workers
from sepgenre_training.errors import CancelledError, SepgenreError

__all__ = ["Deliver", "Lane", "Ticket"]

Task = TypeVar("Task")
Value = TypeVar("Value")

Deliver = Callable[[Callable[[], None]], None]
"""Calls what it is given, in the thread in which the lane's owner lives."""

_POLL_S = 0.05
_PATIENCE_S = 5.0
_GRACE_S = 1.0
_LOG_BYTES = 1_000


class Lane:
    """Runs picklable tasks in one spawned process, in their order; owns that process.

    A task that is cancelled and does not stop within seconds is ended with its process; the next
    task starts a fresh one, as after a death.

    Parameters
    ----------
    name : str
        Of its thread, for a debugger.
    deliver : callable
        How callbacks reach their thread; by default they come in the lane's own.
    threads : int
        Threads of the worker.
    patience_s : float
        How long a task that is cancelled may take to stop before its process is ended.
    """

    def __init__(
        self,
        name: str,
        *,
        deliver: Deliver | None = None,
        threads: int = 1,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._deliver: Deliver = deliver or (lambda callback: callback())
        self._threads = threads
        self._patience_s = patience_s
        self._context = multiprocessing.get_context("spawn")
        self._waiting: deque[Ticket[Any]] = deque()
        self._current: Ticket[Any] | None = None
        self._changed = threading.Condition()
        self._closing = False
        self._process: Any = None
        self._connection: Any = None
        self._flag: WorkerFlag | None = None
        self._log: Path | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        function: Callable[[Task], Value],
        task: Task,
        *,
        on_event: Callable[[Any], None] | None = None,
        on_value: Callable[[Value], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_end: Callable[[], None] | None = None,
        first: bool = False,
    ) -> Ticket[Value]:
        """Run ``function(task)`` after what waits already, or before it where `first`.

        Parameters
        ----------
        function : callable
            Importable at top level, as is the task's type.
        on_event : callable, optional
            Receives what the worker reports.
        on_value, on_error : callable, optional
            One of them receives the end; neither does once the ticket is cancelled.
        on_end : callable, optional
            Called after these, and where the ticket was cancelled: the worker is no longer at it.
        """
        ticket: Ticket[Value] = Ticket(self, (function, task), on_event, on_value, on_error, on_end)
        with self._changed:
            ticket.is_cancelled = is_closing = self._closing
            if not is_closing:
                (self._waiting.appendleft if first else self._waiting.append)(ticket)
                self._changed.notify_all()
        if is_closing:
            self._deliver(lambda: ticket.finish(None, None))
        return ticket

    @property
    def n_unfinished(self) -> int:
        """How many tasks wait or run."""
        with self._changed:
            return len(self._waiting) + (self._current is not None)

    @property
    def pid(self) -> int | None:
        """The worker's process; None while there is none."""
        process = self._process
        return None if process is None else process.pid

    @property
    def is_closing(self) -> bool:
        """Whether `close` was called."""
        return self._closing

    def withdraw(self, ticket: Ticket[Any]) -> None:
        """Forget `ticket` where it waits; ask the worker to stop where it runs."""
        with self._changed:
            was_waiting = ticket in self._waiting
            if was_waiting:
                self._waiting.remove(ticket)
            elif self._current is ticket and self._flag is not None:
                self._flag.set()
        if was_waiting:
            self._deliver(lambda: ticket.finish(None, None))

    def hold(self, ticket: Ticket[Any], *, held: bool) -> None:
        """Pause the worker where it runs `ticket`, or let it go on."""
        with self._changed:
            ticket.is_held = held
            if self._current is ticket:
                self._show_held(ticket)

    def close(self) -> None:
        """Cancel everything and end the worker; returns within seconds, leaves no process."""
        with self._changed:
            self._closing = True
            waiting = [*self._waiting]
            self._waiting.clear()
            for ticket in waiting:
                ticket.is_cancelled = True
            if self._current is not None:
                self._current.is_cancelled = True
                if self._flag is not None:
                    self._flag.set()
            self._changed.notify_all()
        for ticket in waiting:
            self._deliver(lambda t=ticket: t.finish(None, None))  # type: ignore[misc]
        self._thread.join(3 * _GRACE_S)

    def _run(self) -> None:
        # A worker that is already up answers the first task a third of a second sooner. Where none
        # can be started, that task tells why.
        with suppress(Exception):
            self._ensure_worker()
        while (ticket := self._next()) is not None:
            value, error = self._work_on(ticket)
            with self._changed:
                self._current = None
                if self._flag is not None:
                    self._flag.clear()
            self._deliver(lambda t=ticket, v=value, e=error: t.finish(v, e))  # type: ignore[misc]
        self._end_worker()

    def _next(self) -> Ticket[Any] | None:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            if self._closing:
                return None
            self._current = self._waiting.popleft()
            self._show_held(self._current)
            return self._current

    def _show_held(self, ticket: Ticket[Any]) -> None:
        if self._flag is not None:
            (self._flag.pause if ticket.is_held else self._flag.resume)()

    def _work_on(self, ticket: Ticket[Any]) -> tuple[Any, BaseException | None]:
        error: SepgenreError
        try:
            self._ensure_worker()
        except Exception as failure:  # noqa: BLE001 - the lane goes on whatever the system refuses
            return None, worker_did_not_start(failure)
        try:
            self._connection.send(ticket.call)
            return self._await_end(ticket)
        except (EOFError, OSError):
            error = worker_died(self._last_words())
        except Exception as failure:  # noqa: BLE001 - what does not survive the way there or back
            error = not_carried(failure)
        self._end_worker()
        return None, error

    def _await_end(self, ticket: Ticket[Any]) -> tuple[Any, BaseException | None]:
        deadline: float | None = None
        while True:
            if self._connection.poll(_POLL_S):
                kind, content = self._connection.recv()
                if kind != EVENT:
                    return (content, None) if kind == VALUE else (None, content)
                self._deliver(lambda e=content: ticket.take_event(e))  # type: ignore[misc]
            elif not self._process.is_alive():
                raise EOFError
            if ticket.is_cancelled:
                # Closing the window is not worth the wait that a cancelled tile is.
                now_s = time.monotonic()
                latest = now_s + (_GRACE_S if self._closing else self._patience_s)
                deadline = latest if deadline is None else min(deadline, latest)
                if now_s > deadline:
                    self._end_worker()
                    return None, CancelledError("Stopped at your request.")

    def _ensure_worker(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._end_worker()
        handle, name = tempfile.mkstemp(prefix="sepgenre-lane-", suffix=".log")
        os.close(handle)
        try:
            connection, theirs = self._context.Pipe()
            flag = WorkerFlag(self._context)
            process = self._context.Process(
                target=serve, args=(theirs, flag, self._threads, name), daemon=True
            )
            with starting_workers(self._threads):
                process.start()
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        theirs.close()
        with self._changed:
            self._log, self._connection, self._process = Path(name), connection, process
            self._flag = flag
            if self._current is not None:
                self._show_held(self._current)
                if self._current.is_cancelled:
                    flag.set()

    def _end_worker(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._connection.close()
        process.join(_GRACE_S if process.is_alive() and self._closing else 0.0)
        end_process(process, grace_s=_GRACE_S)
        if self._log is not None:
            if process.exitcode:
                end_started(self._log)
            sweep_files(self._log)
            self._log.unlink(missing_ok=True)

    def _last_words(self) -> str:
        try:
            said = b"" if self._log is None else self._log.read_bytes()
        except OSError:  # temporary files are cleared away after some days
            return ""
        text = said[-_LOG_BYTES:].decode("utf-8", errors="replace")
        return " / ".join(line.strip() for line in text.splitlines()[-3:] if line.strip())
