"""Computing the learning curve."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.screens.review.asking import Asking, SeparatorChoosing
from sepgenre_gui.screens.review.views.curve_view import CurveView
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.jobs.learning_requests import curve_request
from sepgenre_gui.services.learning.curve import LearningCurve


class Curving(QObject):
    """Has the curve computed, and shows it on a `CurveView`.

    Parameters
    ----------
    trusts_suggested : callable
        Returns whether suggested segments teach, too.

    Signals
    -------
    said : str
        Something for the status bar.
    """

    said = Signal(str)

    def __init__(
        self,
        context: ScreenContext,
        queue: JobQueue,
        view: CurveView,
        choose_separator: SeparatorChoosing,
        trusts_suggested: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._choose_separator = view, choose_separator
        self._trusts_suggested = trusts_suggested
        self._obstacle = ""
        self.asking = Asking(context, queue, LearningCurve, self)
        self.asking.arrived.connect(view.show_curve)
        self.asking.changed.connect(view.show_job)
        self.asking.ended.connect(self._end)
        view.compute_asked.connect(self.compute)
        view.cancel_asked.connect(self.asking.cancel)

    def set_obstacle(self, reason: str) -> None:
        """Say why it cannot be computed; empty where it can."""
        self._obstacle = reason
        self._show_state()

    def compute(self) -> None:
        """Have the curve computed."""
        if self._obstacle or self.asking.is_busy:
            self.said.emit(self._obstacle or "It is being computed already.")
            return
        separator = self._choose_separator()
        if separator is not None:
            self.asking.ask(
                curve_request(separator=separator, trust_suggested=self._trusts_suggested())
            )
            self._show_state()

    def close(self) -> None:
        """Hear no more of what is on its way."""
        self.asking.close()

    def _end(self) -> None:
        self._view.show_job(None)
        self._show_state()

    def _show_state(self) -> None:
        busy = "It is being computed already." if self.asking.is_busy else ""
        self._view.show_obstacle(self._obstacle, busy)
