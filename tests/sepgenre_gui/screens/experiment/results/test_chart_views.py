"""Genre F1 and learning curves: what is drawn is read back and is what the pure functions say."""

from __future__ import annotations

import math

import attrs
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, contrast
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.charts.shades import network_shades
from sepgenre_gui.screens.experiment.results.curves_view import CurvesView
from sepgenre_gui.screens.experiment.results.genre_f1_view import GenreF1View
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import ALL_NETWORK_NAMES
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.summary import score_text
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column, texts, titles


def test_bars_and_whiskers_are_the_genres_f1(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    view = GenreF1View(theme)
    view.show_figures(figures, record)
    chart = view.chart
    assert [*chart.bars] == [each.network for each in figures.confusions]
    for each in figures.confusions:
        means = [f1.mean for f1 in each.genre_f1]
        spreads = [f1.standard_deviation for f1 in each.genre_f1]
        bars, whiskers = chart.bars[each.network].opts, chart.whiskers[each.network].opts
        assert list(bars["width"]) == means
        assert [round(y) for y in bars["y"]] == [*range(len(record.genres))]
        assert list(whiskers["x"]) == means
        assert list(whiskers["right"]) == spreads
        assert list(whiskers["left"]) == [
            min(mean, spread) for mean, spread in zip(means, spreads, strict=True)
        ]
        assert column(view.table, each.network) == [score_text(f1) for f1 in each.genre_f1]
    # No bar stands on another.
    places = sorted(y for bars in chart.bars.values() for y in bars.opts["y"])
    assert min(np.diff(places)) >= chart.bars[figures.confusions[0].network].opts["height"]
    ticks = chart.plot.getAxis("left")._tickLevels[0]
    assert [place for place, _ in ticks] == [*range(len(record.genres))]
    assert [entry.name for entry in view.legend.entries] == [*chart.bars]
    assert column(view.table, "Genre") == list(record.genres)


def test_a_genre_that_was_never_tested_has_no_bar(
    theme: Theme, tiny: RunRecord, tiny_figures: RunFigures
) -> None:
    unknown = attrs.evolve(
        tiny_figures.confusions[0].genre_f1[0], mean=None, standard_deviation=None
    )
    first = tiny_figures.confusions[0]
    confusion = attrs.evolve(first, genre_f1=(unknown, first.genre_f1[1]))
    view = GenreF1View(theme)
    view.show_figures(attrs.evolve(tiny_figures, confusions=(confusion,)), tiny)
    bars = view.chart.bars[first.network].opts
    assert list(bars["width"]) == [first.genre_f1[1].mean]
    assert [round(y) for y in bars["y"]] == [1]


def test_every_network_has_a_colour_of_its_own() -> None:
    shades = network_shades(ALL_NETWORK_NAMES)
    assert set(shades) == set(ALL_NETWORK_NAMES)
    for place, colors in enumerate((LIGHT, DARK)):
        used = [pair[place] for pair in shades.values()]
        assert len(set(used)) == len(used)
        assert min(contrast(each, colors.plot) for each in used) > 1.6


def test_lines_and_bands_are_the_learning_curves(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    view = CurvesView(theme)
    view.show_figures(figures, record)
    assert [*view.panels.charts] == [curve.network for curve in figures.learning_curves]
    for curve in figures.learning_curves:
        chart = view.panels.charts[curve.network]
        assert [*chart.lines] == ["train", "validation", "test"]
        for side, line in chart.lines.items():
            known = [getattr(epoch, f"{side}_loss") for epoch in curve.epochs]
            x, y = line.getData()
            assert list(x) == [epoch.epoch for epoch in curve.epochs]
            assert list(y) == [each.median for each in known]
            low, high = chart.edges[side]
            assert list(low.getData()[1]) == [each.lower for each in known]
            assert list(high.getData()[1]) == [each.upper for each in known]
            filled = chart.fills[side].path().boundingRect()
            assert filled.top() == pytest.approx(min(each.lower for each in known))
            assert filled.bottom() == pytest.approx(max(each.upper for each in known))
        assert chart.level_line.value() == pytest.approx(math.log(6))
    ranges = {chart.plot.viewRange()[1][1] for chart in view.panels.charts.values()}
    assert len(ranges) == 1
    assert [entry.name for entry in view.legend.entries][-1] == "guessing (ln 6)"


def test_accuracy_by_choice_and_epochs_chosen(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    view = CurvesView(theme)
    view.show_figures(figures, record)
    view.what_box.setCurrentIndex(1)
    for curve in figures.learning_curves:
        chart = view.panels.charts[curve.network]
        assert [*chart.lines] == ["test"]
        assert list(chart.lines["test"].getData()[1]) == [
            epoch.test_accuracy.median for epoch in curve.epochs if epoch.test_accuracy
        ]
        assert chart.level_line.value() == pytest.approx(1 / 6)
    assert [entry.name for entry in view.legend.entries] == ["test", "guessing (1 of 6)"]
    assert titles(view.table) == ["Network", *(f"Epoch {each}" for each in range(1, 7))]
    assert texts(view.table) == [
        [curve.network, *map(str, curve.times_chosen)] for curve in figures.learning_curves
    ]


def test_losses_that_diverged_are_left_out(
    theme: Theme, tiny: RunRecord, tiny_figures: RunFigures
) -> None:
    view = CurvesView(theme)
    view.show_figures(tiny_figures, tiny)
    chart = view.panels.charts[tiny_figures.learning_curves[0].network]
    # The tiny run has no validation side, and one infinite test loss in its second epoch.
    assert [*chart.lines] == ["train", "test"]
    assert list(chart.lines["test"].getData()[1]) == [1.5, 0.5]


@pytest.mark.parametrize("page", [GenreF1View, CurvesView])
def test_no_trial_no_chart(
    page: type, theme: Theme, empty: RunRecord, empty_figures: RunFigures, record: RunRecord,
    figures: RunFigures, show: Show,
) -> None:  # fmt: skip
    view = page(theme)
    show(view)
    view.show_figures(figures, record)
    assert view.table.isVisible()
    view.show_figures(empty_figures, empty)
    assert not view.table.isVisible()
    view.show_figures(figures, record)
    view.clear()
    assert not view.table.isVisible()
    assert view.legend.entries == ()


def test_the_colours_of_the_theme_are_worn_at_once(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    view = GenreF1View(theme)
    view.show_figures(figures, record)
    name = figures.confusions[0].network
    before = view.chart.bars[name].opts["brush"].name()
    theme.choose(ThemeChoice.DARK)
    after = view.chart.bars[name].opts["brush"].name()
    assert (before, after) == network_shades([name])[name]


def test_the_wheel_over_a_chart_is_left_to_the_page(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show, qapp: QApplication
) -> None:
    view = CurvesView(theme)
    view.show_figures(figures, record)
    show(view, 700, 300)
    chart = next(iter(view.panels.charts.values()))
    # Where the mouse is over the axis, of which pyqtgraph would take the wheel.
    target = chart.childAt(5, chart.height() // 2) or chart
    place = QPointF(5, target.height() / 2)
    turn = QWheelEvent(
        place, QPointF(target.mapToGlobal(place.toPoint())), QPoint(0, 0), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    qapp.sendEvent(target, turn)
    # Qt hands an event of its own that is not accepted to what is around.
    assert not turn.isAccepted()


@pytest.mark.parametrize("page", [GenreF1View, CurvesView])
def test_nothing_is_cut_off(
    type_size: float, page: type, theme: Theme, record: RunRecord, figures: RunFigures,
    show: Show, qapp: QApplication,
) -> None:  # fmt: skip
    view = page(theme)
    view.show_figures(figures, record)
    for width in (1000, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
