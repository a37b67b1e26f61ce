"""Hearing the mix at hand: what plays, where the playhead is, and what the meters show."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.mixer import MixPlayer, MixSource
from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.playback import PlaybackControl
from sepgenre_gui.screens.preferences import Preferences

_FRAMES_PER_METER = 2


class MixListening(PlaybackControl[MixPlayer]):
    """Plays the lanes of one mix, which may still grow, and follows what is heard.

    What it has in common with other playback is told at `PlaybackControl`.

    Signals
    -------
    levels_changed : Mapping[str, float]
        Each lane's peak in dBFS now; empty once nothing plays.
    """

    levels_changed = Signal(object)

    def __init__(
        self, preferences: Preferences, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        super().__init__(MixPlayer, preferences, bridge, parent)
        self._n_frames = 0
        self._finished: MixSource | None = None

    @property
    def source(self) -> MixSource | None:
        """What is loaded."""
        return self._player.source

    def load(self, source: MixSource | None, *, n_ready: int | None = None) -> None:
        """Take another mix; what plays is stopped.

        Parameters
        ----------
        n_ready : int, optional
            How much of it is there, where it still grows.
        """
        self._finished = None
        self._player.load(source)
        if n_ready is not None:
            self._player.set_ready(n_ready)
        self._set_playhead(0)
        self.levels_changed.emit({})

    def finish(self, source: MixSource) -> None:
        """Take the finished files of the mix that grew; what plays goes on undisturbed."""
        self._player.set_ready(source.n_samples)
        # Open files can be read on although they have another name now.
        self._finished = source
        if not self._play_finished():
            self._take_finished()

    def set_ready(self, n_samples: int) -> None:
        """Say how much of the mix is there."""
        self._player.set_ready(n_samples)

    def set_gains(self, gains: Mapping[str, float]) -> None:
        """Hear the lanes by these linear gains."""
        self._player.set_gains(gains)

    def toggle(self) -> None:
        """Play the mix from its beginning; stop what plays."""
        if self.is_moving:
            self.stop()
        else:
            self.play()

    def play(self, start_sample: int = 0) -> None:
        """Play the mix from `start_sample`, again and again where it loops."""
        source = self._player.source
        if source is None:
            return
        self._player.play(0 if self.loops else start_sample, loop=self.loops)
        if self.loops and start_sample:
            self._player.seek(start_sample)

    def set_loops(self, *, loops: bool) -> None:
        """Repeat the mix from now on, or play it once; what plays goes on where it is."""
        self.loops = loops
        if self.state is PlaybackState.PLAYING:
            self.play(self._player.position)

    def _follow_state(self) -> None:
        if not self._play_finished():
            super()._follow_state()

    def _follow(self) -> None:
        super()._follow()
        if self._player.source is None:
            return
        self._n_frames += 1
        if self._n_frames % _FRAMES_PER_METER == 0 and self.is_moving:
            self.levels_changed.emit(self._player.levels())

    def _come_to_rest(self) -> None:
        self.levels_changed.emit({})
        self._take_finished()

    def _play_finished(self) -> bool:
        """Play the finished files where those that grew had another name before they were open."""
        failed = self._player.problem is not None and self.state is PlaybackState.STOPPED
        if self._finished is None or not failed:
            return False
        playhead = self._playhead
        self._take_finished()
        self.play(playhead)
        return True

    def _take_finished(self) -> None:
        """Load the finished files where nothing is heard that this would stop."""
        if self._finished is None or self.state is not PlaybackState.STOPPED:
            return
        playhead, source = self._playhead, self._finished
        self._finished = None
        self._player.load(source)
        self._player.seek(playhead)
