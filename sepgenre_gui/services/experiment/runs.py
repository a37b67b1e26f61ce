"""The runs of a project as a person keeps them: listed, named, noted, deleted, run again."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from sepgenre_gui.jobs.queue import JobRequest
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.project.run_scores import MeanScores
from sepgenre_gui.services.experiment.changes import changes_since
from sepgenre_gui.services.extract_features import planned_data
from sepgenre_gui.services.jobs.requests import experiment_request
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import parse_config


@attrs.frozen(kw_only=True)
class ListedRun:
    """A run as a list shows it.

    Attributes
    ----------
    run : Run
        With name, note, state, protocol, separator, genres, trials wanted, provenance.
    trials_done : int
        Trials that are stored.
    means : Mapping[str, MeanScores]
        Over these, by network, reference rows included.
    """

    run: Run
    trials_done: int
    means: Mapping[str, MeanScores]


@attrs.frozen(kw_only=True)
class RepeatedRun:
    """What to ask the queue for, so that a run is made again or gone on with.

    Attributes
    ----------
    request : JobRequest
    changes : tuple of str
        What differs from what the run was made with, as sentences. A run is gone on with only
        where nothing does.
    """

    request: JobRequest
    changes: tuple[str, ...]


def list_runs(project: Project) -> tuple[ListedRun, ...]:
    """Return every run, the newest first."""
    counts, means = project.run_scores.trial_counts(), project.run_scores.means()
    return tuple(
        ListedRun(run=run, trials_done=counts.get(run.id, 0), means=means.get(run.id, {}))
        for run in reversed(project.runs.list())
    )


def run_config(run: Run) -> ExperimentConfig:
    """Return the configuration of `run`, with the number of trials that is wanted by now."""
    return attrs.evolve(parse_config(run.config_toml), trials=run.trials_wanted)


def rename_run(project: Project, run_id: int, name: str) -> Run:
    """Give a run another name.

    Raises
    ------
    ExperimentError
        Where the name is empty.
    """
    name = " ".join(name.split())
    if not name:
        raise ExperimentError("A run needs a name.", remedy="Write at least one character.")
    return project.runs.rename(run_id, name)


def note_run(project: Project, run_id: int, note: str) -> Run:
    """Set what the person remarks about a run; empty for nothing."""
    return project.runs.set_note(run_id, note.strip())


def delete_run(project: Project, run_id: int) -> None:
    """Remove a run with all its trials, for good.

    Raises
    ------
    ExperimentError
        Where it is at work.
    """
    with project.transaction():
        run = project.runs.get(run_id)
        if run.state is RunState.RUNNING:
            raise ExperimentError(
                f"{run.name!r} is running, so it cannot be deleted.", remedy="Stop it first."
            )
        project.runs.remove(run_id)


def paired_runs(project: Project, run_id: int) -> Mapping[int, int]:
    """Return the runs that can be compared with this one trial by trial.

    Returns
    -------
    Mapping[int, int]
        By identifier of the run, the number of trials of the same splits, at least one.
    """
    return project.run_scores.shared_trials(run_id)


def other_protocol(project: Project, run_id: int) -> int | None:
    """Return the newest run of the same segments and stems under the other protocol, or None.

    One without a finished trial is of no use.
    """
    run = project.runs.get(run_id)
    counts = project.run_scores.trial_counts()
    return next(
        (
            each.id
            for each in reversed(project.runs.list())
            if each.protocol != run.protocol
            and each.separator == run.separator
            and dict(each.segment_genres) == dict(run.segment_genres)
            and counts.get(each.id)
        ),
        None,
    )


def request_again(project: Project, run_id: int, *, name: str = "") -> RepeatedRun:
    """Return what runs `run_id` once more from the start, as a new run of the same configuration.

    Where nothing changed since, its results are the same to the last bit.
    """
    run = project.runs.get(run_id)
    return RepeatedRun(
        request=experiment_request(
            run_config(run), run.separator, new=True, run_name=name or f"{run.name}, again"
        ),
        changes=present_changes(project, run),
    )


def request_continue(project: Project, run_id: int) -> RepeatedRun:
    """Return what runs the trials that `run_id` still lacks.

    How many there shall be, `RunTable.set_trials_wanted` tells, before or while it goes on.
    """
    run = project.runs.get(run_id)
    return RepeatedRun(
        request=experiment_request(
            run_config(run), run.separator, run_name=run.name, run_id=run_id
        ),
        changes=present_changes(project, run),
    )


def present_changes(project: Project, run: Run) -> tuple[str, ...]:
    """Return what of the project and the machine differs from what `run` was made with.

    Nothing is computed for it: whether segments that are new can be separated is not known yet.
    """
    config = parse_config(run.config_toml)
    try:
        data = planned_data(
            project,
            separator=run.separator,
            settings=config.features,
            genres=config.genres,
        )
    except ExperimentError as error:
        return (error.message,)
    return changes_since(run, config, data)
