"""The hardest segments: the figures of the pure function, filtered, sorted, played and opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.results.segments_view import SegmentsView
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column


@pytest.fixture
def view(theme: Theme, record: RunRecord, figures: RunFigures, show: Show) -> SegmentsView:
    made = SegmentsView(theme)
    made.show_figures(figures, record)
    show(made)
    return made


def test_the_hardest_stand_first(
    view: SegmentsView, record: RunRecord, figures: RunFigures
) -> None:
    table = view.list_.table
    assert [row.identity for row in table.content.rows] == [
        each.segment for each in figures.difficulties
    ]
    assert column(table, "Segment") == [each.title for each in figures.difficulties]
    assert column(table, "Genre") == [record.genres[each.genre] for each in figures.difficulties]
    assert column(table, "Most often taken for") == [
        "" if each.taken_for is None else record.genres[each.taken_for]
        for each in figures.difficulties
    ]
    assert column(table, "Wrong") == [str(each.misclassified) for each in figures.difficulties]
    assert column(table, "Tested") == [str(each.tested) for each in figures.difficulties]
    assert (
        column(table, "Share wrong")[0]
        == f"{100 * figures.difficulties[0].rate:.0f}\N{NO-BREAK SPACE}%"
    )


def test_only_those_always_misclassified(view: SegmentsView, figures: RunFigures) -> None:
    always = [each.segment for each in figures.difficulties if each.rate == 1.0]
    assert 0 < len(always) < len(figures.difficulties)
    view.always_box.setFocus()
    QTest.keyClick(view.always_box, Qt.Key.Key_Space)
    assert [row.identity for row in view.list_.table.content.rows] == always
    assert f"{len(always)} of them always" in view.count.text()
    QTest.keyClick(view.always_box, Qt.Key.Key_Space)
    assert view.list_.table.content.rowCount() == len(figures.difficulties)


def test_a_heading_sorts(view: SegmentsView, record: RunRecord, figures: RunFigures) -> None:
    looked_at = view.list_.segment
    header = view.list_.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(4) + 5, header.height() // 2)
    for order in (False, True):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        tested = [int(each) for each in column(view.list_.table, "Tested")]
        is_descending = header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        assert tested == sorted(tested, reverse=is_descending), order
        assert view.list_.segment == looked_at
    # New figures of a run that goes on stand in the order that the person chose.
    view.show_figures(figures, record)
    assert [int(each) for each in column(view.list_.table, "Tested")] == tested
    # As numbers: "9" would stand behind "12" as a text.
    assert len({len(each) for each in column(view.list_.table, "Tested")}) == 2


def test_enter_and_a_double_click_play(view: SegmentsView, qtbot: QtBot) -> None:
    table = view.list_.table
    wanted = table.content.row_at(2).identity
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.segment_played) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [wanted]
    place = table.visualRect(table.content.index(1, 0)).center()
    with qtbot.waitSignal(view.segment_played) as heard:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [table.content.row_at(1).identity]
    with qtbot.waitSignal(view.segment_played) as heard:
        view.list_.play_button.click()
    assert heard.args == [table.content.row_at(1).identity]


def test_a_button_and_the_menu_open_in_curation(view: SegmentsView, qtbot: QtBot) -> None:
    table = view.list_.table
    wanted = table.content.row_at(0).identity
    with qtbot.waitSignal(view.segment_opened) as opened:
        QTest.mouseClick(view.list_.open_button, Qt.MouseButton.LeftButton)
    assert opened.args == [wanted]
    (action,) = [each for each in table.actions() if "curation" in each.text()]
    with qtbot.waitSignal(view.segment_opened) as opened:
        action.trigger()
    assert opened.args == [wanted]


def test_the_current_segment_stays_while_a_run_goes_on(
    view: SegmentsView, record: RunRecord, figures: RunFigures
) -> None:
    wanted = figures.difficulties[5].segment
    view.list_.table.choose(wanted)
    view.show_figures(figures, record)
    assert view.list_.segment == wanted


def test_nothing_tested_nothing_to_play(
    theme: Theme, empty: RunRecord, empty_figures: RunFigures, view: SegmentsView
) -> None:
    view.show_figures(empty_figures, empty)
    assert view.list_.segment is None
    assert not view.list_.play_button.isEnabled()
    assert "No segment" in view.count.text()
    view.clear()
    assert view.list_.table.content.rowCount() == 0


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
    view = SegmentsView(theme)
    view.show_figures(figures, record)
    for width in (900, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
