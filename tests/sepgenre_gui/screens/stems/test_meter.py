"""The meter as a screen reader has it: a name, a value in dB, and not too much said."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.colors import LIGHT
from sepgenre_gui.screens.appearance.stylesheet import style_sheet
from sepgenre_gui.screens.stems.lanes.header import LaneHeader
from sepgenre_gui.screens.stems.lanes.meter import LevelMeter


class Clock:
    def __init__(self) -> None:
        self.time_s = 100.0

    def __call__(self) -> float:
        return self.time_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(qtbot: QtBot, clock: Clock) -> LevelMeter:
    made = LevelMeter(now=clock)
    qtbot.addWidget(made)
    return made


def read(meter: LevelMeter) -> tuple[str, str]:
    interface = QAccessible.queryAccessibleInterface(meter)
    assert interface.role() == QAccessible.Role.ProgressBar
    return interface.text(QAccessible.Text.Name), interface.text(QAccessible.Text.Value)


def test_it_is_silent_at_first_and_after_clearing(meter: LevelMeter) -> None:
    assert read(meter) == ("Level in dB", "-60")
    meter.show_level(-7.6)
    assert read(meter) == ("Level in dB", "-8")
    meter.clear()
    assert read(meter) == ("Level in dB", "-60")


def test_the_loudest_of_a_second_is_told_once(meter: LevelMeter, clock: Clock) -> None:
    told: list[int] = []
    meter.valueChanged.connect(told.append)
    for frame in range(3 * 60):
        meter.show_level(-3.0 if frame == 70 else -40.0 + frame % 7)
        clock.time_s += 1 / 60
    # At once, then once a second: the loudest since.
    assert told == [-40, -34, -3]


def test_what_is_beyond_its_ends_is_told_as_they_are(meter: LevelMeter, clock: Clock) -> None:
    meter.show_level(17.0)
    assert read(meter)[1] == "6"
    clock.time_s += 1
    meter.show_level(-90.0)
    assert read(meter)[1] == "-60"


def test_in_its_lane_it_has_a_name_and_the_lanes_height(qtbot: QtBot) -> None:
    header = LaneHeader("drums", 2)
    qtbot.addWidget(header)
    # The sheet makes other bars of progress flat.
    header.setStyleSheet(style_sheet(LIGHT))
    header.resize(220, 110)
    header.show()
    qtbot.waitExposed(header)

    assert read(header.meter)[0] == "Level of drums in dB"
    assert header.meter.height() > 60
    assert header.meter.width() == 8
