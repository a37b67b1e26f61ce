"""The lane of a dialog whose work is no job: it clears the cache, which no job may use then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sepgenre_gui.jobs.lane import Lane, Ticket

Task = TypeVar("Task")
Value = TypeVar("Value")

OpenLane = Callable[[str], Lane]
"""Opens a lane of this name, which delivers to the window's thread."""


class DialogLane:
    """Has one task done after another, all in the window's thread; opened when it is needed.

    Parameters
    ----------
    open_lane : callable
        Opens the lane.
    name : str
        Of its thread, for a debugger.
    """

    def __init__(self, open_lane: OpenLane, name: str) -> None:
        self._open_lane, self._name = open_lane, name
        self._lane: Lane | None = None
        self._tickets: set[Ticket[Any]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether a task is waited for."""
        return bool(self._tickets)

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

        def finish(callback: Callable[[Any], None]) -> Callable[[Any], None]:
            def call(result: Any) -> None:
                self._tickets.discard(ticket)
                callback(result)

            return call

        if self._lane is None:
            self._lane = self._open_lane(self._name)
        ticket = self._lane.submit(
            function,
            task,
            on_event=on_event,
            on_value=finish(on_value),
            on_error=finish(on_error),
        )
        self._tickets.add(ticket)

    def stop(self) -> None:
        """Wait for nothing any more, and call nothing back."""
        for ticket in self._tickets:
            ticket.cancel()
        self._tickets.clear()

    def close(self) -> None:
        """Stop, and end the process, which takes a moment, in a thread of its own."""
        self.stop()
        lane, self._lane = self._lane, None
        if lane is not None:
            # Not daemonic: a program that ends waits, so that no process is left behind.
            threading.Thread(target=lane.close, name=f"close {self._name}").start()
