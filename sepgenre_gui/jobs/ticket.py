"""A ticket: one task in a lane, its callbacks, and the way to cancel it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, cast

Value = TypeVar("Value")


class Holder(Protocol):
    """What has a ticket's task done: a lane."""

    @property
    def is_closing(self) -> bool:
        """Whether nothing is called back any more."""

    def withdraw(self, ticket: Ticket[Any]) -> None:
        """Take a task out, or stop the worker at its next check."""

    def hold(self, ticket: Ticket[Any], *, held: bool) -> None:
        """Have the worker wait at this task, or go on."""


class Ticket(Generic[Value]):
    """One task in a lane: its callbacks, and the way to cancel it.

    Nothing is called back any more once `cancel`, or `close` of the lane, has returned, where
    that is called in the thread to which the lane delivers, but for `on_end`.
    """

    def __init__(
        self,
        lane: Holder,
        call: tuple[Callable[[Any], Value], Any],
        on_event: Callable[[Any], None] | None,
        on_value: Callable[[Value], None] | None,
        on_error: Callable[[BaseException], None] | None,
        on_end: Callable[[], None] | None,
    ) -> None:
        self._lane = lane
        self.call = call
        self._on_event, self._on_value, self._on_error = on_event, on_value, on_error
        self._on_end = on_end
        self.is_cancelled = False
        self.is_finished = False
        self.is_held = False
        self.has_begun = False

    def cancel(self) -> None:
        """Take the task out of the lane, or stop the worker at its next check."""
        self.is_cancelled = True
        self._lane.withdraw(self)

    def pause(self) -> None:
        """Have the worker wait at its next check, where it is at this task."""
        self._lane.hold(self, held=True)

    def resume(self) -> None:
        """Let the worker go on."""
        self._lane.hold(self, held=False)

    def take_event(self, event: Any) -> None:
        """Hand on what the worker reported."""
        if self._on_event is not None and self._is_wanted:
            self._on_event(event)

    def finish(self, value: Value | None, error: BaseException | None) -> None:
        """Hand on how the task ended."""
        self.is_finished = True
        if self._is_wanted:
            if error is not None:
                if self._on_error is not None:
                    self._on_error(error)
            elif self._on_value is not None:
                self._on_value(cast("Value", value))  # None is a value where the task returns it
        if self._on_end is not None:
            self._on_end()

    @property
    def _is_wanted(self) -> bool:
        # What was delivered before the lane was closed may come after whoever asked is gone.
        return not (self.is_cancelled or self._lane.is_closing)
