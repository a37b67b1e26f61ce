"""The style sheet: whole, and drawn as it says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, Colors
from sepgenre_gui.screens.appearance.stylesheet import arrow_path, style_sheet
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_place_is_filled_and_every_brace_closed(colors: Colors) -> None:
    sheet = style_sheet(colors)

    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}") > 50


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_the_arrow_is_there_in_the_themes_colour(colors: Colors) -> None:
    assert colors.muted in arrow_path(colors).read_text(encoding="utf-8")


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_a_combo_box_shows_its_arrow(qtbot: QtBot, theme: Theme, choice: ThemeChoice) -> None:
    theme.choose(choice)
    box = QComboBox()
    qtbot.addWidget(box)
    box.resize(200, 30)
    box.show()
    qtbot.waitExposed(box)

    image = box.grab().toImage()
    right = [
        image.pixelColor(x, y).name()
        for x in range(image.width() * 7 // 8, image.width() - 4)
        for y in range(6, image.height() - 6)
    ]
    assert theme.colors.muted in right
