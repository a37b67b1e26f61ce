"""Looking at the data before a run, in a worker: readiness, splits, near-duplicates, time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.experiment.setup.page import SetupPage
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.experiment.estimating import earlier_runs, preparation
from sepgenre_gui.services.experiment.near_duplicates import (
    DuplicateSearch,
    find_near_duplicates,
    with_duplicates,
)
from sepgenre_gui.services.experiment.readiness import Readiness, ReadinessTask, find_readiness
from sepgenre_gui.services.experiment.split_check import SplitCheckTask, check_splits
from sepgenre_gui.services.experiment.time_estimate import estimate_time
from sepgenre_training.compute.machine import default_worker_count
from sepgenre_training.experiment.config import ExperimentConfig


class Looking(QObject):
    """Tells a `SetupPage` what is known of the data.

    Signals
    -------
    known
        Whether something can be run is known now.
    failed
        It could not be found out; why was shown.
    """

    known = Signal()
    failed = Signal()

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        page: SetupPage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._page = project, context, page
        self._lane: Lane | None = None
        self._ticket: Ticket[Readiness] | None = None
        self._checks: list[Ticket[str]] = []
        self._search: Ticket[DuplicateSearch] | None = None
        self._looked_at: object = None

    @property
    def is_known(self) -> bool:
        """Whether what can be run is known: the data, and that its splits can be drawn."""
        return self._page.readiness is not None and not self._checks

    def look(self) -> None:
        """Have a worker look at the data."""
        for ticket in (self._ticket, self._search):
            if ticket is not None and not ticket.is_finished:
                ticket.cancel()
        config = self._page.form.config
        if config is None or not self._page.choices.separator:
            return
        self._page.show_looking()
        self._looked_at = self._wanted(config)
        task = ReadinessTask(
            project_folder=self._project.folder,
            separator=self._page.choices.separator,
            settings=config.features,
            genres=config.genres,
        )
        self._ticket = self._ensure_lane().submit(
            find_readiness,
            task,
            on_value=lambda readiness: self._take_readiness(readiness, task),
            on_error=self._fail,
        )
        self._check_splits()

    def follow_form(self) -> None:
        """Look anew where what stands in the form needs it."""
        config = self._page.form.config
        if config is None or self._lane is None:
            return  # or nobody looks at the page yet
        if self._wanted(config) != self._looked_at:
            self.look()
        else:
            self._check_splits()
        self._estimate()

    def close(self) -> None:
        """End the worker."""
        if self._lane is not None:
            self._lane.close()

    def _ensure_lane(self) -> Lane:
        if self._lane is None:
            self._lane = Lane("readiness", deliver=self._context.bridge.deliver)
        return self._lane

    def _wanted(self, config: ExperimentConfig) -> object:
        return self._page.choices.separator, config.features, config.genres

    def _check_splits(self) -> None:
        for ticket in self._checks:
            ticket.cancel()
        self._page.show_split_problem("")
        self._checks = []
        for config in self._page.configs:
            ticket = self._ensure_lane().submit(
                check_splits,
                SplitCheckTask(project_folder=self._project.folder, config=config),
                on_value=self._take_split_problem,
                on_error=self._fail,
            )
            self._checks.append(ticket)

    def _take_split_problem(self, problem: str) -> None:
        if problem:
            self._page.show_split_problem(problem)
        self._checks = [each for each in self._checks if not each.is_finished]
        self._tell()

    def _take_readiness(self, readiness: Readiness, task: ReadinessTask) -> None:
        self._page.show_readiness(readiness)
        self._estimate()
        if self._search is not None and not self._search.is_finished:
            self._search.cancel()
        # Behind the rest: it takes up to a minute for a thousand segments.
        self._search = self._ensure_lane().submit(
            find_near_duplicates,
            task,
            on_value=lambda search: self._page.show_readiness(with_duplicates(readiness, search)),
            on_error=self._context.show_error,
        )
        self._tell()

    def _tell(self) -> None:
        if self.is_known:
            self.known.emit()

    def _fail(self, error: BaseException) -> None:
        self._context.show_error(error)
        self._checks = [each for each in self._checks if not each.is_finished]
        self.failed.emit()

    def _estimate(self) -> None:
        readiness = self._page.readiness
        if readiness is None:
            return
        texts = []
        for config in self._page.configs:
            estimate = estimate_time(
                config,
                n_segments=readiness.n_segments,
                n_left=config.trials,
                n_workers=default_worker_count(),
                earlier=earlier_runs(self._project),
                preparation=preparation(self._project, readiness),
            )
            texts.append(estimate.text)
        self._page.show_estimate(" ".join(dict.fromkeys(texts)))
