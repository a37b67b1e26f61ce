"""The experiment: runs the trials that are missing, stores each when it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.services.extract_features import LabelledData, extract_features
from sepgenre_gui.services.run_records import run_identity, run_provenance, run_warnings
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.events import Event, TrialFinished
from sepgenre_training.experiment.results import Split
from sepgenre_training.experiment.splits import draw_splits
from sepgenre_training.experiment.trial import TrialTask, run_trial


@attrs.frozen(kw_only=True)
class RunSummary:
    """What a call of `run_experiment` did.

    `continued` tells that a new run was asked for, and an unfinished one gone on with instead.
    """

    run: Run
    data: LabelledData
    trials_before: int
    trials_run: int
    continued: bool


def run_experiment(
    project: Project,
    config: ExperimentConfig,
    *,
    separator: str | None = None,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
    new: bool = False,
) -> RunSummary:
    """Run the trials of `config` that the project does not have yet.

    Two calls belong to the same run where everything but the number of trials is equal:
    configuration, tensors, genres, separator, versions and kind of machine. So the same command
    after a crash, or with more trials, goes on where the run stands, and its result equals that
    of an undisturbed run. ``config.trials`` asks for at least so many: where more are stored
    already, nothing is run and all are kept.

    Parameters
    ----------
    new : bool
        Begin a new run even where an equal one exists, unless the newest of these was
        interrupted: the same command once more finishes what it began.

    Raises
    ------
    ExperimentError
        Where the data cannot be split as configured, or a trial failed; the trials that ended
        before are stored.
    """
    separated = separate_segments(project, separator=separator, pool=pool, on_event=on_event)
    data = extract_features(
        project,
        separator=separator,
        settings=config.features,
        pool=pool,
        on_event=on_event,
        not_separated=separated.failed,
    )
    splits = draw_splits(data.segments, config)
    found = _find_run(project, config, data, new=new)
    run = found or _create_run(project, config, data, splits)
    before = project.runs.trial_indices(run.id)
    tasks = [
        TrialTask(config=config, index=index, segments=data.segments, tensors=data.tensors)
        for index in range(config.trials)
        if index not in before
    ]
    if found is not None and config.trials >= found.trials_wanted:
        project.runs.set_warnings(run.id, run_warnings(config, data, splits))
    run = project.runs.set_trials_wanted(run.id, len(before) + len(tasks))
    if tasks:
        _run_trials(project, run, tasks, len(before), pool, on_event)
    if run.state is not RunState.DONE or tasks:
        run = project.runs.set_state(run.id, RunState.DONE)
    return RunSummary(
        run=run,
        data=data,
        trials_before=len(before),
        trials_run=len(tasks),
        continued=new and found is not None,
    )


def _find_run(
    project: Project, config: ExperimentConfig, data: LabelledData, *, new: bool
) -> Run | None:
    """Return the newest equal run to go on with, or None to begin one."""
    found = project.runs.find_by_identity(run_identity(config, data))
    if found is None or not new:
        return found
    # A command that asks for fewer trials than are stored is not the one that was interrupted.
    is_asked_for = len(project.runs.trial_indices(found.id)) <= config.trials
    return found if found.state is not RunState.DONE and is_asked_for else None


def _create_run(
    project: Project, config: ExperimentConfig, data: LabelledData, splits: Sequence[Split]
) -> Run:
    identity = run_identity(config, data)
    return project.runs.create(
        name=f"{config.name} {len(project.runs.list()) + 1}",
        identity=identity,
        config_toml=format_config(config),
        protocol=config.protocol,
        separator=data.separator,
        genres=data.genres,
        segment_genres={segment.segment_id: segment.label for segment in data.segments},
        segment_titles=data.titles,
        provenance=run_provenance(config, data, identity),
        warnings=run_warnings(config, data, splits),
        trials_wanted=config.trials,
    )


def _run_trials(
    project: Project,
    run: Run,
    tasks: list[TrialTask],
    stored: int,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> None:
    project.runs.set_state(run.id, RunState.RUNNING)
    failure: BaseException | None = None
    try:
        for outcome in pool.run(run_trial, tasks, on_event=on_event):
            if outcome.value is None:
                failure = failure or outcome.error
                continue
            stored += 1
            project.runs.store_trial(run.id, outcome.value)
            on_event(TrialFinished(result=outcome.value, done=stored, total=run.trials_wanted))
    except BaseException:
        project.runs.set_state(run.id, RunState.STOPPED)
        raise
    if failure is not None:
        project.runs.set_state(run.id, RunState.FAILED)
        raise ExperimentError(
            f"Run {run.id}: a trial failed ({failure}); {stored} trials are stored.",
            remedy="Run the same command again: only the missing trials are run.",
        ) from failure
