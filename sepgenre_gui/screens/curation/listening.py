"""Hearing the track at hand: what the keys play, and where the playhead is."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sepgenre_gui.audio.playback import PlaybackSource, PlaybackState, Player
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.playback import PlaybackControl
from sepgenre_gui.screens.preferences import Preferences

PRE_ROLL_S = 2.0
# Without a device, too, since playing begins as soon as there is one.
_FOLLOWING = (PlaybackState.PLAYING, PlaybackState.UNAVAILABLE)


class Listening(PlaybackControl[Player]):
    """Plays the segment or the track, and follows what is heard; see `PlaybackControl`."""

    def __init__(
        self, preferences: Preferences, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        super().__init__(Player, preferences, bridge, parent)
        self._segment: Segment | None = None

    def set_track(self, track: Track | None) -> None:
        """Take another track; what plays is stopped."""
        if track is None:
            self._player.load(None)
        else:
            self._player.load(
                PlaybackSource(
                    path=track.path,
                    decoder=track.decoder,
                    sample_rate_hz=track.sample_rate_hz,
                    n_samples=track.n_samples,
                    n_channels=track.channels,
                )
            )
        self._segment = None
        self._set_playhead(0)

    def set_segment(self, segment: Segment | None) -> None:
        """Take another segment, or the same one at another place: a loop that plays follows."""
        before, self._segment = self._segment, segment
        if segment is None:
            return
        is_moved = before is None or before.start_sample != segment.start_sample
        if is_moved and self.state in _FOLLOWING and self.loops:
            self._player.set_loop_region(segment.start_sample, _end(segment))
        if self.state is PlaybackState.STOPPED and is_moved:
            self._set_playhead(segment.start_sample)

    def follow_drag(self, start_sample: int) -> None:
        """Let a loop that plays follow the segment while it is dragged."""
        if self._segment is not None and self.loops and self.state is PlaybackState.PLAYING:
            self._player.set_loop_region(start_sample, start_sample + self._segment.n_samples)

    def toggle_segment(self) -> None:
        """Play the segment, or the whole track where there is none; stop what plays."""
        if self.is_moving:
            self.stop()
        elif self._segment is None:
            self.play_from(self._playhead)
        else:
            self._play_segment(pre_roll_s=0.0)

    def play_with_pre_roll(self, pre_roll_s: float = PRE_ROLL_S) -> None:
        """Play what comes just before the segment, then the segment."""
        if self._segment is not None:
            self._play_segment(pre_roll_s=pre_roll_s)

    def play_from(self, sample: int) -> None:
        """Play the track from `sample` to its end."""
        self._player.play(sample)

    def set_loops(self, *, loops: bool) -> None:
        """Repeat the segment from now on, or play it once."""
        self.loops = loops
        if self.state is PlaybackState.PLAYING and self._segment is not None:
            self._play_segment(pre_roll_s=0.0)

    def _play_segment(self, *, pre_roll_s: float) -> None:
        segment = self._segment
        assert segment is not None
        self._player.play(
            segment.start_sample,
            end_sample=_end(segment),
            loop=self.loops,
            pre_roll_s=pre_roll_s,
        )


def _end(segment: Segment) -> int:
    return segment.start_sample + segment.n_samples
