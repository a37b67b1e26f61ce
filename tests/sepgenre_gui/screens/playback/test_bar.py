"""What every bar of playback shows, and what is asked for on it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.playback import MIN_VOLUME_DB
from sepgenre_gui.screens.playback import PlaybackBar


@pytest.fixture
def bar(qtbot: QtBot) -> PlaybackBar:
    made = PlaybackBar(("playback.stop",))
    for widget in (made, made.place, made.volume, made.device, *made.buttons.values()):
        qtbot.addWidget(widget)
    return made


def test_an_output_that_is_gone_stays_chosen(bar: PlaybackBar) -> None:
    chosen: list[object] = []
    bar.device_chosen.connect(chosen.append)
    bar.show_devices((), "Headphones")
    assert bar.device.currentData() == "Headphones"
    assert bar.device.currentText() == "Headphones (not there)"
    assert chosen == []
    bar.device.setCurrentIndex(0)
    assert chosen == [None]


def test_the_outputs_are_looked_for_when_their_list_is_opened(
    bar: PlaybackBar, qtbot: QtBot
) -> None:
    bar.device.show()
    with qtbot.waitSignal(bar.devices_wanted):
        bar.device.showPopup()
    bar.device.hidePopup()


def test_showing_a_volume_chooses_none(bar: PlaybackBar) -> None:
    chosen: list[float] = []
    bar.volume_chosen.connect(chosen.append)
    bar.show_volume(-12.4)
    assert (bar.volume.value(), bar.volume.toolTip()) == (-12, "Volume -12 dB")
    bar.show_volume(MIN_VOLUME_DB)
    assert bar.volume.toolTip() == "Silent"
    assert chosen == []
    bar.volume.setValue(-6)
    assert chosen == [-6.0]


def test_the_place_is_told_to_the_millisecond(bar: PlaybackBar) -> None:
    bar.show_place(83.4996)
    assert bar.place.text() == "01:23.500"
