"""The numbers that each chart draws, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve, accuracy_by_epoch
from sepgenre_training.report.charts.families import family, is_family
from sepgenre_training.report.selection import networks_fitted
from sepgenre_training.report.spread import f1_spread
from sepgenre_training.report.tables import Row, Table, table
from sepgenre_training.statistics.verdict import verdict

# Charts that draw a table of the report, and no more of it.
_TABLES = {
    "figure1": "f1_distribution",
    "learning_curves": "learning_curves",
    "genre_f1": "genre_f1",
    "stem_contributions": "stem_contributions",
}


def chart_table(record: RunRecord, name: str) -> Table:
    """Return what the chart `name` (see `charts.chart_names`) draws; KeyError for no such one."""
    if name in _TABLES:
        return table(record, _TABLES[name])
    if name.startswith("confusion_"):
        network = networks_fitted(record)[int(name.removeprefix("confusion_")) - 1]
        every = table(record, "confusion").rows
        rows = iter([row for row in every if row["network"] == network])
    elif is_family(name):
        rows = _difference_rows(record, name)
    else:
        makers = {
            "f1_violin": _violin_rows,
            "f1_box": _box_rows,
            "f1_dots": _dot_rows,
            "accuracy_by_epoch": _accuracy_rows,
        }
        rows = makers[name](record)
    return Table(name=name, rows=tuple(rows))


def _violin_rows(record: RunRecord) -> Iterator[Row]:
    for spread in f1_spread(record):
        for f1, density in zip(spread.violin.grid, spread.violin.density, strict=True):
            yield {"network": spread.network, "macro_f1": f1, "density": density}


def _box_rows(record: RunRecord) -> Iterator[Row]:
    for spread in f1_spread(record):
        box = spread.box
        yield {
            "network": spread.network,
            "mean": spread.mean,
            "low_whisker": box.low_whisker,
            "lower_quartile": box.lower,
            "median": box.median,
            "upper_quartile": box.upper,
            "high_whisker": box.high_whisker,
            "outliers": " ".join(map(str, box.outliers)),
        }


def _dot_rows(record: RunRecord) -> Iterator[Row]:
    for spread in f1_spread(record):
        for f1, offset in zip(spread.dots.values, spread.dots.offsets, strict=True):
            yield {"network": spread.network, "macro_f1": f1, "offset": offset}


def _difference_rows(record: RunRecord, name: str) -> Iterator[Row]:
    measure, comparisons = family(record, name)
    for each in comparisons:
        interval = each.corrected_interval
        yield {
            "measure": measure,
            "network": each.name,
            "compared_with": each.baseline,
            "mean_difference": each.mean_difference,
            "interval_low": interval.low if interval else None,
            "interval_high": interval.high if interval else None,
            "p_holm": each.corrected.p_holm,
            "n_trials": each.n_trials,
            "verdict": verdict(each).value,
        }


def _accuracy_rows(record: RunRecord) -> Iterator[Row]:
    for curve in accuracy_by_epoch(record):
        yield from accuracy_rows(curve)


def accuracy_rows(curve: AccuracyCurve) -> Iterator[Row]:
    """Yield a row for each epoch of a curve."""
    for epoch, accuracy in zip(curve.epochs, curve.accuracy, strict=True):
        yield {
            "network": curve.network,
            "epoch": epoch,
            "lower_quartile": accuracy.lower,
            "median": accuracy.median,
            "upper_quartile": accuracy.upper,
            "trials": accuracy.trials,
            "chance": curve.chance,
        }
