"""Every table of the report as rows, for CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.confusion import confusions
from sepgenre_training.report.f1_distribution import f1_distribution
from sepgenre_training.report.learning_curves import Quartiles, learning_curves
from sepgenre_training.report.segments import predictions, segment_difficulties, segment_title
from sepgenre_training.report.significance import PAPER_P_VALUES, significance
from sepgenre_training.report.stem_contribution import stem_contributions
from sepgenre_training.report.table1 import table1
from sepgenre_training.statistics.comparison import TEST_NAMES, Comparison
from sepgenre_training.statistics.hypothesis_tests import Interval
from sepgenre_training.statistics.verdict import verdict

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


@attrs.frozen(kw_only=True)
class Table:
    """One table: `rows` all have the same keys, in the order of the columns."""

    name: str
    rows: tuple[Row, ...]


def tables(record: RunRecord) -> tuple[Table, ...]:
    """Return every table of the report; a table without rows stays empty.

    That of the stems is there only where the run has an ablation.
    """
    made = tuple(table(record, name) for name in _makers())
    return tuple(each for each in made if each.rows or each.name != "stem_contributions")


def table(record: RunRecord, name: str) -> Table:
    """Return one table of the report; KeyError where there is none of that name."""
    return Table(name=name, rows=tuple(_makers()[name](record)))


def _makers() -> dict[str, Callable[[RunRecord], Iterator[Row]]]:
    return {
        "table1": _table1_rows,
        "scores_by_trial": _score_rows,
        "f1_distribution": _f1_distribution_rows,
        "learning_curves": _learning_curve_rows,
        "confusion": _confusion_rows,
        "genre_f1": _genre_f1_rows,
        "significance": _significance_rows,
        "stem_contributions": _stem_rows,
        "predictions": _prediction_rows,
        "segments": _segment_rows,
    }


def as_csv(table: Table) -> str:
    """Return `table` as CSV with a head line: full precision, nothing for None."""
    text = io.StringIO(newline="")
    if table.rows:
        writer = csv.DictWriter(text, table.rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table.rows)
    return text.getvalue()


def as_json(table: Table) -> str:
    """Return `table` as a JSON list of objects; figures that are not finite become null."""
    rows = [
        {
            key: None if isinstance(cell, float) and not math.isfinite(cell) else cell
            for key, cell in row.items()
        }
        for row in table.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _table1_rows(record: RunRecord) -> Iterator[Row]:
    for row in table1(record):
        yield {
            "network": row.name,
            "trials": row.trials,
            "accuracy_mean": row.accuracy.mean,
            "accuracy_sd": row.accuracy.standard_deviation,
            "macro_f1_mean": row.macro_f1.mean,
            "macro_f1_sd": row.macro_f1.standard_deviation,
            "weighted_f1_mean": row.weighted_f1.mean,
            "weighted_f1_sd": row.weighted_f1.standard_deviation,
            "median_loss": row.median_loss,
            "paper_accuracy": row.paper.accuracy if row.paper else None,
            "paper_f1": row.paper.f1 if row.paper else None,
            "is_baseline": row.is_baseline,
            "is_reference": row.is_reference,
        }


def _score_rows(record: RunRecord) -> Iterator[Row]:
    for trial in record.trials:
        for fit in trial.fits:
            yield {
                "trial": trial.index,
                "seed": trial.seed,
                "network": fit.network,
                "chosen_epoch": fit.chosen_epoch,
                "accuracy": fit.metrics.accuracy,
                "macro_f1": fit.metrics.macro_f1,
                "weighted_f1": fit.metrics.weighted_f1,
                "loss": fit.metrics.loss,
                "n_train": len(trial.split.train),
                "n_validation": len(trial.split.validation),
                "n_test": len(trial.split.test),
            }


def _f1_distribution_rows(record: RunRecord) -> Iterator[Row]:
    distribution = f1_distribution(record)
    for panel in distribution.panels:
        for low, high, count in zip(
            distribution.edges[:-1], distribution.edges[1:], panel.counts, strict=True
        ):
            yield {"network": panel.network, "f1_from": low, "f1_to": high, "trials": count}


def _learning_curve_rows(record: RunRecord) -> Iterator[Row]:
    for curve in learning_curves(record):
        for epoch in curve.epochs:
            for measure in ("train_loss", "validation_loss", "test_loss", "test_accuracy"):
                each: Quartiles | None = getattr(epoch, measure)
                yield {
                    "network": curve.network,
                    "epoch": epoch.epoch,
                    "measure": measure,
                    "lower_quartile": each.lower if each else None,
                    "median": each.median if each else None,
                    "upper_quartile": each.upper if each else None,
                    "trials": each.trials if each else 0,
                    "diverged": each.diverged if each else None,
                }


def _confusion_rows(record: RunRecord) -> Iterator[Row]:
    for each in confusions(record):
        for i, genre in enumerate(record.genres):
            for j, predicted in enumerate(record.genres):
                yield {
                    "network": each.network,
                    "genre": genre,
                    "predicted": predicted,
                    "count": each.counts[i][j],
                    "share_of_genre": each.rates[i][j],
                }


def _genre_f1_rows(record: RunRecord) -> Iterator[Row]:
    for each in confusions(record):
        for genre, f1 in zip(record.genres, each.genre_f1, strict=True):
            yield {
                "network": each.network,
                "genre": genre,
                "f1_mean": f1.mean,
                "f1_sd": f1.standard_deviation,
            }


def _significance_rows(record: RunRecord) -> Iterator[Row]:
    all_comparisons = significance(record)
    for measure, comparisons in all_comparisons.with_baseline.items():
        for comparison in comparisons:
            published = PAPER_P_VALUES.get(comparison.name) if measure == "macro_f1" else None
            yield from _comparison_rows(comparison, measure, published)
    for comparisons in all_comparisons.with_references.values():
        for comparison in comparisons:
            yield from _comparison_rows(comparison, "accuracy", None)


def _comparison_rows(
    comparison: Comparison, measure: str, published: float | None
) -> Iterator[Row]:
    for name in TEST_NAMES:
        test = getattr(comparison, name)
        interval: Interval | None = getattr(comparison, f"{name}_interval", None)
        yield {
            "measure": measure,
            "network": comparison.name,
            "compared_with": comparison.baseline,
            "test": name,
            "statistic": test.statistic,
            "degrees_of_freedom": test.degrees_of_freedom,
            "p_value": test.p_value,
            "p_holm": test.p_holm,
            "reason": test.reason,
            "mean_difference": comparison.mean_difference,
            "interval_low": interval.low if interval else None,
            "interval_high": interval.high if interval else None,
            "cohens_dz": comparison.cohens_dz,
            "rank_biserial": comparison.rank_biserial,
            "cliffs_delta": comparison.cliffs_delta,
            "wins": comparison.wins,
            "ties": comparison.ties,
            "losses": comparison.losses,
            "n_trials": comparison.n_trials,
            "n_train": comparison.n_train,
            "n_test": comparison.n_test,
            "paper_p_value": published,
            "verdict": verdict(comparison).value,
        }


def _stem_rows(record: RunRecord) -> Iterator[Row]:
    for each in stem_contributions(record):
        yield {
            "stem": each.stem,
            "taken_by": each.how,
            "adds_macro_f1": each.adds,
            "interval_low": each.interval.low if each.interval else None,
            "interval_high": each.interval.high if each.interval else None,
            "p_value": each.comparison.corrected.p_value,
            "p_holm": each.comparison.corrected.p_holm,
            "n_trials": each.comparison.n_trials,
            "verdict": each.sentence,
        }


def _prediction_rows(record: RunRecord) -> Iterator[Row]:
    for each in predictions(record):
        chances = zip(record.genres, each.probabilities, strict=True)
        yield {
            "trial": each.trial,
            "network": each.name,
            "segment": each.segment,
            "title": segment_title(record, each.segment),
            "genre": record.genres[each.genre],
            "predicted": record.genres[each.predicted],
            "correct": each.genre == each.predicted,
            **{f"probability of {genre}": chance for genre, chance in chances},
        }


def _segment_rows(record: RunRecord) -> Iterator[Row]:
    for each in segment_difficulties(record):
        yield {
            "segment": each.segment,
            "title": each.title,
            "genre": record.genres[each.genre],
            "times_tested": each.tested,
            "times_misclassified": each.misclassified,
            "share_misclassified": each.rate,
            "most_often_taken_for": (
                None if each.taken_for is None else record.genres[each.taken_for]
            ),
        }
