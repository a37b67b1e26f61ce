"""The trials of a run: as many as are wanted, which a person may change on the way."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any, cast

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.services.experiment.drawing import draw_in_worker
from sepgenre_gui.services.extract_features import LabelledData
from sepgenre_gui.services.run_records import run_warnings
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.events import Event, TrialFinished
from sepgenre_training.experiment.trial import TrialTask, run_trial


class _EnoughTrialsError(Exception):
    """So many trials are stored as are wanted by now; those under way are not."""


class RunningTrials:
    """Runs and stores the trials that a run still lacks, then marks it as done.

    How many are wanted is asked of the project again at each event, so that another thread may
    change it by `RunTable.set_trials_wanted`: where it wants more, they are run after those under
    way; where it wants fewer, tasks under way are cancelled as soon as so many are stored. A trial
    depends on its index alone, so the results are those of an undisturbed run all the same.

    Parameters
    ----------
    project : Project
    run : Run
        Its `trials_wanted` is that of its trials that are stored and those to be run.
    config : ExperimentConfig
        Its `trials` are those whose splits were drawn, and so checked, already.
    data : LabelledData
    pool : WorkerPool
    on_event : callable
    """

    def __init__(
        self,
        project: Project,
        run: Run,
        config: ExperimentConfig,
        data: LabelledData,
        pool: WorkerPool,
        on_event: Callable[[Event], None],
    ) -> None:
        self._project, self._run_id = project, run.id
        self._config, self._data = config, data
        self._pool, self._on_event = pool, on_event
        self._stored = project.runs.trial_indices(run.id)

    def run(self) -> int:
        """Run the trials; return how many were run.

        Raises
        ------
        ExperimentError
            Where a trial failed, or more were wanted than can be split; those that ended before
            are stored.
        """
        before = len(self._stored)
        try:
            while missing := self._take_missing():
                self._check_splits(max(missing) + 1)
                self._run_batch(missing)
        except ExperimentError:
            self._set_state(RunState.FAILED)
            raise
        except BaseException:
            self._set_state(RunState.STOPPED)
            raise
        return len(self._stored) - before

    def _take_missing(self) -> list[int]:
        """Return the indices of the trials to run next; where there are none, the run is done."""
        # One transaction, or a person could ask for more just before the run is marked as done.
        with self._project.transaction():
            n_missing = self._wanted() - len(self._stored)
            if n_missing > 0:
                self._set_state(RunState.RUNNING)
                return _first_without(self._stored, n_missing)
            self._project.runs.set_trials_wanted(self._run_id, max(1, len(self._stored)))
            self._set_state(RunState.DONE)
            return []

    def _check_splits(self, n_trials: int) -> None:
        """Draw the splits of trials that were wanted later, as those of the first were."""
        if n_trials <= self._config.trials:
            return
        self._config = attrs.evolve(self._config, trials=n_trials)
        splits = draw_in_worker(self._pool, self._data.segments, self._config)
        warnings = run_warnings(self._config, self._data, splits)
        self._project.runs.set_warnings(self._run_id, warnings)

    def _run_batch(self, indices: list[int]) -> None:
        failure: BaseException | None = None
        outcomes = self._pool.run(run_trial, self._tasks(indices), on_event=self._hear)
        # Closed at once where it is left early: that cancels what is under way.
        with closing(cast("Generator[Any]", outcomes)):
            try:
                for outcome in outcomes:
                    if outcome.value is None:
                        failure = failure or outcome.error
                        continue
                    self._project.runs.store_trial(self._run_id, outcome.value)
                    self._stored.add(outcome.value.index)
                    done, total = len(self._stored), self._wanted()
                    self._on_event(
                        TrialFinished(result=outcome.value, done=done, total=max(done, total))
                    )
                    self._stop_where_enough()
            except _EnoughTrialsError:
                pass
        if failure is not None:
            raise ExperimentError(
                f"Run {self._run_id}: a trial failed ({failure}); "
                f"{len(self._stored)} trials are stored.",
                remedy="Run the same command again: only the missing trials are run.",
            ) from failure

    def _tasks(self, indices: list[int]) -> list[TrialTask]:
        # The number of trials is no part of what a trial is.
        return [
            TrialTask(
                config=self._config,
                index=index,
                segments=self._data.segments,
                tensors=self._data.tensors,
            )
            for index in indices
        ]

    def _hear(self, event: Any) -> None:
        self._on_event(event)
        self._stop_where_enough()

    def _stop_where_enough(self) -> None:
        if len(self._stored) >= self._wanted():
            raise _EnoughTrialsError

    def _wanted(self) -> int:
        return self._project.runs.trials_wanted(self._run_id)

    def _set_state(self, state: RunState) -> None:
        self._project.runs.set_state(self._run_id, state)


def _first_without(stored: set[int], number: int) -> list[int]:
    """Return the first `number` indices that are not among `stored`."""
    free = (index for index in range(number + len(stored)) if index not in stored)
    return [index for index, _ in zip(free, range(number), strict=False)]
