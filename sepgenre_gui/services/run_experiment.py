"""The experiment: what is missing before it, then the trials that are missing, each stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.services.experiment.changes import changes_since
from sepgenre_gui.services.experiment.drawing import draw_in_worker
from sepgenre_gui.services.experiment.events import RunStarted
from sepgenre_gui.services.experiment.participants import find_missing, participants
from sepgenre_gui.services.experiment.trials import RunningTrials
from sepgenre_gui.services.extract_features import LabelledData, extract_features
from sepgenre_gui.services.run_records import run_identity, run_provenance, run_warnings
from sepgenre_gui.services.separate_segments import choose_separator, separate_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.events import Event
from sepgenre_training.experiment.results import Split


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


def _take_no_notice(_: RunStarted) -> None:
    pass


def run_experiment(
    project: Project,
    config: ExperimentConfig,
    *,
    separator: str | None = None,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
    new: bool = False,
    run_name: str = "",
    run_id: int | None = None,
    on_started: Callable[[RunStarted], None] = _take_no_notice,
) -> RunSummary:
    """Run the trials of `config` that the project does not have yet.

    Two calls belong to the same run where everything but the number of trials is equal:
    configuration, tensors, genres, separator, versions and kind of machine. So the same command
    after a crash, or with more trials, goes on where the run stands, and its result equals that
    of an undisturbed run. ``config.trials`` asks for at least so many: where more are stored
    already, nothing is run and all are kept. While it goes on, another thread may change the
    number by `RunTable.set_trials_wanted`.

    Parameters
    ----------
    new : bool
        Begin a new run even where an equal one exists, unless the newest of these was
        interrupted: the same command once more finishes what it began.
    run_name : str
        What a run that is begun is called; by default the configuration's name and a number.
    run_id : int, optional
        The run to go on with, and no other; its own number of trials is the one that counts.
    on_started : callable
        Receives `RunStarted` when the run exists, before its first trial.

    Raises
    ------
    ExperimentError
        Where the data cannot be split as configured, run `run_id` is another by now, or a trial
        failed; the trials that ended before are stored.
    """
    data = prepare_data(project, config, separator, pool, on_event)
    found = _find_run(project, config, data, new=new, run_id=run_id)
    before = set() if found is None else project.runs.trial_indices(found.id)
    if found is not None and run_id is not None:
        config = attrs.evolve(config, trials=found.trials_wanted)
    splits = draw_in_worker(pool, data.segments, config)
    run = found or _create_run(project, config, data, splits, run_name, pool.place)
    if found is not None and config.trials >= found.trials_wanted:
        project.runs.set_warnings(run.id, run_warnings(config, data, splits))
    if run_id is None:
        n_missing = len(set(range(config.trials)) - before)
        run = project.runs.set_trials_wanted(run.id, len(before) + n_missing)
    on_started(
        RunStarted(
            run_id=run.id,
            name=run.name,
            trials_before=len(before),
            trials_wanted=run.trials_wanted,
            is_continued=found is not None,
        )
    )
    trials_run = 0
    if run.trials_wanted > len(before) or run.state is not RunState.DONE:
        trials_run = RunningTrials(project, run, config, data, pool, on_event).run()
    return RunSummary(
        run=project.runs.get(run.id),
        data=data,
        trials_before=len(before),
        trials_run=trials_run,
        continued=new and found is not None,
    )


def prepare_data(
    project: Project,
    config: ExperimentConfig,
    separator: str | None,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> LabelledData:
    """Make the stems and features that are missing of the segments that take part.

    Raises
    ------
    SepgenreError
        As `separate_segments` and `extract_features` do.
    """
    taking_part = participants(project, config.genres)
    chosen = choose_separator(project, separator)
    missing = find_missing(project, taking_part, chosen, config.features)
    separated = separate_segments(
        project, separator=chosen, only=missing.stems, pool=pool, on_event=on_event
    )
    return extract_features(
        project,
        separator=chosen,
        settings=config.features,
        genres=config.genres,
        pool=pool,
        on_event=on_event,
        not_separated=separated.failed,
    )


def _find_run(
    project: Project, config: ExperimentConfig, data: LabelledData, *, new: bool, run_id: int | None
) -> Run | None:
    """Return the run `run_id`, or the newest equal run to go on with, or None to begin one."""
    if run_id is not None:
        return _same_run(project.runs.get(run_id), config, data)
    found = project.runs.find_by_identity(run_identity(config, data))
    if found is None or not new:
        return found
    # A command that asks for fewer trials than are stored is not the one that was interrupted.
    is_asked_for = len(project.runs.trial_indices(found.id)) <= config.trials
    return found if found.state is not RunState.DONE and is_asked_for else None


def _same_run(run: Run, config: ExperimentConfig, data: LabelledData) -> Run:
    changes = changes_since(run, config, data)
    if changes:
        raise ExperimentError(
            f"{run.name!r} cannot be gone on with, for its trials would not be alike. "
            f"{' '.join(changes)}",
            remedy="Run it again as a new run, or undo these changes first.",
        )
    return run


def _create_run(
    project: Project,
    config: ExperimentConfig,
    data: LabelledData,
    splits: Sequence[Split],
    name: str,
    place: str,
) -> Run:
    identity = run_identity(config, data)
    return project.runs.create(
        name=name or f"{config.name} {len(project.runs.list()) + 1}",
        identity=identity,
        config_toml=format_config(config),
        protocol=config.protocol,
        separator=data.separator,
        genres=data.genres,
        segment_genres={segment.segment_id: segment.label for segment in data.segments},
        segment_titles=data.titles,
        provenance={**run_provenance(config, data, identity), "computed on": place},
        warnings=run_warnings(config, data, splits),
        trials_wanted=config.trials,
    )
