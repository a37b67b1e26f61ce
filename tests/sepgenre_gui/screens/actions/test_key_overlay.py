"""The sheet of all keys: shows every action, goes at any key or click."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.actions.key_overlay import in_columns
from sepgenre_gui.screens.curation.specs import CURATION_SPECS
from sepgenre_gui.screens.shell.main_window import MainWindow


def texts(window: MainWindow) -> list[str]:
    return [label.text() for label in window.key_overlay.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> MainWindow:
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert window.key_overlay.isVisible()
    return window


def test_the_question_mark_shows_every_action_and_its_keys(opened: MainWindow) -> None:
    shown = texts(opened)

    for spec in opened.book:
        assert spec.name in shown
        for key in opened.book.keys(spec.id):
            assert key in shown
    for menu in ("File", "Edit", "View", "Help"):
        assert menu in shown


def test_own_keys_are_shown(window: MainWindow) -> None:
    window.book.set_keys("file.new", ["Ctrl+Alt+J"])

    window.key_overlay.open()

    assert "Ctrl+Alt+J" in texts(window)
    assert "Ctrl+N" not in texts(window)


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_A, Qt.Key.Key_Escape, Qt.Key.Key_Question, Qt.Key.Key_F11, Qt.Key.Key_Space]
)
def test_any_key_closes_it_and_does_nothing_else(
    opened: MainWindow, qtbot: QtBot, key: Qt.Key
) -> None:
    qtbot.keyClick(opened.key_overlay, key)

    assert not opened.key_overlay.isVisible()
    assert not opened.isFullScreen()


def test_keys_of_actions_only_close_it(opened: MainWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(opened.book["help.palette"].triggered, wait=50):
        qtbot.keyClick(opened.key_overlay, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    assert not opened.key_overlay.isVisible()


def test_a_modifier_alone_closes_nothing(opened: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(opened.key_overlay, Qt.Key.Key_Shift)

    assert opened.key_overlay.isVisible()


def test_a_click_closes_it_wherever_it_falls(opened: MainWindow, qtbot: QtBot) -> None:
    card = next(
        frame
        for frame in opened.key_overlay.findChildren(QFrame)
        if frame.property("role") == "card"
    )
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert not opened.key_overlay.isVisible()

    opened.key_overlay.open()
    qtbot.mouseClick(opened.key_overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not opened.key_overlay.isVisible()


def test_where_not_all_fits_the_arrows_scroll(window: MainWindow, qtbot: QtBot) -> None:
    window.book.add(CURATION_SPECS)
    window.resize(700, 460)
    window.key_overlay.open()
    bar = window.key_overlay.scroll_bar
    qtbot.waitUntil(lambda: bar.maximum() > 0)

    qtbot.keyClick(window.key_overlay, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(window.key_overlay, Qt.Key.Key_Up)
    assert window.key_overlay.isVisible()

    qtbot.keyClick(window.key_overlay, Qt.Key.Key_A)
    assert not window.key_overlay.isVisible()


def test_the_keyboard_is_where_it_was_before(window: MainWindow, qtbot: QtBot) -> None:
    window.start_page.open.setFocus()
    window.key_overlay.open()
    qtbot.keyClick(window.key_overlay, Qt.Key.Key_A)

    assert window.start_page.open.hasFocus()


@given(heights=st.lists(st.integers(1, 50), max_size=12), n_columns=st.integers(1, 5))
def test_columns_keep_the_order_and_none_is_needlessly_high(
    heights: list[int], n_columns: int
) -> None:
    columns = in_columns(heights, n_columns)

    assert [number for column in columns for number in column] == [*range(len(heights))]
    assert len(columns) <= n_columns
    highest = max((sum(heights[number] for number in column) for column in columns), default=0)
    # No column can be lower than the highest single one, nor than an equal share.
    assert highest <= max(heights, default=0) + sum(heights) / n_columns
