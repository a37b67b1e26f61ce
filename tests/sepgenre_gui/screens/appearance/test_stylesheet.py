"""The style sheet: whole, and drawn as it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, Colors, contrast
from sepgenre_gui.screens.appearance.stylesheet import mark_path, style_sheet
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_place_is_filled_and_every_brace_closed(colors: Colors) -> None:
    sheet = style_sheet(colors)

    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}") > 50


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("mark", "role"), [("down", "muted"), ("up", "muted"), ("check", "on_accent"), ("tick", "text")]
)
def test_the_marks_are_there_in_the_themes_colours(colors: Colors, mark: str, role: str) -> None:
    assert getattr(colors, role) in mark_path(mark, colors).read_text(encoding="utf-8")


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


CHOICES = pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])


def drawn(qtbot: QtBot, widget: QWidget) -> QImage:
    """Return `widget` as it is drawn on a window's ground."""
    qtbot.addWidget(widget)
    # Its corners would be black where nothing is behind it.
    widget.setAutoFillBackground(True)
    widget.resize(160, 32)
    widget.show()
    qtbot.waitExposed(widget)
    return widget.grab().toImage()


def along(image: QImage, start: QPoint, length: int) -> list[str]:
    """Return the colours of `length` pixels to the right of `start`."""
    return [image.pixelColor(start.x() + x, start.y()).name() for x in range(length)]


def indicator(button: QAbstractButton) -> QRect:
    """Return where the box before the text of `button` is drawn."""
    option = QStyleOptionButton()
    option.initFrom(button)
    style = button.style()
    is_check = isinstance(button, QCheckBox)
    element = QStyle.SubElement
    return style.subElementRect(
        element.SE_CheckBoxIndicator if is_check else element.SE_RadioButtonIndicator,
        option,
        button,
    )


@CHOICES
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_the_frame_of_a_box_that_is_not_checked_can_be_seen(
    qtbot: QtBot, theme: Theme, choice: ThemeChoice, kind: type[QCheckBox | QRadioButton]
) -> None:
    theme.choose(choice)
    button = kind("Drums")
    image = drawn(qtbot, button)
    box = indicator(button)
    across = along(image, QPoint(0, box.center().y()), box.right() + 5)
    left, right = across[box.left()], across[box.right()]

    assert contrast(left, across[-1]) >= 3.0
    assert contrast(right, across[-1]) >= 3.0
    assert contrast(left, across[box.center().x()]) >= 3.0


@CHOICES
def test_a_tick_can_be_told_from_the_box_that_is_filled(
    qtbot: QtBot, theme: Theme, choice: ThemeChoice
) -> None:
    theme.choose(choice)
    button = QCheckBox("Drums")
    button.setChecked(True)
    image = drawn(qtbot, button)
    box = indicator(button)
    inside = {
        color
        for y in range(box.top() + 3, box.bottom() - 2)
        for color in along(image, QPoint(box.left() + 3, y), box.width() - 6)
    }

    assert theme.colors.accent in inside
    assert max(contrast(theme.colors.accent, color) for color in inside) >= 4.5


@CHOICES
def test_the_frames_of_number_fields_and_the_handles_of_sliders_can_be_seen(
    qtbot: QtBot, theme: Theme, choice: ThemeChoice
) -> None:
    theme.choose(choice)
    field, slider = QDoubleSpinBox(), QSlider(Qt.Orientation.Horizontal)
    slider.setValue(50)
    slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame = along(drawn(qtbot, field), QPoint(0, 16), 160)
    sliding = drawn(qtbot, slider)

    assert contrast(frame[0], theme.colors.window) >= 3.0
    assert contrast(frame[-1], theme.colors.window) >= 3.0
    assert theme.colors.muted in {
        color for y in range(2, 30) for color in along(field.grab().toImage(), QPoint(138, y), 18)
    }
    # Above the groove there is nothing but the handle.
    above = along(sliding, QPoint(0, 12), 160)
    assert max(contrast(color, theme.colors.window) for color in above) >= 3.0
    assert min(contrast(color, theme.colors.window) for color in above) < 1.1
