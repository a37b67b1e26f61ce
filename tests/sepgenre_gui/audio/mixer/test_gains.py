"""The rules of mute, solo and volume; meters show what the gains leave of the samples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_gui.audio.mixer import MAX_LANE_DB, MIN_LANE_DB, LaneSettings, lane_gains, peak_levels

_LANES = st.builds(
    LaneSettings,
    muted=st.booleans(),
    soloed=st.booleans(),
    volume_db=st.floats(MIN_LANE_DB, MAX_LANE_DB),
)
_MIXES = st.dictionaries(st.text(max_size=3), _LANES, max_size=9)


@given(_MIXES)
def test_what_is_heard_is_not_muted_and_soloed_if_any_is(mix: dict[str, LaneSettings]) -> None:
    gains = lane_gains(mix)
    any_solo = any(lane.soloed for lane in mix.values())

    assert list(gains) == list(mix)
    for key, lane in mix.items():
        may_sound = not lane.muted and (lane.soloed or not any_solo)
        if not may_sound or lane.volume_db == MIN_LANE_DB:
            assert gains[key] == 0.0
        else:
            assert 20 * math.log10(gains[key]) == pytest.approx(lane.volume_db)


@given(_MIXES)
def test_a_lane_without_mute_solo_and_volume_is_left_as_it_is(mix: dict[str, LaneSettings]) -> None:
    plain = {key: LaneSettings() for key in mix}

    assert set(lane_gains(plain).values()) <= {1.0}


@pytest.mark.parametrize("volume_db", [-90.1, 12.1, math.nan, math.inf])
def test_a_volume_beyond_the_fader_is_refused(volume_db: float) -> None:
    with pytest.raises(ValueError, match="volume_db"):
        LaneSettings(volume_db=volume_db)


@given(st.lists(st.floats(0, 4), min_size=1, max_size=9), st.integers(0, 3))
def test_a_meter_shows_the_largest_sample_after_the_gain(gains: list[float], at: int) -> None:
    lanes = np.full((len(gains), 4, 2), 0.1, np.float32)
    lanes[:, at, at % 2] = -0.5

    levels = peak_levels(lanes, gains)

    for level, gain in zip(levels, gains, strict=True):
        peak = 0.5 * gain
        wanted = MIN_LANE_DB if peak == 0 else 20 * math.log10(peak)
        assert level == pytest.approx(max(wanted, MIN_LANE_DB), abs=1e-4)


def test_silence_and_nothing_at_all_are_at_the_meters_end() -> None:
    assert peak_levels(np.zeros((2, 5, 2), np.float32), [1.0, 1.0]) == [MIN_LANE_DB] * 2
    assert peak_levels(np.zeros((2, 0, 2), np.float32), [1.0, 1.0]) == [MIN_LANE_DB] * 2
