"""Commands about the experiment: run, runs, report, configs, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import App, Parameter

from sepgenre_gui.cli.cluster_options import THIS_MACHINE, ClusterOptions, open_pool
from sepgenre_gui.cli.failure import writing
from sepgenre_gui.cli.options import (
    Json,
    ProjectPath,
    SeparatorName,
    Workers,
    is_count,
    is_identifier,
)
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.cli.run_table import record_data, show_table

if TYPE_CHECKING:
    from sepgenre_training.experiment.config import ExperimentConfig

ConfigName = Annotated[
    str, Parameter(name="--config", help="paper, sound, or a TOML file (`sepgenre configs`).")
]
Trials = Annotated[
    int | None,
    Parameter(help="Number of trials; by default the configuration's.", validator=is_count),
]
Epochs = Annotated[
    int | None,
    Parameter(help="Number of epochs; by default the configuration's.", validator=is_count),
]


def register(app: App) -> None:
    """Add these commands to `app`."""
    for command in (run, runs, report, configs, demo):
        app.command(command)


def run(
    project: ProjectPath,
    /,
    *,
    config: ConfigName = "paper",
    trials: Trials = None,
    epochs: Epochs = None,
    separator: SeparatorName = None,
    new: Annotated[
        bool,
        Parameter(
            negative="",
            help="Begin a new run even where an equal one is stored; one that was interrupted is "
            "finished first.",
        ),
    ] = False,
    workers: Workers = None,
    cluster: ClusterOptions = THIS_MACHINE,
    json: Json = False,
) -> None:
    """Run the experiment: the four networks over many trials; each trial is stored as it ends.

    Stems and features that are missing are made first. After a crash, or with more trials, the
    same command goes on where the run stands: only the missing trials are run.

    Example: `sepgenre run songs --config sound --trials 20`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.run_experiment import run_experiment
    from sepgenre_gui.services.run_records import run_record

    out = Output(json=json)
    chosen = _configure(config, trials, epochs)
    with Project.open(project) as opened, open_pool(workers, cluster) as pool, ProgressBar() as bar:
        summary = run_experiment(
            opened, chosen, separator=separator, pool=pool, on_event=bar.show, new=new
        )
        record = run_record(opened, summary.run.id)
    if summary.continued:
        out.say(f"Run {summary.run.id} had been interrupted, so it was finished first.")
    for warning in record.warnings:
        out.say(f"Note: {warning}")
    show_table(out, record)
    out.say(
        f"Run {summary.run.id} ({record.name}): {summary.trials_run} trials run, "
        f"{summary.trials_before} were stored before. "
        f"Report: sepgenre report {project} {summary.run.id} --out {project / 'report'}"
    )
    done = {"trials_run": summary.trials_run, "continued": summary.continued}
    out.data(record_data(record) | {"run": summary.run.id} | done)


def runs(project: ProjectPath, /, *, json: Json = False) -> None:
    """List the runs of a project with their protocol, separator and state.

    Example: `sepgenre runs songs`
    """
    from sepgenre_gui.project.project import Project

    out = Output(json=json)
    with Project.open(project, read_only=True) as opened:
        listed = [(run, len(opened.runs.trial_indices(run.id))) for run in opened.runs.list()]
    out.table(
        ("id", "name", "protocol", "separator", "trials", "state", "created"),
        [
            (
                run.id,
                run.name,
                run.protocol,
                run.separator,
                f"{done} of {run.trials_wanted}",
                run.state.value,
                run.created_at,
            )
            for run, done in listed
        ],
        right=("id", "trials"),
    )
    out.say(f"{len(listed)} runs.")
    out.data({"runs": [{"run": run, "trials_stored": done} for run, done in listed]})


def report(
    project: ProjectPath,
    run: Annotated[
        int | None,
        Parameter(help="The run's id; by default the newest with trials.", validator=is_identifier),
    ] = None,
    /,
    *,
    out: Annotated[Path, Parameter(help="The folder to write.")],
    json: Json = False,
) -> None:
    """Write a run's report: one HTML page with everything, figures as PNG and SVG, CSV, JSON.

    Example: `sepgenre report songs --out songs/report`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.run_records import run_record
    from sepgenre_training.report.writing import write_report

    output = Output(json=json)
    with Project.open(project, read_only=True) as opened:
        record = run_record(opened, run)
    with writing(out):
        files = write_report(record, out)
    show_table(output, record)
    output.say(f"Report of {record.name}: {files.page}")
    output.data(record_data(record) | {"report": files.page})


def configs(
    action: Annotated[str, Parameter(help="list, show followed by a name, or explain.")] = "list",
    name: Annotated[str, Parameter(help="The configuration to show.")] = "paper",
    /,
    *,
    json: Json = False,
) -> None:
    """List the experiment configurations, show one with the reason for every choice, or explain.

    `explain` tells of every setting what it does, its default, its range, and what the paper
    says of it.

    Example: `sepgenre configs show sound > mine.toml`
    """
    from sepgenre_training.errors import ConfigurationError
    from sepgenre_training.experiment.configuration_file import preset_names, preset_text

    out = Output(json=json)
    if action == "list":
        out.say("\n".join(preset_names()))
        out.data({"configs": preset_names()})
    elif action == "show":
        out.say(preset_text(name).rstrip())
        out.data({"name": name, "toml": preset_text(name)})
    elif action == "explain":
        _explain(out)
    else:
        raise ConfigurationError(
            f"configs {action}: no such action.", remedy="Use list, show or explain."
        )


def _explain(out: Output) -> None:
    from sepgenre_training.experiment.config_fields import CONFIG_FIELDS, value_text

    out.table(
        ("setting", "default", "range", "unit", "paper", "what it does"),
        [
            (
                field.file_path,
                value_text(field.default),
                field.range_text,
                field.unit,
                field.paper,
                f"{field.does} {field.note}".rstrip(),
            )
            for field in CONFIG_FIELDS
        ],
    )
    out.data({"settings": {field.file_path: field for field in CONFIG_FIELDS}})


def demo(
    project: Annotated[Path, Parameter(help="Where to make it.")] = Path("sepgenre-demo"),
    /,
    *,
    config: ConfigName = "paper",
    trials: Annotated[int, Parameter(help="Number of trials.", validator=is_count)] = 5,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Run the whole path on 66 generated songs of six related genres, in under ten minutes.

    Writes the songs, cuts a segment of each, separates, extracts features, runs the experiment
    and ends with the table and the place of the report. Run again, it goes on where it stopped.

    Example: `sepgenre demo`
    """
    from sepgenre_gui.services.demo import run_demo
    from sepgenre_training.compute.pool import WorkerPool

    out = Output(json=json)
    out.say(f"The demo in {project}: 66 generated songs, {trials} trials. This takes minutes.")
    with WorkerPool(workers) as pool, ProgressBar() as bar:
        summary = run_demo(project, _configure(config, trials, None), pool=pool, on_event=bar.show)
    show_table(out, summary.record)
    out.say(f"Report: {summary.report.page}")
    out.data(record_data(summary.record) | {"report": summary.report.page})


def _configure(name: str, trials: int | None, epochs: int | None) -> ExperimentConfig:
    from sepgenre_training.experiment.configuration_file import load_config

    config = load_config(name)
    return attrs.evolve(
        config,
        trials=config.trials if trials is None else trials,
        epochs=config.epochs if epochs is None else epochs,
    )
