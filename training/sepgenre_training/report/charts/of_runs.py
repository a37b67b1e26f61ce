"""The charts of runs that are compared: a network's differences, and its accuracy by epoch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.charts.files import check_suffix, write_chart
from sepgenre_training.report.f1_distribution import network_family
from sepgenre_training.report.run_comparison import (
    NetworkAcrossRuns,
    RunDifference,
    compare_runs,
    told_apart,
)
from sepgenre_training.report.selection import with_printable_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve
    from sepgenre_training.report.tables import Row, Table

_DIFFERENCES, _ACCURACY = "run_differences_", "run_accuracy_"


def difference_chart(place: int) -> str:
    """Return the name of the chart of a network's differences between runs, by its place from 1."""
    return f"{_DIFFERENCES}{place}"


def accuracy_chart(place: int) -> str:
    """Return the name of the chart of a network's accuracy in all runs, by its place from 1."""
    return f"{_ACCURACY}{place}"


def comparison_chart_titles(records: Sequence[RunRecord]) -> dict[str, str]:
    """Return the title of each chart whose numbers exist, by its name.

    Places are those of the networks that `compare_runs` finds in all runs.

    Raises
    ------
    ExperimentError
        Where there are fewer than two records.
    """
    titles = {}
    for place, across in enumerate(compare_runs(records).networks, start=1):
        if _known(across):
            titles[difference_chart(place)] = f"{across.network}: differences between the runs"
        if any(curve.epochs for _, curve in _curves(records, across.network)):
            titles[accuracy_chart(place)] = f"{across.network}: accuracy by epoch in the runs"
    return titles


def export_comparison_chart(records: Sequence[RunRecord], name: str, path: Path) -> None:
    """Write one chart of runs that are compared; see `of_run.export_chart`."""
    records = [with_printable_names(record) for record in records]
    check_suffix(path)
    titles = comparison_chart_titles(records)
    if name not in titles:
        raise ExperimentError(
            f"These runs have no chart {name!r}.",
            remedy=f"They have: {', '.join(titles) or 'none until trials are done'}.",
        )
    write_chart(
        path,
        name,
        draw=partial(draw_comparison_chart, records, name),
        table=partial(comparison_chart_table, records, name),
    )


def draw_comparison_chart(records: Sequence[RunRecord], name: str) -> Figure:
    """Return the matplotlib figure of a chart of `comparison_chart_titles`."""
    from sepgenre_training.report.charts import score_figures

    across = _network(records, name)
    if name.startswith(_ACCURACY):
        return score_figures.draw_run_accuracies(_curves(records, across.network))
    names = _names(records)
    family = network_family(across.network)
    rows = []
    for each in _known(across):
        assert each.mean_difference is not None
        interval = None if each.comparison is None else each.comparison.corrected_interval
        rows.append((names[each.run], each.mean_difference, interval, family))
    return score_figures.draw_intervals(
        rows, f"macro F1 of {across.network} less that in {names[0]}"
    )


def comparison_chart_table(records: Sequence[RunRecord], name: str) -> Table:
    """Return what a chart of `comparison_chart_titles` draws, as rows."""
    from sepgenre_training.report.charts.run_tables import accuracy_rows
    from sepgenre_training.report.tables import Table

    across = _network(records, name)
    if name.startswith(_DIFFERENCES):
        return Table(name=name, rows=tuple(_difference_rows(across, _names(records))))
    rows = [
        {"run": run, **row}
        for run, curve in _curves(records, across.network)
        for row in accuracy_rows(curve)
    ]
    return Table(name=name, rows=tuple(rows))


def _network(records: Sequence[RunRecord], name: str) -> NetworkAcrossRuns:
    return compare_runs(records).networks[int(name.rpartition("_")[2]) - 1]


def _known(across: NetworkAcrossRuns) -> list[RunDifference]:
    return [each for each in across.differences if each.mean_difference is not None]


def _names(records: Sequence[RunRecord]) -> tuple[str, ...]:
    return told_apart([record.name for record in records])


def _curves(records: Sequence[RunRecord], network: str) -> list[tuple[str, AccuracyCurve]]:
    """Return a run's name and the network's curve in it; genres told where they differ."""
    from sepgenre_training.report.accuracy_by_epoch import accuracy_by_epoch

    names = _names(records)
    if any(set(record.genres) != set(records[0].genres) for record in records):
        names = tuple(
            f"{name}: {', '.join(record.genres)}"
            for name, record in zip(names, records, strict=True)
        )
    return [
        (name, curve)
        for name, record in zip(names, records, strict=True)
        for curve in accuracy_by_epoch(record)
        if curve.network == network
    ]


def _difference_rows(across: NetworkAcrossRuns, names: Sequence[str]) -> Iterator[Row]:
    for each in _known(across):
        comparison = each.comparison
        interval = None if comparison is None else comparison.corrected_interval
        yield {
            "network": across.network,
            "run": names[each.run],
            "compared_with": names[0],
            "mean_difference": each.mean_difference,
            "interval_low": interval.low if interval else None,
            "interval_high": interval.high if interval else None,
            "p_corrected": None if comparison is None else comparison.corrected.p_value,
            "pairing": each.pairing,
            "n_pairs": each.n_pairs,
            "verdict": None if comparison is None else each.verdict.value,
            "reason": each.reason,
        }
