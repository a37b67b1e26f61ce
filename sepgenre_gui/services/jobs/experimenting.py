"""A run of the experiment as a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.events import RunStarted
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_training.compute.events import Progressed
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import load_config, parse_config
from sepgenre_training.experiment.events import TrialFinished

STAGE = "trials"

_RUNS_SETTING = "experiment.runs_of_jobs"
# By job identifier, which no other job ever gets.


def run_trials(project: Project, context: JobContext) -> str:
    """Run the trials that the project does not have yet; what is missing before them, first.

    A job that is offered again, or tried again, goes on with the run that it began, and has the
    number of trials that the person wanted last.
    """
    arguments = context.arguments
    summary = run_experiment(
        project,
        read_config(arguments),
        separator=arguments["separator"],
        pool=context.pool,
        on_event=_tell(context),
        new=arguments.get("new", False),
        run_name=arguments.get("name", ""),
        run_id=_run_of(project, context),
        on_started=lambda started: _begin(project, context, started),
    )
    done = f"Ran {count(summary.trials_run, 'trial')}; {summary.trials_before} were stored before."
    return f"{summary.run.name}: {done}"


def read_config(arguments: Mapping[str, Any]) -> ExperimentConfig:
    """Return the configuration of a request, or of one that an older version stored."""
    if "toml" in arguments:
        return parse_config(arguments["toml"])
    return attrs.evolve(load_config(arguments["config"]), trials=arguments["trials"])


def _begin(project: Project, context: JobContext, started: RunStarted) -> None:
    jobs = {str(job.id) for job in project.jobs.list()}
    runs = project.settings.get(_RUNS_SETTING, dict[str, Any]())
    kept = {job: run for job, run in runs.items() if job in jobs}
    project.settings.set(_RUNS_SETTING, {**kept, str(context.job_id): started.run_id})
    context.on_event(started)
    _progress(context, started.trials_before, started.trials_wanted, "")


def _run_of(project: Project, context: JobContext) -> int | None:
    """Return the run that the job began before, or was asked to go on with."""
    runs = project.settings.get(_RUNS_SETTING, dict[str, Any]())
    begun = runs.get(str(context.job_id))
    if begun in {run.id for run in project.runs.list()}:
        return int(begun)
    asked_for: int | None = context.arguments.get("run")
    return asked_for


def _tell(context: JobContext) -> Callable[[Any], None]:
    def tell(event: Any) -> None:
        context.on_event(event)
        if isinstance(event, TrialFinished):
            _progress(context, event.done, event.total, f"trial {event.result.index + 1}")

    return tell


def _progress(context: JobContext, done: int, total: int, item: str) -> None:
    context.on_event(Progressed(stage=STAGE, done=done, total=total, item=item))
