"""The experiment: runs the trials that are missing, stores each when it ends."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.services.extract_features import LabelledData, extract_features
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.cache import content_key
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config, parse_config
from sepgenre_training.experiment.events import Event, TrialFinished
from sepgenre_training.experiment.provenance import describe_machine, describe_versions
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.experiment.splits import check_splittable
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.separation.registry import describe_separator


@attrs.frozen(kw_only=True)
class RunSummary:
    """What a call of `run_experiment` did."""

    run: Run
    data: LabelledData
    trials_before: int
    trials_run: int


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
    of an undisturbed run.

    Parameters
    ----------
    new : bool
        Begin a new run even where an equal one exists.

    Raises
    ------
    ExperimentError
        Where the data cannot be split as configured, or a trial failed; the trials that ended
        before are stored.
    """
    separate_segments(project, separator=separator, pool=pool, on_event=on_event)
    data = extract_features(
        project, separator=separator, settings=config.features, pool=pool, on_event=on_event
    )
    check_splittable(data.segments, config)
    run = _find_or_create(project, config, data, new=new)
    before = project.runs.trial_indices(run.id)
    tasks = [
        TrialTask(config=config, index=index, segments=data.segments, tensors=data.tensors)
        for index in range(config.trials)
        if index not in before
    ]
    if tasks:
        _run_trials(project, run, tasks, len(before), pool, on_event)
    project.runs.set_state(run.id, RunState.DONE)
    return RunSummary(
        run=project.runs.get(run.id), data=data, trials_before=len(before), trials_run=len(tasks)
    )


def run_record(project: Project, run_id: int | None = None) -> RunRecord:
    """Return run `run_id`, or the newest one, as the report reads it.

    Raises
    ------
    ExperimentError
        Where the project has no such run, or the run has no finished trial.
    """
    runs = project.runs.list()
    if not runs:
        raise ExperimentError(
            f"{project.folder}: no experiment has been run yet.",
            remedy=f"Run one: `sepgenre run {project.folder} --config paper`.",
        )
    run = project.runs.get(run_id) if run_id is not None else runs[-1]
    trials = project.runs.trials(run.id)
    if not trials:
        raise ExperimentError(
            f"{project.folder}: run {run.id} has no finished trial.",
            remedy=f"Run it to an end: `sepgenre run {project.folder}`.",
        )
    config = attrs.evolve(parse_config(run.config_toml), trials=run.trials_wanted)
    return RunRecord(
        name=run.name,
        config=config,
        genres=run.genres,
        segment_genres=run.segment_genres,
        segment_titles=run.segment_titles,
        trials=trials,
        provenance=run.provenance,
        warnings=run.warnings,
    )


def _find_or_create(
    project: Project, config: ExperimentConfig, data: LabelledData, *, new: bool
) -> Run:
    identity = run_identity(config, data)
    found = None if new else project.runs.find_by_identity(identity)
    if found is None:
        return project.runs.create(
            name=f"{config.name} {len(project.runs.list()) + 1}",
            identity=identity,
            config_toml=format_config(config),
            protocol=config.protocol,
            separator=data.separator,
            genres=data.genres,
            segment_genres={segment.segment_id: segment.label for segment in data.segments},
            segment_titles=data.titles,
            provenance=_provenance(config, data, identity),
            warnings=_warnings(config, data),
            trials_wanted=config.trials,
        )
    project.runs.set_trials_wanted(found.id, max(config.trials, found.trials_wanted))
    return project.runs.get(found.id)


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


def run_identity(config: ExperimentConfig, data: LabelledData) -> str:
    """Return a hash of all that a trial's result depends on; the number of trials is no part."""
    comparable = attrs.evolve(config, trials=1, name="")
    return content_key(
        config=format_config(comparable),
        tensors=data.key,
        segments=[attrs.astuple(segment) for segment in data.segments],
        genres=data.genres,
        separator=data.separator,
        versions=describe_versions(),
        machine=describe_machine(),
    )


def _provenance(config: ExperimentConfig, data: LabelledData, identity: str) -> dict[str, str]:
    separator = describe_separator(data.separator)
    return {
        "identity": identity,
        "separator": f"{separator.name}, version {separator.version}",
        "tensors": data.key,
        "seed": str(config.seed),
        **{f"version of {name}": version for name, version in describe_versions().items()},
        **describe_machine(),
    }


def _warnings(config: ExperimentConfig, data: LabelledData) -> tuple[str, ...]:
    warnings: list[str] = []
    if data.unlabelled:
        warnings.append(f"{data.unlabelled} segments without a genre were left out.")
    warnings.extend(f"Left out: {problem.reason}" for problem in data.problems)
    if config.split.group == "none":
        warnings.append("Segments of one song may stand on both sides of a split (group: none).")
    without_artist = sum(segment.artist is None for segment in data.segments)
    if config.split.group == "artist" and without_artist:
        warnings.append(
            f"The artist of {without_artist} of {len(data.segments)} segments is not known; "
            "their songs count for themselves, so songs of one artist may stand on both sides."
        )
    songs = [
        len({segment.song_id for segment in data.segments if segment.label == label})
        for label in range(len(data.genres))
    ]
    warnings.extend(
        f"Genre {genre!r} has only {count} songs."
        for genre, count in zip(data.genres, songs, strict=True)
        if count < 5
    )
    return tuple(warnings)
