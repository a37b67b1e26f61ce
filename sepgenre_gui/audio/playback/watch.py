"""The slow watch for a device that is missing."""

from __future__ import annotations

import time

from sepgenre_gui.audio.playback.device.output import AudioOutput
from sepgenre_gui.audio.playback.status import PlaybackError, PlaybackState

WATCH_S = 2.0
"""How often a missing device is looked for, and how long its loss is shown at least."""


class DeviceWatch:
    """Looks for the device to play on, now and then, until it is there.

    Parameters
    ----------
    output : AudioOutput
        Scanned for devices; no stream may be open.
    """

    def __init__(self, output: AudioOutput) -> None:
        self._output = output
        self._due_at = 0.0

    def begin(self, *, in_s: float | None = None) -> None:
        """Look for the first time in `in_s` seconds, by default in two."""
        self._due_at = time.monotonic() + (WATCH_S if in_s is None else in_s)

    def begin_after(self, state: PlaybackState, *, was_heard: bool) -> PlaybackState:
        """Begin where `state` met with trouble; return the state for when a device is there.

        What was asked for before there was a device is played then. What was cut off waits for
        the person, and so does what a device refused that is there, or it would try for ever.
        """
        self.begin()
        if state is not PlaybackState.PLAYING:
            return state
        if was_heard:
            return PlaybackState.PAUSED
        return PlaybackState.STOPPED if self._output.is_device_there else PlaybackState.PLAYING

    def look(self) -> float | None:
        """Return None where the device is there, else after how many seconds to look again."""
        left_s = self._due_at - time.monotonic()
        if left_s > 0:
            return left_s
        try:
            self._output.scan()
            self._output.find()
        except PlaybackError:
            # It was told when the device was lost, and is told again when the person plays.
            self.begin()
            return WATCH_S
        return None
