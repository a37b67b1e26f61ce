"""The playhead: which sample of the file is heard now."""

from __future__ import annotations

from sepgenre_gui.audio.playback.device.outlet import Outlet
from sepgenre_gui.audio.playback.feed import Feed
from sepgenre_gui.audio.playback.source import Source


class Playhead:
    """Follows what is heard; rests where nothing is.

    The feeding thread sets the attributes; any thread may ask for `position`.

    Attributes
    ----------
    source : Source or None
        What is loaded.
    rest : int
        Where it stands while nothing is heard.
    home : int
        Where it returns to when playing stops.
    """

    def __init__(self, outlet: Outlet, feed: Feed) -> None:
        self.source: Source | None = None
        self.rest = 0
        self.home = 0
        self._outlet = outlet
        self._feed = feed

    @property
    def position(self) -> int:
        """The sample that is heard now, the device's latency accounted for."""
        heard = self._outlet.heard
        source = self.source
        if heard is not None and source is not None:
            anchor, frame = heard
            # A voice that rests is of no concern once another one is awaited.
            concerns = anchor.runs or anchor.voice is self._feed.voice
            if concerns and anchor.voice.source is source:
                return source.clamp(round(anchor.voice.sample_at(frame)))
        return self.rest

    @property
    def place(self) -> int:
        """The sample to go on from, were the stream cut off now.

        It is the one that is heard, or where the voice begins that is not heard yet.
        """
        heard = self._outlet.heard
        voice = self._feed.voice
        if voice is None:
            return self.rest
        if heard is None or heard[0].voice is not voice:
            return voice.source.clamp(round(voice.sample_at(0)))
        return self.position
