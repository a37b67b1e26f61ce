"""Playback in the window: one player followed and commanded, and the bar that shows it."""

from sepgenre_gui.screens.playback.bar import PlaybackBar
from sepgenre_gui.screens.playback.clock import format_time
from sepgenre_gui.screens.playback.control import VOLUME_STEP_DB, PlaybackControl

__all__ = ["VOLUME_STEP_DB", "PlaybackBar", "PlaybackControl", "format_time"]
