"""The drawing of the single charts of scores: spread, genres, differences, stems, accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve
from sepgenre_training.report.charts.figures import FAMILY_COLOURS, INK, PAPER, short_label
from sepgenre_training.report.confusion import Confusion
from sepgenre_training.report.f1_distribution import network_family
from sepgenre_training.report.selection import MEASURE_TITLES, Measure
from sepgenre_training.report.spread import Box, Dots, F1Spread, Violin
from sepgenre_training.report.stem_contribution import StemContribution
from sepgenre_training.statistics.comparison import Comparison
from sepgenre_training.statistics.hypothesis_tests import Interval

SpreadView = Literal["violin", "box", "dots"]

RUN_COLOURS = ("#2f6fc4", "#c96a12", "#12806d", "#b02f70", "#6a4fb8", "#6a7078")
"""Of runs that are compared, in their order; more runs begin anew."""

_WIDTH = 7.2
_HALF = 0.38
# Networks of one family share its colour and differ in strength.
_STRENGTHS = (1.0, 0.55, 0.8, 0.35, 0.7, 0.45, 0.9)


def draw_f1_spread(spreads: Sequence[F1Spread], view: SpreadView) -> Figure:
    """Draw a row for each network: the density, the box, or a dot for each trial.

    The dashed line stands at the mean.
    """
    figure = Figure(figsize=(_WIDTH, 0.9 + 0.8 * len(spreads)), layout="constrained")
    axes = figure.subplots()
    for row, spread in enumerate(spreads):
        colour = FAMILY_COLOURS[spread.family]
        if view == "violin":
            _draw_violin(axes, row, spread.violin, colour)
        elif view == "box":
            _draw_box(axes, row, spread.box, colour)
        else:
            _draw_dots(axes, row, spread.dots, colour)
        axes.plot(
            [spread.mean] * 2, [row - _HALF, row + _HALF], color=INK, linestyle="--", linewidth=1.2
        )
    _name_rows(axes, [f"{spread.network} · {spread.mean:.3f}" for spread in spreads])
    axes.set_xlabel("macro F1 of a trial")
    axes.grid(axis="x")
    return figure


def _draw_violin(axes: mpl.axes.Axes, row: int, violin: Violin, colour: str) -> None:
    widest = max(violin.density)
    reach = [_HALF * density / widest for density in violin.density]
    axes.fill_between(
        violin.grid, [row - each for each in reach], [row + each for each in reach],
        color=colour, alpha=0.6, linewidth=0,
    )  # fmt: skip


def _draw_box(axes: mpl.axes.Axes, row: int, box: Box, colour: str) -> None:
    for end, whisker in ((box.lower, box.low_whisker), (box.upper, box.high_whisker)):
        axes.plot([end, whisker], [row, row], color=INK, linewidth=1.0)
    axes.add_patch(
        mpl.patches.Rectangle(
            (box.lower, row - _HALF / 2), box.upper - box.lower, _HALF, facecolor=colour,
            edgecolor=INK, linewidth=0.8,
        )
    )  # fmt: skip
    axes.plot([box.median] * 2, [row - _HALF / 2, row + _HALF / 2], color=INK, linewidth=1.8)
    axes.plot(
        box.outliers, [row] * len(box.outliers), color=INK, marker="o", markersize=3, linestyle=""
    )


def _draw_dots(axes: mpl.axes.Axes, row: int, dots: Dots, colour: str) -> None:
    places = [row + _HALF * offset for offset in dots.offsets]
    axes.plot(
        dots.values, places, color=colour, marker="o", markersize=4, linestyle="",
        markeredgecolor=PAPER, markeredgewidth=0.4,
    )  # fmt: skip


def _name_rows(axes: mpl.axes.Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def draw_genre_f1(confusions: Sequence[Confusion], genres: Sequence[str]) -> Figure:
    """Draw a group of bars for each genre, a bar for each network; lines: standard deviations."""
    height = 0.8 / len(confusions)
    figure = Figure(
        figsize=(_WIDTH, 1.2 + 0.22 * len(confusions) * len(genres)), layout="constrained"
    )
    axes = figure.subplots()
    for index, confusion in enumerate(confusions):
        rows = [genre - 0.4 + height * (index + 0.5) for genre in range(len(genres))]
        colour = FAMILY_COLOURS[network_family(confusion.network)]
        # A genre that no trial tells has no bar.
        axes.barh(
            rows, [f1.mean or 0.0 for f1 in confusion.genre_f1], height, color=colour,
            alpha=_STRENGTHS[index % len(_STRENGTHS)], label=confusion.network, edgecolor=PAPER,
            linewidth=0.5,
        )  # fmt: skip
        for row, f1 in zip(rows, confusion.genre_f1, strict=True):
            if f1.mean is not None and f1.standard_deviation is not None:
                ends = [f1.mean - f1.standard_deviation, f1.mean + f1.standard_deviation]
                axes.plot(ends, [row, row], color=INK, linewidth=0.8)
    _name_rows(axes, [short_label(genre) for genre in genres])
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("F1, mean over trials")
    axes.grid(axis="x")
    figure.legend(loc="outside upper center", ncols=min(2, len(confusions)))
    return figure


def draw_differences(measure: Measure, comparisons: Sequence[Comparison]) -> Figure:
    """Draw the mean differences of a measure, with the corrected 95 % intervals."""
    return draw_intervals(
        [
            (each.name, each.mean_difference, each.corrected_interval, network_family(each.name))
            for each in comparisons
        ],
        f"{MEASURE_TITLES[measure]} less that of {comparisons[0].baseline}",
    )


def draw_stem_contributions(contributions: Sequence[StemContribution]) -> Figure:
    """Draw what each stem adds, with the corrected 95 % interval."""
    ways = {"without": "left out", "shuffled": "shuffled"}
    return draw_intervals(
        [
            (f"{each.stem}, {ways[each.how]}", each.adds, each.interval, "3 spectrograms")
            for each in contributions
        ],
        "macro F1 of the whole network less that without the stem",
    )


def draw_intervals(rows: Sequence[tuple[str, float, Interval | None, str]], label: str) -> Figure:
    """Draw a row for each name, mean, interval and family of networks; dotted: no difference."""
    figure = Figure(figsize=(_WIDTH, 0.9 + 0.4 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for place, (_, centre, interval, family) in enumerate(rows):
        colour = FAMILY_COLOURS[family]
        if interval is not None:
            axes.plot([interval.low, interval.high], [place] * 2, color=colour, linewidth=2.4)
        axes.plot([centre], [place], color=colour, marker="o", markersize=6, linestyle="")
    axes.axvline(0.0, color=INK, linewidth=1.0, linestyle=":")
    _name_rows(axes, [name for name, *_ in rows])
    axes.set_xlabel(label)
    axes.grid(axis="x")
    return figure


def draw_accuracy_by_epoch(curves: Sequence[AccuracyCurve]) -> Figure:
    """Draw the accuracy on the test side by epoch: medians over trials, bands the middle half."""
    return draw_accuracies(
        [
            (
                curve.network, FAMILY_COLOURS[network_family(curve.network)],
                _STRENGTHS[index % len(_STRENGTHS)], curve,
            )
            for index, curve in enumerate(curves)
        ]
    )  # fmt: skip


def draw_accuracies(rows: Sequence[tuple[str, str, float, AccuracyCurve]]) -> Figure:
    """Draw a band for each name, colour, strength of the line, and curve.

    The dotted line is a guess's accuracy, where that is the same for all.
    """
    figure = Figure(figsize=(_WIDTH, 3.6), layout="constrained")
    axes = figure.subplots()
    for name, colour, strength, curve in rows:
        axes.fill_between(
            curve.epochs, [each.lower for each in curve.accuracy],
            [each.upper for each in curve.accuracy], color=colour, alpha=0.15, linewidth=0,
        )  # fmt: skip
        axes.plot(
            curve.epochs, [each.median for each in curve.accuracy], color=colour, alpha=strength,
            marker="o", markersize=3, linewidth=1.6, label=name,
        )  # fmt: skip
    chances = {curve.chance for *_, curve in rows}
    if len(chances) == 1:
        axes.axhline(chances.pop(), color=INK, linestyle=":", linewidth=1.0, label="guessing")
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel("epoch")
    axes.set_ylabel("test accuracy")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y")
    figure.legend(loc="outside upper center", ncols=min(3, len(rows) + 1))
    return figure


def draw_run_accuracies(curves: Sequence[tuple[str, AccuracyCurve]]) -> Figure:
    """Draw one network's accuracy by epoch, a band for each run by its name."""
    return draw_accuracies(
        [
            (name, RUN_COLOURS[place % len(RUN_COLOURS)], 1.0, curve)
            for place, (name, curve) in enumerate(curves)
        ]
    )


def draw_counts(rows: Sequence[tuple[str, int, str, str]], label: str) -> Figure:
    """Draw a bar for each name, count, text at its end, and colour."""
    figure = Figure(figsize=(_WIDTH, 0.9 + 0.35 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for place, (_, count, text, colour) in enumerate(rows):
        axes.barh([place], [count], 0.62, color=colour, edgecolor=INK, linewidth=0.6)
        axes.annotate(text, (count, place), (4, 0), textcoords="offset points", va="center")
    _name_rows(axes, [short_label(name) for name, *_ in rows])
    axes.set_xlim(0.0, 1.25 * max([1, *(count for _, count, *_ in rows)]))
    axes.set_xlabel(label)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x")
    return figure
