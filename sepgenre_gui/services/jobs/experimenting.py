"""A run of the experiment as a job."""

from __future__ import annotations

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_training.experiment.configuration_file import load_config


def run_trials(project: Project, context: JobContext) -> str:
    """Run the trials that the project does not have yet; what is missing before them, first."""
    config = attrs.evolve(
        load_config(context.arguments["config"]), trials=context.arguments["trials"]
    )
    summary = run_experiment(
        project,
        config,
        separator=context.arguments["separator"],
        pool=context.pool,
        on_event=context.on_event,
    )
    done = f"Ran {count(summary.trials_run, 'trial')}; {summary.trials_before} were stored before."
    return f"{summary.run.name}: {done}"
