"""Pausing, stopping and continuing runs, and how many trials they shall have."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.experiment.specs import CONTINUE, PAUSE, STOP
from sepgenre_gui.screens.experiment.watch import RunWatch
from sepgenre_gui.screens.queue.holding import JobHold
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.experiment.runs import request_continue
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.errors import ExperimentError, SepgenreError


class Running(JobHold):
    """Steers the experiment that goes on, and the run at hand.

    Attributes
    ----------
    run_id : int or None
        The run at hand.

    Signals
    -------
    asked : int
        A job was asked for.
    """

    asked = Signal(int)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        watch: RunWatch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            queue,
            lambda: watch.job,
            nothing="No experiment is running.",
            stopped="The run stops; its stored trials are kept.",
            parent=parent,
        )
        self._project, self._context, self._watch = project, context, watch
        self.run_id: int | None = None

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions, which are in `book` now."""
        for name, slot in {
            PAUSE: self.pause_or_resume,
            STOP: self.stop,
            CONTINUE: self.go_on,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def go_on(self) -> None:
        """Run the trials that the run at hand lacks."""
        if self.run_id is None:
            self.said.emit("Choose a run first.")
            return
        job = self._watch.job_of(self.run_id)
        if job is not None:
            if job.state is JobState.PAUSED:
                self._queue.resume(job.id)
            return
        try:
            repeated = request_continue(self._project, self.run_id)
            if repeated.changes:
                raise ExperimentError(
                    f"This run cannot go on, since it would not be the same: "
                    f"{' '.join(repeated.changes)}",
                    remedy="Choose “Run again” for a new run of its configuration.",
                )
            self.asked.emit(self._queue.add(repeated.request))
        except SepgenreError as error:
            self._context.show_error(error)

    def set_trials(self, trials: int) -> None:
        """Let the run at hand have so many trials; run what is missing where nothing is at it."""
        if self.run_id is None:
            return
        try:
            run = self._project.runs.set_trials_wanted(self.run_id, trials)
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self._watch.set_trials(run.id, trials)
        self.said.emit(f"{run.name} shall have {count(trials, 'trial')}.")
        stored = len(self._project.runs.trial_indices(run.id))
        if self._watch.job_of(run.id) is None and stored < trials:
            self.go_on()
