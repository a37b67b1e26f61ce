"""A lane: one worker process that does the window's tasks one after another, each cancellable."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from sepgenre_gui.jobs.ending import not_carried, worker_did_not_start, worker_died
from sepgenre_gui.jobs.lane_process import LaneProcess
from sepgenre_gui.jobs.lane_worker import BEGUN, EVENT, VALUE
from sepgenre_gui.jobs.ticket import Ticket
from sepgenre_training.errors import CancelledError, SepgenreError

__all__ = ["Deliver", "Lane", "Ticket"]

Task = TypeVar("Task")
Value = TypeVar("Value")

Deliver = Callable[[Callable[[], None]], None]
"""Calls what it is given, in the thread in which the lane's owner lives."""

_POLL_S = 0.05
_PATIENCE_S = 5.0
_GRACE_S = 1.0


class _HeldForLongError(Exception):
    """A task is held for so long that its process goes."""


class _NotBegunError(Exception):
    """The process died before it took the task: a killed one may look alive for moments."""


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
    rest_s : float, optional
        After how long without a task the process is ended, which may hold much memory; so is that
        of a task that is held for as long, and begins anew when it goes on. By default, never.
    """

    def __init__(
        self,
        name: str,
        *,
        deliver: Deliver | None = None,
        threads: int = 1,
        patience_s: float = _PATIENCE_S,
        rest_s: float | None = None,
    ) -> None:
        self._deliver: Deliver = deliver or (lambda callback: callback())
        self._threads = threads
        self._patience_s, self._rest_s = patience_s, rest_s
        self._waiting: deque[Ticket[Any]] = deque()
        self._current: Ticket[Any] | None = None
        self._changed = threading.Condition()
        self._closing = False
        self._worker: LaneProcess | None = None
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
        worker = self._worker
        return None if worker is None else worker.pid

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
            elif self._current is ticket and self._worker is not None:
                self._worker.flag.set()
            self._changed.notify_all()
        if was_waiting:
            self._deliver(lambda: ticket.finish(None, None))

    def hold(self, ticket: Ticket[Any], *, held: bool) -> None:
        """Pause the worker where it runs `ticket`, or let it go on."""
        with self._changed:
            ticket.is_held = held
            if self._current is ticket:
                self._show_held(ticket)
            self._changed.notify_all()

    def close(self) -> None:
        """Cancel everything and end the worker; returns within seconds, leaves no process."""
        self.begin_closing()
        self._thread.join(3 * _GRACE_S)

    def begin_closing(self) -> None:
        """Cancel everything, and do not wait for the worker's end, as where others end as well."""
        with self._changed:
            self._closing = True
            waiting = [*self._waiting]
            self._waiting.clear()
            for ticket in waiting:
                ticket.is_cancelled = True
            if self._current is not None:
                self._current.is_cancelled = True
                if self._worker is not None:
                    self._worker.flag.set()
            self._changed.notify_all()
        for ticket in waiting:
            self._deliver(partial(ticket.finish, None, None))

    def _run(self) -> None:
        # A worker that is already up answers the first task a third of a second sooner. Where none
        # can be started, that task tells why.
        with suppress(Exception):
            self._ensure_worker()
        while (ticket := self._next()) is not None:
            value, error = self._work_on(ticket)
            with self._changed:
                self._current = None
                if self._worker is not None:
                    self._worker.flag.clear()
            self._deliver(partial(ticket.finish, value, error))
        self._end_worker(is_asked=True)

    def _next(self) -> Ticket[Any] | None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing, self._rest_s)
                if self._closing:
                    return None
                if self._waiting:
                    self._current = self._waiting.popleft()
                    self._show_held(self._current)
                    return self._current
            self._end_worker(is_asked=True)

    def _show_held(self, ticket: Ticket[Any]) -> None:
        if self._worker is not None:
            (self._worker.flag.pause if ticket.is_held else self._worker.flag.resume)()

    def _work_on(self, ticket: Ticket[Any]) -> tuple[Any, BaseException | None]:
        is_second = False
        while True:
            try:
                return self._try(ticket)
            except _NotBegunError as death:
                self._end_worker()
                if is_second:
                    return None, worker_died(str(death))
                is_second = True
                continue
            except _HeldForLongError:
                self._end_worker()
            with self._changed:
                self._changed.wait_for(
                    lambda: not ticket.is_held or ticket.is_cancelled or self._closing
                )
                if ticket.is_cancelled or self._closing:
                    return None, _stopped()

    def _try(self, ticket: Ticket[Any]) -> tuple[Any, BaseException | None]:
        error: SepgenreError
        try:
            worker = self._ensure_worker()
        except Exception as failure:  # noqa: BLE001 - the lane goes on whatever the system refuses
            return None, worker_did_not_start(failure)
        ticket.has_begun = False
        try:
            worker.send(ticket.call)
            return self._await_end(ticket, worker)
        except (EOFError, OSError):
            if not ticket.has_begun:
                raise _NotBegunError(worker.last_words()) from None
            error = worker_died(worker.last_words())
        except _HeldForLongError:
            raise
        except Exception as failure:  # noqa: BLE001 - what does not survive the way there or back
            error = not_carried(failure)
        self._end_worker()
        return None, error

    def _await_end(
        self, ticket: Ticket[Any], worker: LaneProcess
    ) -> tuple[Any, BaseException | None]:
        deadline: float | None = None
        held_since_s: float | None = None
        while True:
            answer = worker.receive(_POLL_S)
            if answer is not None:
                kind, content = answer
                if kind == BEGUN:
                    ticket.has_begun = True
                    continue
                if kind != EVENT:
                    return (content, None) if kind == VALUE else (None, content)
                self._deliver(lambda e=content: ticket.take_event(e))  # type: ignore[misc]
            now_s = time.monotonic()
            if ticket.is_cancelled:
                # Closing the window is not worth the wait that a cancelled tile is.
                latest = now_s + (_GRACE_S if self._closing else self._patience_s)
                deadline = latest if deadline is None else min(deadline, latest)
                if now_s > deadline:
                    self._end_worker()
                    return None, _stopped()
            elif not ticket.is_held:
                held_since_s = None
            elif held_since_s is None:
                held_since_s = now_s
            elif self._rest_s is not None and now_s - held_since_s > self._rest_s:
                raise _HeldForLongError

    def _ensure_worker(self) -> LaneProcess:
        if self._worker is not None and self._worker.is_alive:
            return self._worker
        self._end_worker()
        worker = LaneProcess(self._threads)
        with self._changed:
            self._worker = worker
            if self._current is not None:
                self._show_held(self._current)
                if self._current.is_cancelled:
                    worker.flag.set()
        return worker

    def _end_worker(self, *, is_asked: bool = False) -> None:
        with self._changed:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(is_asked=is_asked)


def _stopped() -> CancelledError:
    return CancelledError("Stopped at your request.")
