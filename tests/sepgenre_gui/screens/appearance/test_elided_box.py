"""A combo box shows its whole text where there is room, and dots where there is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.elided_box import ElidedBox

LONG = "HDA Intel PCH: ALC257 Analog (hw:0,0)"


@pytest.fixture
def box() -> ElidedBox:
    made = ElidedBox(most=190, tip="Where the sound comes out")
    made.addItems(["System output", LONG])
    return made


def show(qtbot: QtBot, box: ElidedBox, width: int) -> QWidget:
    row = QWidget()
    qtbot.addWidget(row)
    layout = QHBoxLayout(row)
    layout.addWidget(QLabel("Volume"), stretch=1)
    layout.addWidget(box)
    row.resize(width, 60)
    row.show()
    qtbot.waitExposed(row)
    return row


def ask_for_tip(box: ElidedBox) -> str:
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    return box.toolTip()


@pytest.mark.usefixtures("theme")
def test_it_takes_the_room_that_its_text_needs(qtbot: QtBot, box: ElidedBox) -> None:
    row = show(qtbot, box, 600)

    assert box.shown_text() == "System output"
    assert box.width() < 190
    assert ask_for_tip(box) == "Where the sound comes out"
    assert row.width() == 600


@pytest.mark.usefixtures("theme")
def test_a_long_text_ends_in_dots_and_is_told_on_request(qtbot: QtBot, box: ElidedBox) -> None:
    row = show(qtbot, box, 600)
    box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: box.width() == 190)

    assert box.shown_text().startswith("HDA Intel")
    assert box.shown_text().endswith("…")
    assert ask_for_tip(box) == f"{LONG}\nWhere the sound comes out"
    box.setCurrentIndex(0)
    assert ask_for_tip(box) == "Where the sound comes out"
    assert row.width() == 600


@pytest.mark.usefixtures("theme")
def test_it_yields_in_a_narrow_window(qtbot: QtBot, box: ElidedBox) -> None:
    row = show(qtbot, box, 100)

    assert row.width() < 190
    assert "…" in box.shown_text()
    drawn = box.grab().toImage()
    box.setCurrentIndex(-1)
    assert drawn != box.grab().toImage()
