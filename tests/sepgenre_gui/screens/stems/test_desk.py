"""Which lanes are heard: mute, solo, volume, and the four ways of hearing."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.stems.desk import Hearing, MixDesk
from sepgenre_gui.screens.stems.specs import LANE_NAMES
from sepgenre_gui.services.stems.lanes import STEM_ORDER
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE


@pytest.fixture
def desk(qtbot: QtBot) -> MixDesk:
    return MixDesk()


def heard(desk: MixDesk, *separators: str) -> set[str]:
    gains = desk.gains(separators or ("a",))
    return {key for key, gain in gains.items() if gain > 0.0}


def test_the_lanes_are_those_of_the_mix() -> None:
    assert (*STEM_ORDER, MIXTURE_LANE) == LANE_NAMES


def test_all_stems_are_heard_at_first_and_the_mixture_is_not(desk: MixDesk) -> None:
    assert desk.gains(("a",)) == {
        "mixture": 0.0,
        "a/drums": 1.0,
        "a/bass": 1.0,
        "a/other": 1.0,
        "a/vocals": 1.0,
    }


def test_mute_and_solo(desk: MixDesk) -> None:
    desk.toggle_mute("bass")
    assert heard(desk) == {"a/drums", "a/other", "a/vocals"}
    desk.toggle_solo("vocals")
    assert heard(desk) == {"a/vocals"}
    desk.toggle_solo("mixture")
    assert heard(desk) == {"a/vocals", "mixture"}
    desk.toggle_solo("mixture")
    desk.toggle_solo("vocals")
    assert heard(desk) == {"a/drums", "a/other", "a/vocals"}
    desk.reset()
    assert heard(desk) == {"a/drums", "a/bass", "a/other", "a/vocals"}


def test_volume_is_kept_within_its_limits(desk: MixDesk) -> None:
    desk.set_volume("drums", -6.0)
    assert desk.gains(("a",))["a/drums"] == pytest.approx(10 ** (-6 / 20))
    desk.set_volume("drums", 100.0)
    assert desk.settings("drums").volume_db == 12.0
    desk.set_volume("drums", -1000.0)
    assert desk.gains(("a",))["a/drums"] == 0.0


def test_mixture_and_sum_are_heard_as_they_are_whatever_is_set(desk: MixDesk) -> None:
    desk.toggle_mute("drums")
    desk.set_volume("bass", -20.0)
    desk.switch_between_mixture_and_sum()
    assert desk.hearing is Hearing.MIXTURE
    assert desk.gains(("a",)) == {
        "mixture": 1.0,
        **dict.fromkeys(("a/drums", "a/bass", "a/other", "a/vocals"), 0.0),
    }
    desk.switch_between_mixture_and_sum()
    assert desk.gains(("a",)) == {
        "mixture": 0.0,
        **dict.fromkeys(("a/drums", "a/bass", "a/other", "a/vocals"), 1.0),
    }
    desk.toggle(Hearing.WITHOUT_VOCALS)
    assert heard(desk) == {"a/drums", "a/bass", "a/other"}
    desk.toggle(Hearing.WITHOUT_VOCALS)
    assert heard(desk) == {"a/bass", "a/other", "a/vocals"}


def test_who_turns_to_the_mixer_hears_it(desk: MixDesk) -> None:
    desk.hear(Hearing.MIXTURE)
    desk.toggle_mute("drums")
    assert desk.hearing is Hearing.MIXER


def test_two_separators_are_heard_in_the_same_mix(desk: MixDesk) -> None:
    desk.toggle_mute("vocals")
    assert heard(desk, "a", "b") == {"a/drums", "a/bass", "a/other"}
    desk.hear_number(1)
    assert heard(desk, "a", "b") == {"b/drums", "b/bass", "b/other"}
    # Without a second one, the first is heard.
    assert heard(desk, "a") == {"a/drums", "a/bass", "a/other"}
