"""The drawing of the report's figures with matplotlib: numbers in, PNG and SVG out."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import attrs
import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from sepgenre_training.report.confusion import Confusion
from sepgenre_training.report.f1_distribution import F1Distribution, network_family
from sepgenre_training.report.learning_curves import EpochSummary, LearningCurve, Quartiles

INK, PAPER, GRID = "#1b1f24", "#ffffff", "#c9d1d9"
"""Colours that the page replaces by its own, so that a figure follows light and dark."""

FAMILY_COLOURS = {"3 spectrograms": "#e6862a", "1 spectrogram": "#3b7dd8"}
"""Orange and blue, as in the paper's Figure 1."""

SIDE_COLOURS = {"train": "#8a8f98", "validation": "#1f9e89", "test": "#c2417c"}

PNG_DPI = 200

_MAX_LABEL = 20
_STRONGEST_CELL = 0.6  # Opacity of a rate of 1: ink stays legible on it, on light and on dark.
_FALLBACK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC",
    "Microsoft YaHei", "Yu Gothic", "PingFang SC", "Hiragino Sans", "Arial Unicode MS",
    "WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Sans Symbols2", "Segoe UI Emoji",
    "Segoe UI Symbol", "Noto Emoji", "Symbola",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class RenderedFigure:
    """One figure as files: `png` at 200 dpi, `svg` with text kept as text."""

    name: str
    png: bytes
    svg: str


def render(name: str, draw: Callable[[], Figure]) -> RenderedFigure:
    """Return what `draw` draws as PNG and SVG: equal numbers and fonts, equal SVG bytes.

    Parameters
    ----------
    name : str
        The stem of the file names.
    draw : callable
        Makes the figure; called under the report's style, so that lazily made ticks follow it.
    """
    png, svg = io.BytesIO(), io.BytesIO()
    no_metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with _style(name):
        figure = draw()
        figure.savefig(svg, format="svg", metadata=no_metadata)
        # What was laid out for the one serves the other; to do it again takes a third of the time.
        figure.set_layout_engine("none")
        figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return RenderedFigure(name=name, png=png.getvalue(), svg=svg.getvalue().decode())


