"""Two runs or more side by side, compared by a worker."""

from __future__ import annotations

import attrs
from PySide6.QtCore import QObject

from sepgenre_gui.jobs.lane import Ticket
from sepgenre_gui.screens.experiment.figures import FiguresOfRuns
from sepgenre_gui.screens.experiment.layout import ExperimentLayout
from sepgenre_gui.screens.experiment.results.comparison_view import ComparisonView
from sepgenre_gui.screens.experiment.watch import RunWatch
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve, accuracy_by_epoch
from sepgenre_training.report.run_comparison import RunComparison, compare_runs


@attrs.frozen(kw_only=True)
class RunsCompared:
    """What the page shows: the comparison, and each run's accuracy by epoch."""

    comparison: RunComparison
    accuracies: tuple[tuple[AccuracyCurve, ...], ...]


def compare_records(records: tuple[RunRecord, ...]) -> RunsCompared:
    """Return all numbers of the comparison of `records`; called in a worker."""
    return RunsCompared(
        comparison=compare_runs(records),
        accuracies=tuple(accuracy_by_epoch(record) for record in records),
    )


class Comparing(QObject):
    """Shows the selected runs side by side, and again when they have more trials."""

    def __init__(
        self,
        context: ScreenContext,
        layout: ExperimentLayout,
        watch: RunWatch,
        figures: FiguresOfRuns,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._layout = context, layout
        self._watch, self._figures = watch, figures
        self.view = ComparisonView(context.theme)
        layout.add_page(self.view)
        self._run_ids: tuple[int, ...] = ()
        self._shown_ids: tuple[int, ...] = ()
        self._ticket: Ticket[RunsCompared] | None = None

    @property
    def run_ids(self) -> tuple[int, ...]:
        """The runs that are compared; none while another page is shown."""
        return self._run_ids

    @property
    def shown_ids(self) -> tuple[int, ...]:
        """The runs whose numbers are on the page; those before, until others have arrived."""
        return self._shown_ids

    def show(self, run_ids: tuple[int, ...]) -> None:
        """Compare these runs; the first is what the others are compared with."""
        self._run_ids = run_ids
        self._layout.show_page(self.view)
        self._ask()

    def leave(self) -> None:
        """Compare nothing any more."""
        self._run_ids = ()

    def follow(self, run_id: int) -> None:
        """Compare anew where a run that is shown has a trial more."""
        if run_id in self._run_ids and (self._ticket is None or self._ticket.is_finished):
            self._ask()

    def _ask(self) -> None:
        if self._ticket is not None and not self._ticket.is_finished:
            self._ticket.cancel()
        run_ids = self._run_ids
        records = tuple(self._watch.live(each).record for each in run_ids)
        self._ticket = self._figures.submit(
            compare_records,
            records,
            on_value=lambda compared: self._take(compared, run_ids, records),
            on_error=self._context.show_error,
        )

    def _take(
        self, compared: RunsCompared, run_ids: tuple[int, ...], records: tuple[RunRecord, ...]
    ) -> None:
        self._shown_ids = run_ids
        self.view.show_comparison(compared.comparison, records, compared.accuracies)
