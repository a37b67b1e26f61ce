"""The writing of a report: page, figures, tables and the whole record, into one folder."""

from __future__ import annotations

import json
import math
from functools import partial
from pathlib import Path

import attrs
import cattrs

from sepgenre_training.cache import replacing
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.charts.figures import (
    RenderedFigure,
    draw_confusion,
    draw_f1_distribution,
    draw_learning_curves,
    render,
)
from sepgenre_training.report.charts.score_figures import draw_stem_contributions
from sepgenre_training.report.confusion import confusions
from sepgenre_training.report.f1_distribution import f1_distribution
from sepgenre_training.report.learning_curves import learning_curves
from sepgenre_training.report.page import render_page
from sepgenre_training.report.selection import guessing_loss, with_printable_names
from sepgenre_training.report.stem_contribution import stem_contributions
from sepgenre_training.report.tables import as_csv, as_json, tables

# Stands in the title of every report.
_MARK = b"SepGenre report"


@attrs.frozen(kw_only=True)
class ReportFiles:
    """Where a report's files stand.

    Attributes
    ----------
    folder : Path
    page : Path
        ``index.html``: the whole report in one file.
    record : Path
        ``run.json``: the record that everything else was computed from.
    figures, tables : tuple of Path
        PNG and SVG of each figure; CSV and JSON of each table.
    """

    folder: Path
    page: Path
    record: Path
    figures: tuple[Path, ...]
    tables: tuple[Path, ...]


def write_report(record: RunRecord, folder: Path) -> ReportFiles:
    """Write the report of `record` into `folder`, which is made where it is missing.

    Every file replaces an older one whole. A run that is not complete, has one trial, or has no
    validation side gives a report that says so.

    Parameters
    ----------
    record : RunRecord
        What to report.
    folder : Path
        Where to; files of other names in it are left alone.

    Raises
    ------
    OSError
        Where the folder or a file cannot be written.
    ExperimentError
        Where the folder holds a page that is no report of SepGenre.
    """
    _refuse_foreign_page(folder / "index.html")
    record = with_printable_names(record)
    figures = render_figures(record)
    contents: dict[Path, bytes] = {}
    for figure in figures.values():
        contents[folder / "figures" / f"{figure.name}.png"] = figure.png
        contents[folder / "figures" / f"{figure.name}.svg"] = figure.svg.encode()
    for table in tables(record):
        contents[folder / "tables" / f"{table.name}.csv"] = as_csv(table).encode()
        contents[folder / "tables" / f"{table.name}.json"] = as_json(table).encode()
    contents[folder / "run.json"] = record_json(record).encode()
    names = [path.relative_to(folder).as_posix() for path in contents]
    contents[folder / "index.html"] = render_page(record, figures, names).encode()
    for path, content in contents.items():
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    return ReportFiles(
        folder=folder,
        page=folder / "index.html",
        record=folder / "run.json",
        figures=tuple(path for path in contents if path.parent.name == "figures"),
        tables=tuple(path for path in contents if path.parent.name == "tables"),
    )


def _refuse_foreign_page(page: Path) -> None:
    if page.is_file() and _MARK not in page.read_bytes():
        raise ExperimentError(
            f"{page} is there already and is no report of SepGenre.",
            remedy="Choose another folder for the report, so that nothing is lost.",
        )


def render_figures(record: RunRecord) -> dict[str, RenderedFigure]:
    """Return the figures of `record` by name; none of those whose numbers do not exist yet."""
    figures = []
    distribution = f1_distribution(record)
    if distribution.panels:
        figures.append(render("figure1", lambda: draw_f1_distribution(distribution)))
    curves = learning_curves(record)
    if curves:
        limit = guessing_loss(record)
        figures.append(render("learning_curves", lambda: draw_learning_curves(curves, limit)))
    figures += [
        render(f"confusion_{index}", partial(draw_confusion, confusion, record.genres))
        for index, confusion in enumerate(confusions(record), start=1)
    ]
    contributions = stem_contributions(record)
    if contributions:
        draw = partial(draw_stem_contributions, contributions)
        figures.append(render("stem_contributions", draw))
    return {figure.name: figure for figure in figures}


def record_json(record: RunRecord) -> str:
    """Return `record` as JSON; `cattrs.structure` restores it.

    Figures that are not finite are written as ``"NaN"``, ``"Infinity"`` and ``"-Infinity"``,
    which JSON lacks as numbers and `float` understands as text.
    """
    content = _with_named_infinities(cattrs.unstructure(record))
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _with_named_infinities(content: object) -> object:
    if isinstance(content, dict):
        return {key: _with_named_infinities(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_with_named_infinities(value) for value in content]
    if isinstance(content, float) and not math.isfinite(content):
        return "NaN" if math.isnan(content) else "Infinity" if content > 0 else "-Infinity"
    return content