@cache
def _font_families() -> list[str]:
    """Return DejaVu Sans, which matplotlib brings, and the fallbacks that are installed."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _FALLBACK_FONTS if name in installed)]


@contextmanager
def _style(salt: str) -> Iterator[None]:
    settings = {
        "font.family": _font_families(),
        "font.size": 9.0,
        "axes.titlesize": 9.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.facecolor": "none",
        "axes.axisbelow": True,
        "grid.linewidth": 0.6,
        "grid.color": GRID,
        "figure.facecolor": PAPER,
        "legend.frameon": False,
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
        # Genre names may hold dollar signs, which are no formulas.
        "text.parse_math": False,
    } | dict.fromkeys(
        ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK
    )
    with warnings.catch_warnings(), mpl.rc_context(settings), _quiet_about_weights():
        # A name in a script that no installed font has is drawn as boxes in the PNG; SVG and
        # page keep the text, so the reader's own fonts show it.
        warnings.filterwarnings("ignore", r"(?s)Glyph \d+ .* missing from", UserWarning)
        warnings.filterwarnings("ignore", r"Matplotlib currently does not support", UserWarning)
        yield


@contextmanager
def _quiet_about_weights() -> Iterator[None]:
    # A fallback font that has no bold is drawn as it is; that is nothing to tell a person.
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def short_label(text: str) -> str:
    """Return `text`, cut to 20 characters with an ellipsis, for ticks and column heads."""
    return text if len(text) <= _MAX_LABEL else text[: _MAX_LABEL - 1].rstrip() + "…"


def draw_f1_distribution(distribution: F1Distribution) -> Figure:
    """Draw Figure 1: one panel for each network, shared axes, a dashed line at the mean."""
    n_columns = min(2, len(distribution.panels))
    n_rows = -(-len(distribution.panels) // n_columns)
    figure = Figure(figsize=(7.2, 0.6 + 2.0 * n_rows), layout="constrained")
    grid = figure.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False).ravel()
    widths = [b - a for a, b in zip(distribution.edges, distribution.edges[1:], strict=False)]
    for axes, panel in zip(grid, distribution.panels, strict=False):
        colour = FAMILY_COLOURS[panel.family]
        axes.bar(
            distribution.edges[:-1], panel.counts, widths, align="edge", color=colour,
            edgecolor=PAPER, linewidth=0.8,
        )  # fmt: skip
        axes.axvline(panel.mean, color=INK, linestyle="--", linewidth=1.2)
        axes.set_title(f"{panel.network} · mean {panel.mean:.3f}", loc="left")
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y")
    for axes in grid[len(distribution.panels) :]:
        axes.remove()
    figure.supxlabel("macro F1 of a trial", fontsize=9)
    figure.supylabel("trials", fontsize=9)
    return figure


def draw_learning_curves(curves: Sequence[LearningCurve], guessing_loss: float) -> Figure:
    """Draw losses above and test accuracy below, a column for each network.

    Lines are medians over trials, bands the middle half of them, the dotted line the loss of a
    guess that gives every genre the same chance (`guessing_loss`, nats).
    """
    figure = Figure(figsize=(max(4.2, 2.3 * len(curves)), 4.6), layout="constrained")
    grid = figure.subplots(2, len(curves), sharex=True, sharey="row", squeeze=False)
    for column, curve in enumerate(curves):
        losses, accuracy = grid[0, column], grid[1, column]
        for side, colour in SIDE_COLOURS.items():
            values = [_quartiles(epoch, f"{side}_loss") for epoch in curve.epochs]
            _draw_band(losses, curve.epochs, values, colour, side)
        losses.axhline(guessing_loss, color=INK, linestyle=":", linewidth=1.0, label="guessing")
        shares = [epoch.test_accuracy for epoch in curve.epochs]
        _draw_band(
            accuracy, curve.epochs, shares, FAMILY_COLOURS[network_family(curve.network)], "test"
        )
        losses.set_title(curve.network, loc="left")
        accuracy.set_xlabel("epoch")
        accuracy.set_ylim(0.0, 1.0)
        accuracy.xaxis.get_major_locator().set_params(integer=True)
        for axes in (losses, accuracy):
            axes.grid(axis="y")
    grid[0, 0].set_ylabel("loss (nats)")
    grid[1, 0].set_ylabel("test accuracy")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    return figure


def _quartiles(epoch: EpochSummary, name: str) -> Quartiles | None:
    value: Quartiles | None = getattr(epoch, name)
    return value


def _draw_band(
    axes: mpl.axes.Axes,
    epochs: Sequence[EpochSummary],
    values: Sequence[Quartiles | None],
    colour: str,
    label: str,
) -> None:
    known = [
        (epoch.epoch, each) for epoch, each in zip(epochs, values, strict=True) if each is not None
    ]
    if not known:
        return
    x = [epoch for epoch, _ in known]
    axes.fill_between(
        x, [each.lower for _, each in known], [each.upper for _, each in known],
        color=colour, alpha=0.22, linewidth=0,
    )  # fmt: skip
    axes.plot(
        x, [each.median for _, each in known], color=colour, linewidth=1.6, marker="o",
        markersize=3, label=label,
    )  # fmt: skip


def draw_confusion(confusion: Confusion, genres: Sequence[str]) -> Figure:
    """Draw one network's matrix: the darker a cell, the larger its share of the row.

    The numbers are counts over all trials. Rows are true genres, columns predicted ones.
    """
    n_genres = len(genres)
    side = max(2.2, 0.42 * n_genres)
    figure = Figure(figsize=(side + 1.6, side + 1.7), layout="constrained")
    axes = figure.subplots()
    colour = FAMILY_COLOURS[network_family(confusion.network)]
    for row, (counts, rates) in enumerate(zip(confusion.counts, confusion.rates, strict=True)):
        for column, (count, rate) in enumerate(zip(counts, rates, strict=True)):
            axes.add_patch(
                mpl.patches.Rectangle(
                    (column - 0.5, row - 0.5), 1, 1, facecolor=colour, linewidth=0,
                    alpha=_STRONGEST_CELL * rate,
                )
            )  # fmt: skip
            weight = "bold" if row == column else "normal"
            axes.text(column, row, str(count), ha="center", va="center", fontsize=8, weight=weight)
    labels = [short_label(genre) for genre in genres]
    axes.set_xticks(range(n_genres), labels, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(n_genres), labels)
    axes.tick_params(length=0)
    axes.set_xlim(-0.5, n_genres - 0.5)
    axes.set_ylim(n_genres - 0.5, -0.5)
    axes.set_aspect("equal")
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color(GRID)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.set_title(confusion.network, loc="left")
    return figure
