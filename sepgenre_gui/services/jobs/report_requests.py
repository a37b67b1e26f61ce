"""What the window asks the queue to write of runs: reports and single charts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from sepgenre_gui.jobs.queue import JobRequest
from sepgenre_training.report.charts import GenreCount

EXPORT_REPORT, EXPORT_CHART = "export-report", "export-chart"
EXPORT_COMPARISON_CHART, EXPORT_GENRE_CHART = "export-comparison-chart", "export-genre-chart"


def export_report_request(run_id: int, run_name: str, folder: Path) -> JobRequest:
    """Return the request for the report of a run: a page with all figures and tables beside it.

    A report that is there is replaced; a page of another program is not.
    """
    return JobRequest(
        kind=EXPORT_REPORT,
        title=f"Report of {run_name} to {folder.name}",
        arguments={"run": run_id, "folder": str(folder)},
    )


def export_chart_request(run_id: int, chart: str, path: Path) -> JobRequest:
    """Return the request for one chart of a run as a file, which is replaced where it is there.

    Parameters
    ----------
    chart : str
        Its name, of `report.charts`.
    path : Path
        Its suffix decides: ``.svg``, ``.png``, or ``.csv`` for the numbers that the chart draws.
    """
    return JobRequest(
        kind=EXPORT_CHART,
        title=f"Export a chart to {path.name}",
        arguments={"run": run_id, "chart": chart, "path": str(path)},
    )


def export_comparison_chart_request(run_ids: Sequence[int], chart: str, path: Path) -> JobRequest:
    """Return the request for one chart of compared runs, the first one that the others stand by.

    Parameters
    ----------
    chart, path
        As in `export_chart_request`.
    """
    return JobRequest(
        kind=EXPORT_COMPARISON_CHART,
        title=f"Export a chart to {path.name}",
        arguments={"runs": list(run_ids), "chart": chart, "path": str(path)},
    )


def export_genre_chart_request(counts: Sequence[GenreCount], path: Path) -> JobRequest:
    """Return the request for the chart of songs by genre, as they were looked at."""
    return JobRequest(
        kind=EXPORT_GENRE_CHART,
        title=f"Export a chart to {path.name}",
        arguments={"genres": [attrs.asdict(each) for each in counts], "path": str(path)},
    )
