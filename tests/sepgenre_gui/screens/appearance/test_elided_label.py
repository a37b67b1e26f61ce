"""A label that has too little room leaves out its middle, and tells the whole on request."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.elided_label import ElidedLabel

PATH = "/music/" + "a very long folder " * 20 + "/ű 观"


def show(qtbot: QtBot, width: int) -> tuple[QWidget, ElidedLabel]:
    window = QWidget()
    qtbot.addWidget(window)
    label = ElidedLabel(PATH)
    QHBoxLayout(window).addWidget(label)
    window.resize(width, 60)
    window.show()
    qtbot.waitExposed(window)
    window.grab()
    return window, label


def test_it_yields_to_a_narrow_window(qtbot: QtBot) -> None:
    _window, label = show(qtbot, 240)

    shown = label.shown_text()
    assert label.width() <= 240
    assert "…" in shown
    assert shown.startswith("/music")
    assert shown.endswith("观")
    assert label.toolTip() == PATH


def test_it_shows_all_where_there_is_room(qtbot: QtBot) -> None:
    _window, label = show(qtbot, 6000)

    assert label.shown_text() == PATH
    assert label.toolTip() == ""
