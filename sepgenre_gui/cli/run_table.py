"""A run's table as the commands print it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sepgenre_gui.cli.output import Output

if TYPE_CHECKING:
    from sepgenre_training.experiment.results import RunRecord


def show_table(out: Output, record: RunRecord) -> None:
    """Print the means of the trials, with the paper's figures beside them."""
    from sepgenre_training.report.table1 import table1

    right = ("accuracy", "macro F1", "paper: accuracy", "F1", "median loss")
    out.table(
        ("", *right),
        [
            (
                f"{row.name} †" if row.is_baseline else row.name,
                _number(row.accuracy.mean),
                _number(row.macro_f1.mean),
                _number(row.paper.accuracy) if row.paper else "",
                _number(row.paper.f1) if row.paper else "",
                _number(row.median_loss),
            )
            for row in table1(record)
        ],
        title=f"Means of {len(record.trials)} trials, protocol {record.config.protocol}, "
        f"{len(record.segment_genres)} segments, separator {record.provenance['separator']}:",
        right=right,
    )
    guessing = math.log(len(record.genres))
    out.say(f"† baseline. Guessing among {len(record.genres)} genres has loss {guessing:.3f}.")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def record_data(record: RunRecord) -> dict[str, object]:
    """Return what a command tells a program of a run."""
    from sepgenre_training.report.table1 import table1

    return {
        "name": record.name,
        "protocol": record.config.protocol,
        "trials": len(record.trials),
        "table": table1(record),
        "warnings": record.warnings,
        "provenance": dict(record.provenance),
    }
