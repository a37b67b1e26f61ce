"""The command palette: finds every action, runs one that is on, says why another is off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.actions.commands import find_commands
from sepgenre_gui.screens.shell.main_window import MainWindow
from tests.sepgenre_gui.screens.plain_screen import NAME, PLAY


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    window.book.add([PLAY, NAME])
    return window


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.palette_sheet.field, key)


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_both_keys_open_it_with_every_action(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    qtbot.keyClick(window, key, modifier)

    sheet = window.palette_sheet
    assert sheet.isVisible()
    assert sheet.field.hasFocus()
    listed = {command.id for command in sheet.commands()}
    # The menu of recent projects is no action that could be run.
    assert listed == {spec.id for spec in window.book} - {"file.recent"}


def test_letters_find_and_enter_runs(window: MainWindow, qtbot: QtBot) -> None:
    window.palette_sheet.open()
    qtbot.keyClicks(window.palette_sheet.field, "play")

    current = window.palette_sheet.current()
    assert current is not None
    assert (current.id, current.key, current.place) == ("segment.play", "P", "Segment")
    with qtbot.waitSignal(window.book["segment.play"].triggered, timeout=2000):
        press(qtbot, window, Qt.Key.Key_Return)
    assert not window.palette_sheet.isVisible()


def test_typing_triggers_no_single_letter_key(window: MainWindow, qtbot: QtBot) -> None:
    window.palette_sheet.open()
    with qtbot.assertNotEmitted(window.book["segment.play"].triggered, wait=50):
        qtbot.keyClicks(window.palette_sheet.field, "ppn?")

    assert window.palette_sheet.field.text() == "ppn?"
    assert not window.key_overlay.isVisible()


def test_a_word_may_stand_in_the_menus_name(window: MainWindow) -> None:
    found = find_commands(window.book, "theme dark")

    assert [command.id for command in found] == ["view.theme-dark"]
    assert found[0].place == "View › Theme"  # noqa: RUF001 - as it is shown


def test_an_action_that_is_off_is_listed_with_its_reason_and_not_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.palette_sheet.open()
    qtbot.keyClicks(window.palette_sheet.field, "close project")

    current = window.palette_sheet.current()
    assert current is not None
    assert (current.id, current.is_enabled) == ("file.close", False)
    assert current.reason == "No project is open."
    assert "No project is open." in window.palette_sheet.field.accessibleDescription()
    with qtbot.assertNotEmitted(window.book["file.close"].triggered, wait=50):
        press(qtbot, window, Qt.Key.Key_Return)
    assert window.palette_sheet.isVisible()


def test_what_is_off_comes_after_what_is_on(window: MainWindow) -> None:
    window.book.disable("segment.play")

    found = find_commands(window.book, "")

    switched = [command.is_enabled for command in found]
    assert switched == sorted(switched, reverse=True)
    assert not all(switched)


def test_arrows_move_and_go_round(window: MainWindow, qtbot: QtBot) -> None:
    sheet = window.palette_sheet
    sheet.open()
    every = [command.id for command in sheet.commands()]

    def current() -> str:
        command = sheet.current()
        assert command is not None
        return command.id

    assert current() == every[0]
    press(qtbot, window, Qt.Key.Key_Down)
    assert current() == every[1]
    press(qtbot, window, Qt.Key.Key_Up)
    press(qtbot, window, Qt.Key.Key_Up)
    assert current() == every[-1]
    press(qtbot, window, Qt.Key.Key_Down)
    assert current() == every[0]
    press(qtbot, window, Qt.Key.Key_PageDown)
    press(qtbot, window, Qt.Key.Key_PageDown)
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert current() == every[-1]


def test_nothing_found_is_said_and_enter_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.palette_sheet.open()
    qtbot.keyClicks(window.palette_sheet.field, "xyzzy")

    assert window.palette_sheet.commands() == []
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.palette_sheet.isVisible()


def test_escape_closes_it_and_gives_the_focus_back(window: MainWindow, qtbot: QtBot) -> None:
    window.start_page.open.setFocus()
    window.palette_sheet.open()
    press(qtbot, window, Qt.Key.Key_Escape)

    assert not window.palette_sheet.isVisible()
    assert QApplication.focusWidget() is window.start_page.open


def test_a_click_beside_it_closes_it_and_one_on_it_does_not(
    window: MainWindow, qtbot: QtBot
) -> None:
    sheet = window.palette_sheet
    sheet.open()
    middle = QPoint(sheet.width() // 2, sheet.field.mapTo(sheet, QPoint(0, 0)).y())
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=middle)
    assert sheet.isVisible()

    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, sheet.height() - 5))
    assert not sheet.isVisible()


def test_it_follows_the_windows_size(window: MainWindow, qtbot: QtBot) -> None:
    window.palette_sheet.open()
    window.resize(700, 500)
    qtbot.wait(10)

    assert window.palette_sheet.size() == window.size()
    field = window.palette_sheet.field
    assert window.rect().contains(field.rect().translated(field.mapTo(window, QPoint(0, 0))))
