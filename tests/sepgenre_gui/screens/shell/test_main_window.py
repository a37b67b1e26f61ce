"""The window: its own actions, its state, its theme, its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import DARK
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.about import About
from sepgenre_gui.screens.shell.diagnostics import Diagnostics
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.shell_actions import SHELL_SPECS

MakeWindow = Callable[..., MainWindow]


def in_menu(menu: QMenu) -> list[str]:
    names: list[str] = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu) and not action.objectName():
            names += in_menu(below)
        elif not action.isSeparator():
            names.append(action.objectName())
    return names


def test_every_action_is_in_a_menu_once(window: MainWindow) -> None:
    names: list[str] = []
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        names += in_menu(menu)

    assert sorted(names) == sorted(spec.id for spec in SHELL_SPECS)


def test_no_two_actions_of_a_menu_have_one_letter(window: MainWindow) -> None:
    def letters(menu: QMenu) -> list[str]:
        texts = [action.text() for action in menu.actions()]
        return [text[text.index("&") + 1].lower() for text in texts if "&" in text]

    menus = [window.menuBar(), *window.menuBar().findChildren(QMenu)]
    for menu in menus:
        found = letters(menu)  # type: ignore[arg-type]
        assert len(found) == len(set(found)), found


def test_the_theme_is_chosen_in_the_menu_and_kept(
    window: MainWindow, theme: Theme, preferences: Preferences
) -> None:
    window.book["view.theme-dark"].trigger()

    assert theme.colors is DARK
    assert Preferences(preferences.path).theme is ThemeChoice.DARK
    assert window.book["view.theme-dark"].isChecked()
    assert not window.book["view.theme-light"].isChecked()


def test_its_size_comes_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    first = make_window()
    first.show()
    qtbot.waitExposed(first)
    first.resize(702, 503)
    first.close()

    second = make_window()
    second.show()
    qtbot.waitExposed(second)

    assert second.size() == QSize(702, 503)


def test_full_screen_goes_on_and_off(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


@pytest.mark.parametrize(
    ("action", "kind"), [("help.about", About), ("help.diagnostics", Diagnostics)]
)
def test_a_dialog_opens_over_the_window_and_goes(
    window: MainWindow, qtbot: QtBot, action: str, kind: type[QDialog]
) -> None:
    def shown() -> list[QDialog]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind)]

    window.book[action].trigger()
    (dialog,) = shown()
    assert dialog.isModal()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown() == [])


def test_quit_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)

    assert not window.isVisible()


def test_shutting_down_twice_is_once(window: MainWindow) -> None:
    window.shut_down()
    window.shut_down()

    assert not window.isVisible()


def test_a_callback_that_fails_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError("of a callback")

    window.bridge.deliver(fail)
    qtbot.waitUntil(window.message_bar.isVisible)

    assert "of a callback" in window.message_bar.text


def test_every_button_has_a_name_for_screen_readers(window: MainWindow) -> None:
    window.show_error(ValueError("shown"))
    nameless = []
    for button in window.findChildren(QAbstractButton):
        interface = QAccessible.queryAccessibleInterface(button)
        if button.isVisible() and not interface.text(QAccessible.Text.Name):
            nameless.append(button)

    assert nameless == []
