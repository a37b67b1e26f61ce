"""The confusion matrix: counts and rates of the pure function, cells by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, Colors, contrast
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.results.confusion_view import ConfusionView
from sepgenre_gui.screens.experiment.results.parts.matrix_table import (
    MatrixTable,
    cell_color,
    ink_on,
)
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORK_NAMES, STEMS_CONV
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.segments import segments_in_cell
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column


@pytest.fixture
def view(theme: Theme, record: RunRecord, figures: RunFigures, show: Show) -> ConfusionView:
    made = ConfusionView(theme)
    made.show_figures(figures, record)
    show(made)
    return made


def shown(matrix: MatrixTable) -> list[list[str]]:
    content = matrix.content
    return [
        [str(content.index(row, column).data()) for column in range(content.columnCount())]
        for row in range(content.rowCount())
    ]


def test_counts_and_rates_of_each_network(
    view: ConfusionView, record: RunRecord, figures: RunFigures
) -> None:
    for place, confusion in enumerate(figures.confusions):
        view.network_box.setCurrentIndex(place)
        view.kind_box.setCurrentIndex(0)
        assert view.network == confusion.network
        assert shown(view.matrix) == [[str(each) for each in row] for row in confusion.counts]
        view.kind_box.setCurrentIndex(1)
        assert shown(view.matrix) == [
            [f"{100 * each:.0f}\N{NO-BREAK SPACE}%" for each in row] for row in confusion.rates
        ]
    content = view.matrix.content
    for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        for place, genre in enumerate(record.genres):
            head = content.headerData(place, orientation, Qt.ItemDataRole.DisplayRole)
            assert genre.startswith(head.replace("\n", " ").rstrip("…"))
            assert genre in content.headerData(place, orientation, Qt.ItemDataRole.ToolTipRole)


def test_the_keyboard_moves_the_cell_and_lists_its_segments(
    view: ConfusionView, record: RunRecord, qtbot: QtBot
) -> None:
    view.network_box.setCurrentIndex(NETWORK_NAMES.index(STEMS_CONV))
    view.matrix.choose(0, 0)
    view.matrix.setFocus()
    QTest.keyClick(view.matrix, Qt.Key.Key_Down)
    QTest.keyClick(view.matrix, Qt.Key.Key_Right)
    assert view.matrix.cell == (1, 1)
    expected = segments_in_cell(record, STEMS_CONV, 1, 1)
    assert len(expected) > 1
    table = view.list_.table
    assert [row.identity for row in table.content.rows] == [each.segment for each in expected]
    assert column(table, "Times") == [str(each.times) for each in expected]
    assert column(table, "Tested") == [str(each.tested) for each in expected]
    assert column(table, "Share") == [
        f"{100 * each.rate:.0f}\N{NO-BREAK SPACE}%" for each in expected
    ]
    with qtbot.waitSignal(view.segment_played) as heard:
        QTest.keyClick(view.matrix, Qt.Key.Key_Return)
    assert heard.args == [expected[0].segment]
    assert table.hasFocus()
    with qtbot.waitSignal(view.segment_played) as heard:
        QTest.keyClick(table, Qt.Key.Key_Down)
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [expected[1].segment]


def test_a_click_lists_the_segments_of_a_cell(
    view: ConfusionView, record: RunRecord, figures: RunFigures, qtbot: QtBot
) -> None:
    confusion = figures.confusions[0]
    row, place = next(
        (row, place)
        for row, counts in enumerate(confusion.counts)
        for place, count in enumerate(counts)
        if count > 1 and row != place and (row, place) != view.matrix.cell
    )
    spot = view.matrix.visualRect(view.matrix.content.index(row, place)).center()
    QTest.mouseClick(view.matrix.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    expected = segments_in_cell(record, confusion.network, row, place)
    identities = [each.identity for each in view.list_.table.content.rows]
    assert identities == [each.segment for each in expected]
    text = f"{record.genres[row]} predicted as {record.genres[place]}"
    assert view.cell_title.text().startswith(text)
    with qtbot.waitSignal(view.segment_opened) as opened:
        view.list_.open_button.click()
    assert opened.args == [expected[0].segment]
    with qtbot.waitSignal(view.segment_played) as heard:
        QTest.mouseDClick(view.matrix.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert heard.args == [expected[0].segment]


def test_another_network_and_new_figures_keep_the_cell(
    view: ConfusionView, record: RunRecord, figures: RunFigures
) -> None:
    view.matrix.choose(2, 3)
    view.network_box.setCurrentIndex(2)
    view.show_figures(figures, record)
    assert view.network == figures.confusions[2].network
    assert view.matrix.cell == (2, 3)
    expected = segments_in_cell(record, view.network, 2, 3)
    identities = [each.identity for each in view.list_.table.content.rows]
    assert identities == [each.segment for each in expected]


def test_an_empty_cell_has_nothing_to_play(
    theme: Theme, tiny: RunRecord, tiny_figures: RunFigures, qtbot: QtBot
) -> None:
    view = ConfusionView(theme)
    qtbot.addWidget(view)
    view.show_figures(tiny_figures, tiny)
    view.matrix.choose(0, 1)
    assert view.list_.table.content.rowCount() == 0
    assert not view.list_.play_button.isEnabled()
    assert view.cell_title.text() == "a predicted as b: 0 times"


def test_no_trial_no_matrix(
    view: ConfusionView, empty: RunRecord, empty_figures: RunFigures
) -> None:
    view.show_figures(empty_figures, empty)
    assert view.hint.isVisible()
    assert not view.matrix.isVisible()
    view.clear()
    assert view.matrix.content.rowCount() == 0


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_numbers_are_legible_on_every_shade(colors: Colors) -> None:
    for network in NETWORK_NAMES:
        for percent in range(101):
            fill = cell_color(network, percent / 100, colors)
            assert contrast(ink_on(fill, colors), fill) >= 4.5, (network, percent)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_nothing_is_cut_off(
    type_size: float,
    theme: Theme,
    record: RunRecord,
    figures: RunFigures,
    show: Show,
    qapp: QApplication,
    choice: ThemeChoice,
) -> None:
    theme.choose(choice)
    view = ConfusionView(theme)
    view.show_figures(figures, record)
    for width in (1200, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
        assert view.matrix.verticalScrollBar().maximum() == 0
