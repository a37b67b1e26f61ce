"""The theme: what the application wears, and who is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, Colors
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice


def test_a_choice_is_worn_at_once_and_told_once(qapp: QApplication, theme: Theme) -> None:
    told: list[Colors] = []
    theme.theme_changed.connect(told.append)

    theme.choose(ThemeChoice.DARK)
    theme.choose(ThemeChoice.DARK)

    assert told == [DARK]
    assert theme.colors is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    assert DARK.accent in qapp.styleSheet()
    assert LIGHT.accent not in qapp.styleSheet()


def test_the_system_is_followed_while_nothing_else_is_chosen(
    qapp: QApplication, theme: Theme
) -> None:
    changed = qapp.styleHints().colorSchemeChanged
    theme.choose(ThemeChoice.SYSTEM)
    assert theme.colors is LIGHT

    changed.emit(Qt.ColorScheme.Dark)
    assert theme.colors is DARK

    changed.emit(Qt.ColorScheme.Light)
    assert theme.colors is LIGHT

    theme.choose(ThemeChoice.LIGHT)
    changed.emit(Qt.ColorScheme.Dark)
    assert theme.colors is LIGHT


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_an_icon_wears_the_themes_text_colour(theme: Theme, choice: ThemeChoice) -> None:
    theme.choose(choice)

    drawn = theme.icon("close").pixmap(32).toImage()

    inks = {
        drawn.pixelColor(x, y).name()
        for x in range(drawn.width())
        for y in range(drawn.height())
        if drawn.pixelColor(x, y).alpha() == 255
    }
    assert inks == {theme.colors.text}
