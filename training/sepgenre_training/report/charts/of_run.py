"""The charts of a run: which there are, their drawings and their files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import ABLATED_NETWORK, ABLATION_NAMES
from sepgenre_training.report.charts.families import family, family_titles, is_family
from sepgenre_training.report.charts.files import check_suffix, write_chart
from sepgenre_training.report.selection import (
    fits_of,
    guessing_loss,
    networks_fitted,
    trials_with,
    with_printable_names,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sepgenre_training.report.tables import Table


def chart_titles(record: RunRecord) -> dict[str, str]:
    """Return the title of each chart whose numbers exist, by its name, in the report's order."""
    fitted = networks_fitted(record)
    if not fitted:
        return {}
    titles = {
        "figure1": "F1 over the trials, histograms (Figure 1)",
        "f1_violin": "F1 over the trials, violins",
        "f1_box": "F1 over the trials, boxes",
        "f1_dots": "F1 over the trials, a dot for each",
    }
    titles |= family_titles(record)
    if _has_ablation(record, fitted):
        titles["stem_contributions"] = "What each stem adds"
    if any(fit.epochs for network in fitted for fit in fits_of(record, network)):
        titles["learning_curves"] = "Learning curves"
        titles["accuracy_by_epoch"] = "Accuracy by epoch"
    for index, network in enumerate(fitted, start=1):
        titles[f"confusion_{index}"] = f"Confusion matrix of {network}"
    titles["genre_f1"] = "F1 of each genre"
    return titles


def chart_names(record: RunRecord) -> tuple[str, ...]:
    """Return the names of the charts whose numbers exist, in the report's order."""
    return tuple(chart_titles(record))


def export_chart(record: RunRecord, name: str, path: Path) -> None:
    """Write one chart to `path`, whose suffix decides: ``.svg``, ``.png`` or ``.csv``.

    The CSV holds the numbers that the chart draws, in full precision. The file replaces an older
    one whole; its folder is made where it is missing.

    Raises
    ------
    ExperimentError
        Where the run has no such chart yet, or the suffix is another one.
    OSError
        Where the file cannot be written.
    """
    record = with_printable_names(record)
    check_suffix(path)
    if name not in chart_names(record):
        raise ExperimentError(
            f"{record.name!r} has no chart {name!r}.",
            remedy=f"It has: {', '.join(chart_names(record)) or 'none until a trial is done'}.",
        )
    write_chart(
        path, name, draw=partial(draw_chart, record, name), table=partial(_table, record, name)
    )


def draw_chart(record: RunRecord, name: str) -> Figure:
    """Return the matplotlib figure of a chart of `chart_names`; KeyError for another name."""
    from sepgenre_training.report.accuracy_by_epoch import accuracy_by_epoch
    from sepgenre_training.report.charts import figures, score_figures
    from sepgenre_training.report.confusion import confusions
    from sepgenre_training.report.f1_distribution import f1_distribution
    from sepgenre_training.report.learning_curves import learning_curves
    from sepgenre_training.report.spread import f1_spread
    from sepgenre_training.report.stem_contribution import stem_contributions

    if name.startswith("confusion_"):
        confusion = confusions(record)[int(name.removeprefix("confusion_")) - 1]
        return figures.draw_confusion(confusion, record.genres)
    if is_family(name):
        return score_figures.draw_differences(*family(record, name))
    draw: dict[str, Callable[[], Figure]] = {
        "figure1": lambda: figures.draw_f1_distribution(f1_distribution(record)),
        "f1_violin": lambda: score_figures.draw_f1_spread(f1_spread(record), "violin"),
        "f1_box": lambda: score_figures.draw_f1_spread(f1_spread(record), "box"),
        "f1_dots": lambda: score_figures.draw_f1_spread(f1_spread(record), "dots"),
        "stem_contributions": lambda: score_figures.draw_stem_contributions(
            stem_contributions(record)
        ),
        "learning_curves": lambda: figures.draw_learning_curves(
            learning_curves(record), guessing_loss(record)
        ),
        "accuracy_by_epoch": lambda: score_figures.draw_accuracy_by_epoch(
            accuracy_by_epoch(record)
        ),
        "genre_f1": lambda: score_figures.draw_genre_f1(confusions(record), record.genres),
    }
    return draw[name]()


def _has_ablation(record: RunRecord, fitted: tuple[str, ...]) -> bool:
    ablated = [name for name in ABLATION_NAMES if name in fitted]
    return bool(ablated and trials_with(record, (ABLATED_NETWORK, *ablated)))


def _table(record: RunRecord, name: str) -> Table:
    from sepgenre_training.report.charts.run_tables import chart_table

    return chart_table(record, name)
