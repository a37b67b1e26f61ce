"""Volume and output of what a screen plays: kept in the preferences, shared between screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.mixer import MixPlayer
from sepgenre_gui.audio.playback import MIN_VOLUME_DB, Player
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.playback import PlaybackControl
from sepgenre_gui.screens.preferences import Preferences

Control = PlaybackControl[Any]
Make = Callable[..., Control]


@pytest.fixture
def make(qtbot: QtBot, preferences: Preferences) -> Iterator[Make]:
    """Make what a screen plays with; it is closed at the end."""
    bridge = Bridge()
    made: list[Control] = []

    def make(player_type: type[Player] | type[MixPlayer] = Player) -> Control:
        made.append(PlaybackControl(player_type, preferences, bridge))
        return made[-1]

    yield make
    bridge.close()
    for control in made:
        control.close()


@pytest.mark.parametrize(
    ("volume_db", "kept"), [(0.0, 1.0), (-20.0, 0.1), (MIN_VOLUME_DB, 0.0), (6.0, 1.0)]
)
def test_the_volume_is_kept_for_the_next_time(
    make: Make, preferences: Preferences, volume_db: float, kept: float
) -> None:
    make().set_volume(volume_db)
    assert preferences.sound.volume == pytest.approx(kept)
    # What amplifies is not kept: the next time begins no louder than the files are.
    assert make().volume_db == pytest.approx(min(volume_db, 0.0))


def test_a_step_of_volume_begins_at_the_volume_there_is(make: Make) -> None:
    control = make()
    control.set_volume(-20.0)
    control.change_volume(-2.0)
    assert control.volume_db == pytest.approx(-22.0)


def test_one_screen_takes_what_was_chosen_on_another(make: Make, preferences: Preferences) -> None:
    curation, stems = make(Player), make(MixPlayer)
    curation.set_volume(-12.0)
    curation.choose_device("Headphones")
    assert preferences.sound.device == "Headphones"
    stems.take_sound_from_preferences()
    assert stems.device == "Headphones"
    assert stems.volume_db == pytest.approx(-12.0)
