"""The live charts: what they draw is what the pure functions computed."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.charts.f1_panels import F1Panels
from sepgenre_gui.screens.experiment.charts.genre_chart import GenreChart
from sepgenre_gui.screens.experiment.charts.loss_panels import LossPanels
from sepgenre_gui.screens.experiment.charts.spread_chart import SpreadStyle
from sepgenre_gui.screens.experiment.run.standing import StandingTable
from sepgenre_training.experiment.events import EpochFinished
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.charts import GenreCount
from sepgenre_training.report.f1_distribution import f1_distribution
from sepgenre_training.report.live import held_out_side, live_curves
from sepgenre_training.report.selection import guessing_loss
from sepgenre_training.report.significance import significance
from sepgenre_training.report.spread import f1_spread
from sepgenre_training.report.summary import number_text
from sepgenre_training.report.table1 import table1
from tests.sepgenre_training.report.conftest import build_record


@pytest.fixture(scope="module")
def record() -> RunRecord:
    return build_record()


def test_losses_are_drawn_as_they_were_computed(
    record: RunRecord, theme: Theme, qtbot: QtBot
) -> None:
    panels = LossPanels(theme)
    qtbot.addWidget(panels)
    last = record.trials[-1]
    unfinished = [
        EpochFinished(trial=last.index, network=fit.network, metrics=epoch)
        for fit in last.fits
        if fit.epochs
        for epoch in fit.epochs[:2]
    ]
    side = held_out_side(record.config)
    curves = live_curves(record.config.networks, record.trials[:-1], unfinished, held_out=side)

    panels.show_curves(curves, record.config.epochs, guessing_loss(record))

    assert tuple(panels.charts) == record.config.networks
    for losses in curves.networks:
        chart = panels.charts[losses.network]
        assert losses.current is not None
        for name, fan, now in (
            ("train", losses.train, losses.current.train),
            ("held_out", losses.held_out, losses.current.held_out),
        ):
            x, y = chart.items[name].getData()
            np.testing.assert_array_equal(x, np.arange(1, len(fan.median) + 1))
            np.testing.assert_allclose(y, fan.median)
            np.testing.assert_allclose(chart.items[f"{name} now"].getData()[1], now)
            low, high = chart.items[f"{name} band"]
            np.testing.assert_allclose(low.getData()[1], fan.lower)
            np.testing.assert_allclose(high.getData()[1], fan.upper)
    assert side in panels.legend.text()


def test_a_network_without_an_epoch_says_so(theme: Theme, qtbot: QtBot) -> None:
    panels = LossPanels(theme)
    qtbot.addWidget(panels)
    empty = build_record(n_trials=0, planned=12)

    panels.show_curves(live_curves(empty.config.networks, (), ()), 6, guessing_loss(empty))
    panels.show()

    for network, chart in panels.charts.items():
        assert not chart.has_numbers
        assert chart.items == {}
        assert network in chart.accessibleName()


def make_f1_panels(theme: Theme, qtbot: QtBot) -> F1Panels:
    panels = F1Panels(theme)
    qtbot.addWidget(panels)
    # Another widget's in the program; nobody's here.
    qtbot.addWidget(panels.style_box)
    return panels


def test_histograms_show_the_counts_and_the_mean(
    record: RunRecord, theme: Theme, qtbot: QtBot
) -> None:
    panels = make_f1_panels(theme, qtbot)

    panels.show_record(record)

    distribution = f1_distribution(record)
    assert len(distribution.panels) == len(record.config.networks)
    for panel in distribution.panels:
        chart = panels.histograms.charts[panel.network]
        assert chart.bars is not None
        assert chart.mean_line is not None
        assert tuple(chart.bars.opts["height"]) == panel.counts
        np.testing.assert_allclose(chart.bars.opts["x0"], distribution.edges[:-1])
        assert chart.mean_line.value() == pytest.approx(panel.mean)


@pytest.mark.parametrize("style", list(SpreadStyle))
def test_the_other_styles_show_the_same_trials(
    record: RunRecord, theme: Theme, qtbot: QtBot, style: SpreadStyle
) -> None:
    panels = make_f1_panels(theme, qtbot)
    panels.show_record(record)

    panels.style_box.setCurrentIndex(panels.style_box.findText(style.value))

    for place, spread in enumerate(f1_spread(record)):
        items = panels.spread.items[spread.network]
        assert items[-1].getData()[1] == pytest.approx([spread.mean, spread.mean])
        if style is SpreadStyle.VIOLIN:
            left, right = (item.getData()[0] for item in items[:2])
            np.testing.assert_allclose(items[0].getData()[1], spread.violin.grid)
            width = np.subtract(right, left)
            widest = np.divide(spread.violin.density, max(spread.violin.density))
            np.testing.assert_allclose(width / width.max(), widest, atol=1e-12)
        elif style is SpreadStyle.BOX:
            body, whiskers, median, outliers = items[:4]
            assert body.opts["y0"] == [spread.box.lower]
            assert body.opts["height"] == [spread.box.upper - spread.box.lower]
            assert whiskers.getData()[1][[0, 3]] == pytest.approx(
                [spread.box.low_whisker, spread.box.high_whisker]
            )
            assert median.getData()[1][0] == pytest.approx(spread.box.median)
            np.testing.assert_allclose(outliers.getData()[1], spread.box.outliers)
        else:
            x, y = items[0].getData()
            np.testing.assert_allclose(y, spread.dots.values)
            assert np.sign(x - place) == pytest.approx(np.sign(spread.dots.offsets))


def test_fewer_networks_take_the_places_of_more(
    record: RunRecord, theme: Theme, qtbot: QtBot
) -> None:
    panels = make_f1_panels(theme, qtbot)
    panels.show_record(record)
    one = record.config.networks[0]
    alone = attrs.evolve(record, config=attrs.evolve(record.config, networks=(one,), baseline=one))

    panels.show_record(alone)

    assert tuple(panels.histograms.charts) == (one,)


def test_songs_by_genre_are_bars_of_their_colours(theme: Theme, qtbot: QtBot) -> None:
    chart = GenreChart(theme)
    qtbot.addWidget(chart)
    genres = [
        GenreCount(name="Trance", color="#d55e00", songs=12, segments=14),
        GenreCount(name="ű 観", color="#0072b2", songs=3, segments=3),
    ]

    chart.show_genres(genres)

    assert chart.bars is not None
    assert chart.bars.opts["width"] == [12, 3]
    assert [each.name() for each in chart.bars.opts["brushes"]] == ["#d55e00", "#0072b2"]
    assert "Trance: 12 songs" in chart.accessibleDescription()


def test_charts_follow_the_theme(
    record: RunRecord, theme: Theme, qtbot: QtBot, qapp: QApplication
) -> None:
    panels = make_f1_panels(theme, qtbot)
    panels.show_record(record)
    chart = next(iter(panels.histograms.charts.values()))
    assert chart.mean_line is not None
    light = chart.mean_line.pen.color().name()

    theme.choose(ThemeChoice.DARK)

    assert chart.mean_line.pen.color().name() != light
    assert chart.mean_line.pen.color().name() == theme.colors.text


def test_differences_that_lack_the_last_trial_say_so(record: RunRecord, qtbot: QtBot) -> None:
    table = StandingTable()
    qtbot.addWidget(table)
    before = attrs.evolve(record, trials=record.trials[:-1])
    for compared, said in ((record, ""), (before, f" ({len(before.trials)} trials)")):
        comparisons = {each.name: each for each in significance(compared).with_baseline["macro_f1"]}

        table.show_rows(table1(record), comparisons)

        for place, row in enumerate(table1(record)):
            assert table.item(place, 1).text() == str(len(record.trials))
            if row.name in comparisons:
                difference = number_text(comparisons[row.name].mean_difference, sign=True)
                assert table.item(place, 5).text() == f"{difference}{said}"
