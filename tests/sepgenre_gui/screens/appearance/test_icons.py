"""The icons: all can be drawn, and every action's is there."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QIcon
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import LIGHT
from sepgenre_gui.screens.appearance.icons import drawing, icon, icon_names, mark, pixmap
from sepgenre_gui.screens.curation.specs import CURATION_SPECS
from sepgenre_gui.screens.shell.shell_actions import SHELL_SPECS
from sepgenre_gui.screens.undo import UNDO_SPECS


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_is_drawn_in_the_colour_asked(qtbot: QtBot, name: str) -> None:
    assert "currentColor" in drawing(name)

    image = pixmap(name, "#ff0000", 24, ratio=2.0).toImage()

    assert (image.width(), image.devicePixelRatio()) == (48, 2.0)
    opaque = [
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert len(opaque) > 20
    assert set(opaque) == {"#ff0000"}


def test_a_disabled_icon_is_dimmed(qtbot: QtBot) -> None:
    image = icon("play", LIGHT).pixmap(48, QIcon.Mode.Disabled).toImage()

    inks = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {LIGHT.disabled}


def test_every_action_that_names_an_icon_has_it() -> None:
    named = {spec.icon for spec in (*SHELL_SPECS, *UNDO_SPECS, *CURATION_SPECS) if spec.icon}

    assert named <= set(icon_names())


def test_the_mark_has_its_own_colours(qtbot: QtBot) -> None:
    image = mark(64).toImage()

    assert image.pixelColor(32, 5).name() == "#4a4fd4"
    assert image.pixelColor(0, 0).alpha() == 0
