"""Reports and charts of runs as jobs: drawn by a worker, since matplotlib stalls who imports it."""

from __future__ import annotations

from pathlib import Path

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.run_records import run_record
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report import charts
from sepgenre_training.report.charts import GenreCount


@attrs.frozen(kw_only=True)
class ReportTask:
    """A report to write into `folder`."""

    record: RunRecord
    folder: Path


@attrs.frozen(kw_only=True)
class ChartTask:
    """The chart called `chart` to write to `path`."""

    record: RunRecord
    chart: str
    path: Path


@attrs.frozen(kw_only=True)
class ComparisonChartTask:
    """The chart called `chart` of compared runs to write to `path`."""

    records: tuple[RunRecord, ...]
    chart: str
    path: Path


@attrs.frozen(kw_only=True)
class GenreChartTask:
    """The chart of `counts` to write to `path`."""

    counts: tuple[GenreCount, ...]
    path: Path


def export_report(project: Project, context: JobContext) -> str:
    """Write the report of a run."""
    arguments = context.arguments
    task = ReportTask(
        record=run_record(project, arguments["run"]), folder=Path(arguments["folder"])
    )
    return f"Wrote {context.run_one(write_report_files, task)}."


def export_chart(project: Project, context: JobContext) -> str:
    """Write one chart of a run."""
    arguments = context.arguments
    task = ChartTask(
        record=run_record(project, arguments["run"]),
        chart=arguments["chart"],
        path=Path(arguments["path"]),
    )
    return f"Wrote {context.run_one(write_chart_file, task)}."


def export_comparison_chart(project: Project, context: JobContext) -> str:
    """Write one chart of compared runs."""
    arguments = context.arguments
    task = ComparisonChartTask(
        records=tuple(run_record(project, each) for each in arguments["runs"]),
        chart=arguments["chart"],
        path=Path(arguments["path"]),
    )
    return f"Wrote {context.run_one(write_comparison_chart_file, task)}."


def export_genre_chart(project: Project, context: JobContext) -> str:  # noqa: ARG001 - all work's
    """Write the chart of songs by genre."""
    arguments = context.arguments
    task = GenreChartTask(
        counts=tuple(GenreCount(**each) for each in arguments["genres"]),
        path=Path(arguments["path"]),
    )
    return f"Wrote {context.run_one(write_genre_chart_file, task)}."


def write_report_files(task: ReportTask) -> Path:
    """Write a report; return its page."""
    from sepgenre_training.report.writing import write_report

    return write_report(task.record, task.folder).page


def write_chart_file(task: ChartTask) -> Path:
    """Write a chart; return its file."""
    charts.export_chart(task.record, task.chart, task.path)
    return task.path


def write_comparison_chart_file(task: ComparisonChartTask) -> Path:
    """Write a chart of compared runs; return its file."""
    charts.export_comparison_chart(task.records, task.chart, task.path)
    return task.path


def write_genre_chart_file(task: GenreChartTask) -> Path:
    """Write the chart of songs by genre; return its file."""
    charts.export_genre_chart(task.counts, task.path)
    return task.path
