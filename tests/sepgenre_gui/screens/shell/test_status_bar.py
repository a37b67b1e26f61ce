"""The status bar: what was said, what goes on, and how it is cancelled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QProgressBar
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.shell.status_bar import StatusBar


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> StatusBar:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = StatusBar(theme)
    window.setStatusBar(made)
    window.resize(800, 200)
    window.show()
    qtbot.waitExposed(window)
    made.window_of_test = window  # type: ignore[attr-defined]
    return made


def progress(bar: StatusBar) -> QProgressBar:
    (found,) = bar.findChildren(QProgressBar)
    return found


def test_what_was_said_stays(bar: StatusBar) -> None:
    bar.say("12 tracks were imported.")

    assert bar.said == "12 tracks were imported."
    assert not progress(bar).isVisible()


def test_an_activity_shows_how_far_it_is(bar: StatusBar, qtbot: QtBot) -> None:
    activity = bar.begin_activity("Importing")
    assert progress(bar).isVisible()
    assert progress(bar).maximum() == 0
    assert not bar.cancel_button.isVisible()

    activity.update("Importing ű 观.wav", 3, 12)
    assert bar.activity_text == "Importing ű 观.wav (3 of 12)"
    assert (progress(bar).value(), progress(bar).maximum()) == (3, 12)

    activity.end()
    activity.end()
    assert not progress(bar).isVisible()
    assert bar.activity_text == ""
    activity.update("late", 1, 2)
    assert not progress(bar).isVisible()


def test_it_keeps_its_height_whatever_goes_on(bar: StatusBar, qtbot: QtBot) -> None:
    heights = {bar.height()}
    for on_cancel in (None, lambda: None):
        activity = bar.begin_activity("Reading", on_cancel)
        qtbot.wait(20)
        heights.add(bar.height())
        activity.end()
        qtbot.wait(20)
        heights.add(bar.height())

    assert len(heights) == 1


def test_cancelling_is_acknowledged_at_once_and_asked_once(bar: StatusBar, qtbot: QtBot) -> None:
    asked: list[int] = []
    activity = bar.begin_activity("Importing", lambda: asked.append(1))
    qtbot.mouseClick(bar.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.cancel_button, Qt.MouseButton.LeftButton)

    assert asked == [1]
    assert bar.activity_text == "Stopping…"
    activity.update("Importing more", 5, 12)
    assert bar.activity_text == "Stopping…"
    assert not bar.cancel_button.isEnabled()


def test_the_newest_of_several_is_shown(bar: StatusBar, qtbot: QtBot) -> None:
    cancelled: list[str] = []
    first = bar.begin_activity("Importing", lambda: cancelled.append("import"))
    second = bar.begin_activity("Separating", lambda: cancelled.append("separation"))

    assert bar.activity_text == "Separating, and 1 more"
    qtbot.mouseClick(bar.cancel_button, Qt.MouseButton.LeftButton)
    assert cancelled == ["separation"]
    second.end()
    assert bar.activity_text == "Importing"
    assert bar.cancel_button.isEnabled()
    first.end()
    assert bar.activity_text == ""


def test_a_long_text_does_not_widen_the_window(bar: StatusBar) -> None:
    before = bar.minimumSizeHint().width()
    bar.say("a very long sentence " * 30)
    bar.begin_activity("a very long name of a file " * 30)

    assert bar.minimumSizeHint().width() < before + 400
    assert bar.window().width() == 800
