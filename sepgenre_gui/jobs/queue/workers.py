"""The workers that all jobs share: units of work handed to lanes, the most urgent first."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.jobs.queue.job import Priority
from sepgenre_training.errors import CancelledError

OpenLane = Callable[[str], Lane]
"""Opens a lane of this name, which calls back in a thread of its own."""

CANCEL_PATIENCE_S = 2.5
"""With two more seconds to end its process, a worker is gone within five."""

REST_S = 300.0
"""A process that nobody has used for so long is ended, though its job is only paused."""


class Unit:
    """One task of one job: it waits, runs in a lane, and ends once.

    Parameters
    ----------
    job_id : int
        Whose task it is; of equal priorities, older jobs go first.
    priority : Priority
    call : tuple of callable and its task
        What the worker does.
    on_event : callable
        Receives what the worker reports, in a lane's thread.
    on_end : callable
        Receives value and error once, in whatever thread; CancelledError where it was cancelled.

    Attributes
    ----------
    is_unwanted : bool
        Whether it is about to be cancelled, and is not begun any more.
    """

    def __init__(
        self,
        job_id: int,
        priority: Priority,
        call: tuple[Callable[[Any], Any], Any],
        on_event: Callable[[Any], None],
        on_end: Callable[[Any, BaseException | None], None],
    ) -> None:
        self.job_id, self.priority, self.call = job_id, priority, call
        self.on_event, self.on_end = on_event, on_end
        self.is_paused = False
        self.is_cancelled = False
        self.is_unwanted = False
        self.ticket: Ticket[Any] | None = None
        self.outcome: tuple[Any, BaseException | None] | None = None


_Entry = tuple[int, int, int, Unit]


class Workers:
    """Hands units to lanes, which it opens as they are needed; callable from any thread.

    As many units run at once as there are workers. Paused ones do not count, and an urgent one
    waits for none that is not: for it one more lane is opened. An idle lane that did the same kind
    of work last is preferred, since its process has loaded what that needs.

    Parameters
    ----------
    n_workers : int
        How many units run at once.
    open_lane : callable, optional
        Opens a lane.
    """

    def __init__(self, n_workers: int, open_lane: OpenLane | None = None) -> None:
        self.n_workers = n_workers
        self._open_lane = open_lane or _open_lane
        self._lock = threading.RLock()
        self._order = itertools.count()
        self._waiting: list[_Entry] = []
        # Apart from those that wait, through which one would look for each that is due.
        self._held: dict[Unit, _Entry] = {}
        self._running: dict[Lane, Unit] = {}
        self._idle: dict[Lane, Any] = {}
        self._n_opened = itertools.count(1)
        self._is_closed = False

    @property
    def pids(self) -> frozenset[int]:
        """The processes of the lanes, at work or idle."""
        with self._lock:
            lanes = [*self._running, *self._idle]
        return frozenset(lane.pid for lane in lanes if lane.pid is not None)

    def warm_up(self) -> None:
        """Start a process where none is idle, since something is about to be asked for."""
        with self._lock:
            is_full = len(self._running) >= self.n_workers
            if not (self._is_closed or self._idle or is_full):
                self._idle[self._open_lane(self._next_name())] = None

    def submit(self, unit: Unit) -> None:
        """Have `unit` done as soon as it is its turn."""
        with self._lock:
            if unit.is_cancelled:
                return  # Whoever did that has ended it.
            unit.is_cancelled = is_closed = self._is_closed
            if not is_closed:
                key = (-unit.priority, unit.job_id, next(self._order))
                heapq.heappush(self._waiting, (*key, unit))
        if is_closed:
            unit.on_end(None, _stopped())
        else:
            self._hand_out()

    def cancel(self, units: Sequence[Unit]) -> None:
        """Stop `units`; of each, `on_end` is called when no worker is at it any more."""
        for unit in units:
            self._cancel(unit)

    def _cancel(self, unit: Unit) -> None:
        with self._lock:
            was_waiting = unit.ticket is None and not unit.is_cancelled
            unit.is_cancelled = True
            self._held.pop(unit, None)
            if unit.ticket is not None:
                unit.ticket.cancel()
                return
        if was_waiting:
            unit.on_end(None, _stopped())

    def pause(self, units: Iterable[Unit], *, paused: bool) -> None:
        """Have `units` wait, at their workers' next check or before they begin; or go on."""
        with self._lock:
            for unit in units:
                unit.is_paused = paused
                if unit.ticket is not None:
                    (unit.ticket.pause if paused else unit.ticket.resume)()
                entry = None if paused else self._held.pop(unit, None)
                if entry is not None:
                    heapq.heappush(self._waiting, entry)
        # A paused unit makes place for others, and one that goes on may be due.
        self._hand_out()

    def close(self) -> None:
        """Cancel everything and end every process; returns within seconds."""
        with self._lock:
            self._is_closed = True
            entries = (*self._waiting, *self._held.values())
            waiting = [unit for *_, unit in entries if not unit.is_cancelled]
            self._waiting.clear()
            self._held.clear()
            for unit in waiting:
                unit.is_cancelled = True
            lanes = [*self._running, *self._idle]
        for unit in waiting:
            unit.on_end(None, _stopped())
        threads = [threading.Thread(target=lane.close, name="close lane") for lane in lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _hand_out(self) -> None:
        with self._lock:
            while not self._is_closed and (unit := self._take_due()) is not None:
                lane = self._take_lane(unit)
                self._running[lane] = unit
                function, task = unit.call
                unit.ticket = lane.submit(
                    function,
                    task,
                    on_event=unit.on_event,
                    on_value=_keep_value(unit),
                    on_error=_keep_error(unit),
                    on_end=_end(self, lane, unit),
                )

    def _take_due(self) -> Unit | None:
        """Take the next unit for which there is a place out of those that wait."""
        busy = [unit.priority for unit in self._running.values() if not unit.is_paused]
        n_urgent = busy.count(Priority.URGENT)
        while self._waiting:
            unit = self._waiting[0][-1]
            if unit.is_cancelled or unit.is_unwanted:
                heapq.heappop(self._waiting)
            elif unit.is_paused:
                self._held[unit] = heapq.heappop(self._waiting)
            elif (
                n_urgent > self.n_workers
                if unit.priority is Priority.URGENT
                else len(busy) >= self.n_workers
            ):
                return None
            else:
                heapq.heappop(self._waiting)
                return unit
        return None

    def _take_lane(self, unit: Unit) -> Lane:
        function = unit.call[0]
        alike = next((lane for lane, last in self._idle.items() if last is function), None)
        lane = alike or next(iter(self._idle), None)
        if lane is None:
            return self._open_lane(self._next_name())
        del self._idle[lane]
        return lane

    def _next_name(self) -> str:
        return f"jobs {next(self._n_opened)}"

    def free(self, lane: Lane, unit: Unit) -> None:
        """Take back the lane of `unit`, which has ended; called by the lane."""
        with self._lock:
            self._running.pop(lane, None)
            surplus = len(self._idle) + len(self._running) > self.n_workers
            if not self._is_closed and not surplus:
                self._idle[lane] = unit.call[0]
        if surplus and not self._is_closed:
            # Of the lanes that were opened for pauses and urgent work, one stays: the next unit
            # that is urgent finds its network loaded.
            threading.Thread(target=lane.close, name="close lane").start()
        value, error = unit.outcome or (None, _stopped())
        unit.on_end(value, error)
        self._hand_out()


def _keep_value(unit: Unit) -> Callable[[Any], None]:
    def keep(value: Any) -> None:
        unit.outcome = (value, None)

    return keep


def _keep_error(unit: Unit) -> Callable[[BaseException], None]:
    def keep(error: BaseException) -> None:
        unit.outcome = (None, error)

    return keep


def _end(workers: Workers, lane: Lane, unit: Unit) -> Callable[[], None]:
    return lambda: workers.free(lane, unit)


def _open_lane(name: str) -> Lane:
    return Lane(name, patience_s=CANCEL_PATIENCE_S, rest_s=REST_S)


def _stopped() -> CancelledError:
    return CancelledError("Stopped at your request.")
