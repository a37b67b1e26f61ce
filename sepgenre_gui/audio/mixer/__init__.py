"""The stem mixer: lanes that run side by side to the sample, mixed as the device takes them."""

from sepgenre_gui.audio.mixer.gains import (
    MAX_LANE_DB,
    MIN_LANE_DB,
    LaneSettings,
    lane_gains,
    peak_levels,
)
from sepgenre_gui.audio.mixer.player import MixPlayer
from sepgenre_gui.audio.mixer.source import LaneAudio, MixSource

__all__ = [
    "MAX_LANE_DB",
    "MIN_LANE_DB",
    "LaneAudio",
    "LaneSettings",
    "MixPlayer",
    "MixSource",
    "lane_gains",
    "peak_levels",
]
