"""Playback: decoded ahead by a thread, played by PortAudio, followed to the sample."""

from sepgenre_gui.audio.playback.device.listing import OutputDevice
from sepgenre_gui.audio.playback.device.output import AudioOutput
from sepgenre_gui.audio.playback.player import MAX_VOLUME_DB, MIN_VOLUME_DB, Player
from sepgenre_gui.audio.playback.source import PlaybackSource
from sepgenre_gui.audio.playback.status import Diagnostics, PlaybackProblem, PlaybackState

__all__ = [
    "MAX_VOLUME_DB",
    "MIN_VOLUME_DB",
    "AudioOutput",
    "Diagnostics",
    "OutputDevice",
    "PlaybackProblem",
    "PlaybackSource",
    "PlaybackState",
    "Player",
]
