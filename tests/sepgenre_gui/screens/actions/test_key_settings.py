"""The dialog of keys: what is changed holds at once, a clash is said, all can be reset."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.actions.key_settings import KeySettings
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> KeySettings:
    window.book["edit.keys"].trigger()
    (made,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, KeySettings)]
    qtbot.waitActive(made)
    return made


def rows(dialog: KeySettings) -> dict[str, str]:
    table = dialog.table
    items = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
    return {item.text(0): item.text(2) for item in items if item and not item.isHidden()}


def field(dialog: KeySettings, number: int) -> QKeySequenceEdit:
    return dialog.findChildren(QKeySequenceEdit)[number]


def type_key(qtbot: QtBot, where: QKeySequenceEdit, key: Qt.Key) -> None:
    where.setFocus()
    with qtbot.waitSignal(where.editingFinished, timeout=5000):
        qtbot.keyClick(where, key, CONTROL)


def problem(dialog: KeySettings) -> str:
    return " ".join(
        label.text()
        for label in dialog.findChildren(QLabel)
        if label.property("role") == "danger" and label.isVisible()
    )


def test_every_action_is_listed_with_its_keys(dialog: KeySettings, window: MainWindow) -> None:
    shown = rows(dialog)

    assert len(shown) == len(window.book)
    assert shown["Open"] == "Ctrl+O"
    assert shown["All keys"] == "?, F1"
    assert shown["Try the demo"] == ""


def test_a_key_typed_holds_and_is_kept(
    dialog: KeySettings, window: MainWindow, qtbot: QtBot, preferences: Preferences
) -> None:
    dialog.select("file.demo")
    type_key(qtbot, field(dialog, 0), Qt.Key.Key_D)

    assert window.book.keys("file.demo") == ("Ctrl+D",)
    assert rows(dialog)["Try the demo"] == "Ctrl+D"
    assert Preferences(preferences.path).keys == {"file.demo": ("Ctrl+D",)}
    assert problem(dialog) == ""


def test_a_second_key_is_added(dialog: KeySettings, window: MainWindow, qtbot: QtBot) -> None:
    dialog.select("file.open")
    type_key(qtbot, field(dialog, 1), Qt.Key.Key_D)

    assert window.book.keys("file.open") == ("Ctrl+O", "Ctrl+D")


def test_a_key_that_is_taken_is_said_and_can_be_taken_over(
    dialog: KeySettings, window: MainWindow, qtbot: QtBot
) -> None:
    dialog.select("file.demo")
    type_key(qtbot, field(dialog, 0), Qt.Key.Key_O)

    assert "“Open” has it" in problem(dialog)
    assert window.book.keys("file.demo") == ()

    qtbot.mouseClick(dialog.take_over, Qt.MouseButton.LeftButton)
    assert window.book.keys("file.demo") == ("Ctrl+O",)
    assert window.book.keys("file.open") == ()
    assert problem(dialog) == ""


def test_one_action_is_reset(dialog: KeySettings, window: MainWindow, qtbot: QtBot) -> None:
    window.book.set_keys("file.open", ["Ctrl+1"])
    window.book.set_keys("file.new", ["Ctrl+2"])
    dialog.select("file.new")
    assert not dialog.reset_one.isHidden()

    qtbot.mouseClick(dialog.reset_one, Qt.MouseButton.LeftButton)

    assert window.book.keys("file.new") == ("Ctrl+N",)
    assert window.book.keys("file.open") == ("Ctrl+1",)
    assert not dialog.reset_one.isEnabled()


def test_all_are_reset(
    dialog: KeySettings, window: MainWindow, qtbot: QtBot, preferences: Preferences
) -> None:
    window.book.set_keys("file.open", ["Ctrl+1"])
    window.book.set_keys("file.new", [])

    qtbot.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)

    assert window.book.keys("file.open") == ("Ctrl+O",)
    assert rows(dialog)["New project"] == "Ctrl+N"
    assert preferences.keys == {}


def test_a_key_is_cleared(dialog: KeySettings, window: MainWindow, qtbot: QtBot) -> None:
    dialog.select("help.keys")
    clear = dialog.clear_buttons[0]
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)

    assert window.book.keys("help.keys") == ("F1",)


def test_letters_narrow_the_table(dialog: KeySettings, qtbot: QtBot) -> None:
    filter_field = next(
        each for each in dialog.findChildren(QLineEdit) if each.accessibleName() == "Find an action"
    )
    qtbot.keyClicks(filter_field, "theme")

    assert set(rows(dialog)) == {"As the system", "Light", "Dark"}


def test_enter_in_a_field_presses_no_button(
    dialog: KeySettings, window: MainWindow, qtbot: QtBot
) -> None:
    window.book.set_keys("file.open", ["Ctrl+1"])
    filter_field = dialog.findChildren(QLineEdit)[0]
    qtbot.keyClick(filter_field, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert window.book.keys("file.open") == ("Ctrl+1",)
