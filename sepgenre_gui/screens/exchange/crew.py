"""A crew: the lanes that one dialog has, and the tasks that they share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QTimer

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_training.compute.pool import Outcome, default_worker_count

Task = TypeVar("Task")
Value = TypeVar("Value")

OpenLane = Callable[[str], Lane]
"""Opens a lane of this name, which delivers to the window's thread."""

MOST_LANES = 8
_QUEUED = 2
# In each lane one task waits, so that it need not wait for the window.
_AHEAD = 64
# Outcomes that may wait for one before them, or for the window.
_TURN_S = 0.008
# Half a frame, after which the window does other things.


class Crew:
    """Has tasks done by lanes, which it opens as they are needed; all in the window's thread.

    Parameters
    ----------
    open_lane : callable
        Opens a lane.
    name : str
        Of the lanes' threads, for a debugger.
    """

    def __init__(self, open_lane: OpenLane, name: str) -> None:
        self._open_lane = open_lane
        self._name = name
        self._lanes: list[Lane] = []
        self._tickets: set[Ticket[Any]] = set()
        self._sharing: _Sharing[Any, Any] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a task is waited for, or an outcome not yet handed on."""
        return bool(self._tickets) or (self._sharing is not None and self._sharing.is_going_on)

    def warm_up(self) -> None:
        """Open the first lane, so that it is there when something is to be done."""
        self._lane(0)

    def do(
        self,
        function: Callable[[Task], Value],
        task: Task,
        *,
        on_value: Callable[[Value], None],
        on_error: Callable[[BaseException], None],
        on_event: Callable[[Any], None] | None = None,
    ) -> None:
        """Have one task done; one of `on_value` and `on_error` is called, unless it is stopped."""
        self.submit(
            self._lane(0), function, task, on_value=on_value, on_error=on_error, on_event=on_event
        )

    def share(
        self,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        *,
        on_outcome: Callable[[Outcome[Task, Value]], None],
        on_end: Callable[[], None],
    ) -> None:
        """Have tasks done by as many lanes as the machine bears.

        Parameters
        ----------
        on_outcome : callable
            Receives the outcomes in the order of `tasks`.
        on_end : callable
            Called after the last, unless they are stopped.
        """
        n_lanes = max(1, min(len(tasks), default_worker_count(), MOST_LANES))
        self._sharing = _Sharing(self, function, tasks, on_outcome, on_end)
        self._sharing.begin([self._lane(number) for number in range(n_lanes)])

    def stop(self) -> None:
        """Wait for nothing any more, and call nothing back."""
        sharing, self._sharing = self._sharing, None
        if sharing is not None:
            sharing.stop()
        for ticket in self._tickets:
            ticket.cancel()
        self._tickets.clear()

    def close(self) -> None:
        """Stop, and end the lanes, which takes a moment, in threads of their own."""
        self.stop()
        lanes, self._lanes = self._lanes, []
        for lane in lanes:
            # Not daemonic: a program that ends waits, so that no process is left behind.
            threading.Thread(target=lane.close, name=f"close {self._name}").start()

    def submit(
        self,
        lane: Lane,
        function: Callable[[Task], Value],
        task: Task,
        *,
        on_value: Callable[[Value], None],
        on_error: Callable[[BaseException], None],
        on_event: Callable[[Any], None] | None = None,
    ) -> None:
        """Have one task done by `lane`; as `do`."""

        def finish(callback: Callable[[Any], None]) -> Callable[[Any], None]:
            def call(result: Any) -> None:
                self._tickets.discard(ticket)
                callback(result)

            return call

        ticket = lane.submit(
            function,
            task,
            on_event=on_event,
            on_value=finish(on_value),
            on_error=finish(on_error),
        )
        self._tickets.add(ticket)

    def _lane(self, number: int) -> Lane:
        while len(self._lanes) <= number:
            self._lanes.append(self._open_lane(f"{self._name} {len(self._lanes) + 1}"))
        return self._lanes[number]


class _Sharing(Generic[Task, Value]):
    """One list of tasks, handed out as lanes get through with what they have.

    Outcomes are handed on by a timer, some with each turn of the window's loop: were they handed
    on as they come, Qt would do nothing else while more come than it can take.
    """

    def __init__(
        self,
        crew: Crew,
        function: Callable[[Task], Value],
        tasks: Sequence[Task],
        on_outcome: Callable[[Outcome[Task, Value]], None],
        on_end: Callable[[], None],
    ) -> None:
        self._crew = crew
        self._function, self._tasks = function, tasks
        self._on_outcome, self._on_end = on_outcome, on_end
        self._n_given = 0
        self._n_taken = 0
        self._done: dict[int, Outcome[Task, Value]] = {}
        self._idle: list[Lane] = []
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_some)

    @property
    def is_going_on(self) -> bool:
        """Whether outcomes are still to be handed on."""
        return self._n_taken < len(self._tasks)

    def begin(self, lanes: Sequence[Lane]) -> None:
        """Hand out the first tasks."""
        self._idle = list(lanes) * _QUEUED
        self._hand_out()
        if not self._tasks:
            self._on_end()

    def stop(self) -> None:
        """Hand on nothing more."""
        self._timer.stop()
        self._done.clear()
        self._n_given = self._n_taken = len(self._tasks)

    def _hand_out(self) -> None:
        while (
            self._idle
            and self._n_given < len(self._tasks)
            and self._n_given - self._n_taken < _AHEAD
        ):
            self._submit(self._idle.pop(0), self._n_given)
            self._n_given += 1

    def _submit(self, lane: Lane, position: int) -> None:
        task = self._tasks[position]

        def keep(value: Value | None, error: BaseException | None) -> None:
            self._done[position] = Outcome(position=position, task=task, value=value, error=error)
            self._idle.append(lane)
            self._hand_out()
            self._timer.start()

        self._crew.submit(
            lane,
            self._function,
            task,
            on_value=lambda value: keep(value, None),
            on_error=lambda error: keep(None, error),
        )

    def _take_some(self) -> None:
        until_s = monotonic() + _TURN_S
        while self._n_taken in self._done and monotonic() < until_s:
            self._n_taken += 1
            self._on_outcome(self._done.pop(self._n_taken - 1))
            self._hand_out()
            if self._n_taken == len(self._tasks) and self._timer.isActive():
                self._timer.stop()
                self._on_end()
                return
        if self._n_taken not in self._done:
            self._timer.stop()
