"""What goes on in runs: trials and epochs as workers tell of them, at most one epoch old."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.jobs.queue import Job, JobChanged, JobEvent, JobQueue, JobRemoved, JobReported
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import RunState
from sepgenre_gui.services.experiment.events import RunStarted
from sepgenre_gui.services.jobs.requests import EXPERIMENT
from sepgenre_gui.services.run_records import record_so_far
from sepgenre_training.experiment.events import EpochFinished, TrialFinished
from sepgenre_training.experiment.results import RunRecord

_REDRAW_MS = 250
"""Charts are drawn four times a second at most."""


@attrs.define
class LiveRun:
    """A run as far as it is known in the window.

    Attributes
    ----------
    record : RunRecord
        With the trials that have finished.
    unfinished : list of EpochFinished
        The epochs of the trials that workers are at.
    """

    record: RunRecord
    unfinished: list[EpochFinished] = attrs.field(factory=list)

    def take_epoch(self, epoch: EpochFinished) -> None:
        """Note an epoch of a trial that goes on."""
        self.unfinished.append(epoch)

    def take_trial(self, event: TrialFinished) -> None:
        """Note a trial that is stored now; its epochs stand in it."""
        trial = event.result
        self.unfinished = [each for each in self.unfinished if each.trial != trial.index]
        trials = {each.index: each for each in (*self.record.trials, trial)}
        self.record = attrs.evolve(
            self.record,
            trials=tuple(trials[index] for index in sorted(trials)),
            config=attrs.evolve(self.record.config, trials=max(event.total, len(trials))),
        )


class RunWatch(QObject):
    """Follows the experiments of the queue.

    Signals
    -------
    numbers_changed : int
        A run has an epoch or a trial more; told four times a second at most.
    runs_changed
        A run has begun, has a trial more, or stands differently.
    job_changed
        The job of an experiment stands differently, or is at another item.
    """

    numbers_changed = Signal(int)
    runs_changed = Signal()
    job_changed = Signal()

    def __init__(self, project: Project, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project, self._queue = project, queue
        self._runs: dict[int, LiveRun] = {}
        self._run_of_job: dict[int, int] = {}
        self._changed: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._tell)
        self._end: Callable[[], None] = queue.subscribe(self._take)

    @property
    def job(self) -> Job | None:
        """The experiment that goes on, waits or is held; of several, the one that has begun."""
        jobs = [
            job
            for job in self._queue.jobs
            if job.request.kind == EXPERIMENT and not job.state.is_finished()
        ]
        return min(jobs, key=lambda job: (not job.state.is_active(), job.id), default=None)

    def job_of(self, run_id: int) -> Job | None:
        """Return the job that is at a run, or None."""
        job = self.job
        return job if job is not None and self.run_of(job.id) == run_id else None

    def run_of(self, job_id: int) -> int | None:
        """Return the run that a job is at, once that exists."""
        begun = self._run_of_job.get(job_id)
        if begun is None:
            # One that goes on with a run names it from the start.
            asked_for: int | None = self._queue.job(job_id).request.arguments.get("run")
            return asked_for
        return begun

    def live(self, run_id: int) -> LiveRun:
        """Return a run as far as it is known; reads it from the project the first time.

        Raises
        ------
        ProjectError
            Where there is no such run any more.
        """
        if run_id not in self._runs:
            self._runs[run_id] = LiveRun(
                record_so_far(self._project, self._project.runs.get(run_id))
            )
        return self._runs[run_id]

    def set_trials(self, run_id: int, trials: int) -> None:
        """Note that a run shall have so many trials."""
        live = self.live(run_id)
        live.record = attrs.evolve(
            live.record, config=attrs.evolve(live.record.config, trials=trials)
        )
        self._note(run_id)
        self.runs_changed.emit()

    def forget(self, run_id: int) -> None:
        """Read a run anew the next time, as after it was renamed or removed."""
        self._runs.pop(run_id, None)

    def close(self) -> None:
        """Listen no longer."""
        self._end()
        self._timer.stop()

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobReported):
            if isinstance(event.event, RunStarted):
                self._begin(event.job_id, event.event.run_id)
            elif isinstance(event.event, EpochFinished | TrialFinished):
                self._take_result(event.job_id, event.event)
        elif isinstance(event, JobChanged):
            if event.job.request.kind == EXPERIMENT:
                self._take_job(event.job)
        elif isinstance(event, JobRemoved):
            self._run_of_job.pop(event.job_id, None)
            self.job_changed.emit()

    def _take_job(self, job: Job) -> None:
        if job.state.is_finished():
            run_id = self._run_of_job.get(job.id)
            if run_id is not None and run_id in self._runs:
                # Epochs of trials that were cut off belong to no result.
                self._runs[run_id].unfinished.clear()
                self._note(run_id)
            self.runs_changed.emit()
        self.job_changed.emit()

    def _take_result(self, job_id: int, event: EpochFinished | TrialFinished) -> None:
        run_id = self._find_run(job_id)
        if run_id is None:
            return
        live = self.live(run_id)
        if isinstance(event, TrialFinished):
            live.take_trial(event)
            self.runs_changed.emit()
        else:
            live.take_epoch(event)
        self._note(run_id)

    def _find_run(self, job_id: int) -> int | None:
        if job_id not in self._run_of_job:
            # It began before anybody listened. One experiment runs at a time, and its run is
            # marked before its first trial begins.
            running = [run for run in self._project.runs.list() if run.state is RunState.RUNNING]
            if not running:
                return None
            self._begin(job_id, running[-1].id)
        return self._run_of_job[job_id]

    def _begin(self, job_id: int, run_id: int) -> None:
        self._run_of_job[job_id] = run_id
        self.forget(run_id)
        self.runs_changed.emit()
        self.job_changed.emit()

    def _note(self, run_id: int) -> None:
        self._changed.add(run_id)
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        for run_id in sorted(changed):
            self.numbers_changed.emit(run_id)
