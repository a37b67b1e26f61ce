"""The charts of differences of a run: one for each family of comparisons that is adjusted alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.selection import (
    MEASURE_TITLES,
    Measure,
    networks_fitted,
    reference_names,
    trials_with,
)

if TYPE_CHECKING:
    from sepgenre_training.statistics.comparison import Comparison

_AGAINST_BASELINE, _AGAINST_REFERENCE = "differences", "differences_reference_"


def baseline_chart(measure: Measure) -> str:
    """Return the name of the chart of the networks against the baseline."""
    return _AGAINST_BASELINE if measure == "macro_f1" else f"{_AGAINST_BASELINE}_{measure}"


def reference_chart(place: int) -> str:
    """Return the name of the chart of the networks against a reference, by its place from 1."""
    return f"{_AGAINST_REFERENCE}{place}"


def family_titles(record: RunRecord) -> dict[str, str]:
    """Return the title of each chart of differences whose numbers exist, by its name."""
    fitted, baseline = networks_fitted(record), record.config.baseline
    titles = {}
    if baseline in fitted and len(fitted) > 1 and trials_with(record, fitted):
        for measure, title in MEASURE_TITLES.items():
            titles[baseline_chart(measure)] = f"Differences to {baseline}, {title}"
    for place, reference in enumerate(reference_names(record), start=1):
        if fitted and trials_with(record, (*fitted, reference)):
            titles[reference_chart(place)] = f"Accuracy against {reference}"
    return titles


def is_family(name: str) -> bool:
    """Return whether `name` is that of a chart of differences."""
    return name.startswith(_AGAINST_BASELINE)


def family(record: RunRecord, name: str) -> tuple[Measure, tuple[Comparison, ...]]:
    """Return what the chart `name` compares, and its comparisons; KeyError for no such one."""
    from sepgenre_training.report.significance import significance

    found = significance(record)
    by_name: dict[str, tuple[Measure, tuple[Comparison, ...]]] = {
        baseline_chart(measure): (measure, each) for measure, each in found.with_baseline.items()
    }
    for place, each in enumerate(found.with_references.values(), start=1):
        by_name[reference_chart(place)] = "accuracy", each
    return by_name[name]
