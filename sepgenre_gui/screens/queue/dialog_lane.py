"""Dialogs whose work is no job, such as clearing the cache, and the lane that they work in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.screens.appearance.metrics import label

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


class LaneDialog(QDialog):
    """Works in a lane of its own, and says what came of it; closing it ends what goes on.

    Parameters
    ----------
    title : str
        Of its window.
    lane : DialogLane
        Its own.
    going_on : str
        What goes on while it works, for screen readers.
    """

    def __init__(
        self, title: str, lane: DialogLane, parent: QWidget | None, *, going_on: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._lane = lane
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(going_on)
        self.said, self.problem = label(), label(role="danger")
        for said in (self.said, self.problem):
            said.setWordWrap(True)
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def is_running(self) -> bool:
        """Whether something goes on."""
        return self._lane.is_busy

    def say(self, text: str, *, problem: str = "") -> None:
        """Say what came of it; what there is nothing to say of takes no room."""
        for said, words in ((self.said, text), (self.problem, problem)):
            said.setText(words)
            said.setVisible(bool(words))

    def shut_down(self) -> None:
        """Wait for nothing any more; called again, it does nothing."""
        self._lane.close()

    def done(self, result: int) -> None:
        """Close; nothing goes on afterwards."""
        self.shut_down()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close whatever goes on."""
        self.shut_down()
        super().closeEvent(event)
