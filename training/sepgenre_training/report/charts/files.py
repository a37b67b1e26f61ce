"""The file of a chart: which kind it shall be, and its writing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_training.cache import replacing
from sepgenre_training.errors import ExperimentError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sepgenre_training.report.tables import Table

CHART_SUFFIXES = (".svg", ".png", ".csv")


def check_suffix(path: Path) -> None:
    """Raise ExperimentError where `path` ends in no suffix of `CHART_SUFFIXES`."""
    suffix = path.suffix.lower()
    if suffix not in CHART_SUFFIXES:
        raise ExperimentError(
            f"{path}: a chart cannot be written as {suffix or 'a file without a suffix'}.",
            remedy=f"End the name with {', '.join(CHART_SUFFIXES)}.",
        )


def write_chart(
    path: Path, name: str, *, draw: Callable[[], Figure], table: Callable[[], Table]
) -> None:
    """Write a chart to `path`, whose suffix decides: ``.svg``, ``.png`` or ``.csv``.

    The file replaces an older one whole; its folder is made where it is missing.

    Parameters
    ----------
    name : str
        Salts the identifiers in the SVG.
    draw, table : callable
        Make the drawing, and the numbers that it draws; only the one that is written is asked for.

    Raises
    ------
    ExperimentError
        Where the suffix is another one.
    OSError
        Where the file cannot be written.
    """
    check_suffix(path)
    if path.suffix.lower() == ".csv":
        from sepgenre_training.report.tables import as_csv

        content = as_csv(table()).encode()
    else:
        from sepgenre_training.report.charts.figures import render

        figure = render(name, draw)
        content = figure.png if path.suffix.lower() == ".png" else figure.svg.encode()
    with replacing(path) as temporary:
        temporary.write_bytes(content)
