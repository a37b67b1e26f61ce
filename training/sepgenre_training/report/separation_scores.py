"""The scores of separators as files: a figure of every segment and its medians, and a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import matplotlib as mpl
import matplotlib.ticker
import numpy as np
from matplotlib.figure import Figure

from sepgenre_training.cache import replacing
from sepgenre_training.report.charts.figures import INK, PAPER, RenderedFigure, render, short_label
from sepgenre_training.report.tables import Row, Table, as_csv
from sepgenre_training.separation.scoring.summary import SegmentScores, StemSummary, summarise
from sepgenre_training.separation.scoring.task import MIXTURE, StemScore
from sepgenre_training.separation.stems import STEM_NAMES

NAME = "separation_scores"

MIXTURE_COLOUR, SEPARATOR_COLOUR = "#8a8f98", "#3b7dd8"

_MEASURES = {"si_sdr_db": "SI-SDR (dB)", "sdr_db": "SDR (dB)"}
# Multiples of the golden ratio spread any number of points without an order that catches the eye.
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
_SPREAD = 0.3


@attrs.frozen(kw_only=True)
class ScoreFiles:
    """Where the figure and the table of a scoring stand."""

    figure_png: Path
    figure_svg: Path
    table: Path


def write_scores(scores: Sequence[SegmentScores], folder: Path) -> ScoreFiles:
    """Write figure and table into `folder`, which is made where it is missing.

    Each file replaces an older one whole.

    Raises
    ------
    OSError
        Where the folder or a file cannot be written.
    """
    figure = render_scores(scores)
    files = ScoreFiles(
        figure_png=folder / f"{NAME}.png",
        figure_svg=folder / f"{NAME}.svg",
        table=folder / f"{NAME}.csv",
    )
    contents = {
        files.figure_png: figure.png,
        files.figure_svg: figure.svg.encode(),
        files.table: as_csv(score_table(scores)).encode(),
    }
    for path, content in contents.items():
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    return files


def score_table(scores: Sequence[SegmentScores]) -> Table:
    """Return one row for each segment, separator and stem; no figures where the stem is silent."""
    return Table(name=NAME, rows=tuple(_rows(scores)))


def _rows(scores: Sequence[SegmentScores]) -> Iterator[Row]:
    for each in scores:
        for score in each.stems:
            yield {
                "segment": each.segment,
                "track": each.track,
                "genre": each.genre,
                "start_s": each.start_s,
                "separator": each.separator,
                "separator_version": each.separator_version,
                "stem": score.stem,
                "si_sdr_db": score.si_sdr_db,
                "si_sdr_gain_db": score.si_sdr_gain_db,
                "sdr_db": score.sdr_db,
            }


def render_scores(scores: Sequence[SegmentScores]) -> RenderedFigure:
    """Return the figure of `scores` as PNG and SVG."""
    return render(NAME, lambda: draw_scores(scores))


def draw_scores(scores: Sequence[SegmentScores]) -> Figure:
    """Draw SI-SDR above and SDR below, a column for each stem and a row for each separator.

    A dot is a segment, a stroke with its number the median. An infinite score has no dot.
    """
    summaries = summarise(scores)
    height = 0.55 + 0.42 * len(summaries)
    figure = Figure(figsize=(7.6, 2 * height + 0.2), layout="constrained")
    parts = figure.subfigures(2, 1, hspace=0.05, squeeze=False)[:, 0]
    for part, (measure, label) in zip(parts, _MEASURES.items(), strict=True):
        panels = part.subplots(1, len(STEM_NAMES), sharex=True, sharey=True)
        for column, (axes, stem) in enumerate(zip(panels, STEM_NAMES, strict=True)):
            for row, summary in enumerate(summaries):
                its = [each.stems[column] for each in scores if each.separator == summary.separator]
                colour = MIXTURE_COLOUR if summary.separator == MIXTURE else SEPARATOR_COLOUR
                _draw_dots(axes, row, _finite(its, measure), colour)
                _draw_median(axes, row, _finite([summary.stems[column]], measure))
            axes.set_title(stem, loc="left")
            axes.xaxis.set_major_locator(
                mpl.ticker.MaxNLocator(5, integer=True, steps=[1, 2, 5, 10])
            )
            axes.grid(axis="x")
            axes.tick_params(axis="y", length=0)
        names = [short_label(summary.separator) for summary in summaries]
        panels[0].set_yticks(range(len(names)), names)
        panels[0].set_ylim(len(names) - 0.55, -0.75)
        part.supxlabel(f"{label} of each segment, and the median", fontsize=9)
    return figure


def _finite(scores: Sequence[StemScore | StemSummary], measure: str) -> list[float]:
    values: list[float | None] = [getattr(score, measure) for score in scores]
    return [value for value in values if value is not None and math.isfinite(value)]


def _draw_dots(axes: mpl.axes.Axes, row: int, values: Sequence[float], colour: str) -> None:
    offsets = (np.arange(1, len(values) + 1) * _GOLDEN % 1.0 - 0.5) * 2.0 * _SPREAD
    axes.scatter(values, row + offsets, s=9, color=colour, alpha=0.55, linewidths=0)


def _draw_median(axes: mpl.axes.Axes, row: int, values: Sequence[float]) -> None:
    for value in values:
        axes.plot([value, value], [row - _SPREAD, row + _SPREAD], color=INK, linewidth=1.4)
        axes.annotate(
            _decibels(value), (value, row - _SPREAD), (0, 2), textcoords="offset points",
            ha="center", va="bottom", fontsize=7,
            bbox={"facecolor": PAPER, "linewidth": 0, "pad": 0.6},
        )  # fmt: skip


def _decibels(value: float) -> str:
    # The sign of the axes' own numbers.
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}")
