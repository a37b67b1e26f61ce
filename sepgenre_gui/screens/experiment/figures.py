"""The figures of runs, computed by a worker: the window waits for no statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures, compute_run_figures

Task = TypeVar("Task")
Value = TypeVar("Value")


class FiguresOfRuns(QObject):
    """Asks for the figures of the runs that are looked at.

    While a run's figures are computed, newer trials wait; then the newest record alone is asked
    for, so that a worker that is slower than the trials falls behind by one record at most.

    Signals
    -------
    arrived : int, RunFigures, RunRecord
        The figures of a run, and the record that they belong to.
    failed : BaseException
        They could not be computed.
    """

    arrived = Signal(int, object, object)
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._lane: Lane | None = None
        self._tickets: dict[int, Ticket[RunFigures]] = {}
        self._waiting: dict[int, RunRecord] = {}
        self._known: dict[int, tuple[RunRecord, RunFigures]] = {}

    def known(self, run_id: int) -> tuple[RunRecord, RunFigures] | None:
        """Return the newest figures of a run that have arrived, with their record."""
        return self._known.get(run_id)

    def ask(self, run_id: int, record: RunRecord) -> None:
        """Have the figures of `record` computed, unless these are known or on their way."""
        known = self._known.get(run_id)
        if known is not None and known[0] is record:
            self.arrived.emit(run_id, known[1], record)
        elif run_id in self._tickets:
            self._waiting[run_id] = record
        else:
            self._begin(run_id, record)

    def submit(
        self,
        function: Callable[[Task], Value],
        task: Task,
        *,
        on_value: Callable[[Value], None],
        on_error: Callable[[BaseException], None],
    ) -> Ticket[Value]:
        """Have the worker compute something else of runs."""
        return self._ensure_lane().submit(function, task, on_value=on_value, on_error=on_error)

    def forget(self, run_id: int) -> None:
        """Compute the figures of a run anew the next time."""
        self._known.pop(run_id, None)

    def close(self) -> None:
        """End the worker."""
        if self._lane is not None:
            self._lane.close()

    def _begin(self, run_id: int, record: RunRecord) -> None:
        self._tickets[run_id] = self._ensure_lane().submit(
            compute_run_figures,
            record,
            on_value=lambda figures: self._take(run_id, record, figures),
            on_error=self.failed.emit,
            on_end=lambda: self._go_on(run_id),
        )

    def _ensure_lane(self) -> Lane:
        if self._lane is None:
            # A lane is a process: there is none before the first run is looked at.
            self._lane = Lane("figures", deliver=self._bridge.deliver)
        return self._lane

    def _take(self, run_id: int, record: RunRecord, figures: RunFigures) -> None:
        self._known[run_id] = record, figures
        self.arrived.emit(run_id, figures, record)

    def _go_on(self, run_id: int) -> None:
        self._tickets.pop(run_id, None)
        record = self._waiting.pop(run_id, None)
        if record is not None and self._lane is not None and not self._lane.is_closing:
            self.ask(run_id, record)
