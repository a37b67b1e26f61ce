"""Hearing the mix at hand: what plays, where the playhead is, and what the meters show."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.audio.mixer import MixPlayer, MixSource
from sepgenre_gui.audio.playback import (
    MAX_VOLUME_DB,
    MIN_VOLUME_DB,
    AudioOutput,
    OutputDevice,
    PlaybackProblem,
    PlaybackState,
)
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences, SoundOutput

VOLUME_STEP_DB = 2.0
# Once for each frame of a screen.
_FOLLOW_MS = 16
_FRAMES_PER_METER = 2
_MOVING = (PlaybackState.PLAYING, PlaybackState.SCRUBBING)


class MixListening(QObject):
    """Plays the lanes of one mix, which may still grow, and follows what is heard.

    Signals
    -------
    playhead_moved : int
        The sample of the mix that is heard, or where playing would begin.
    levels_changed : Mapping[str, float]
        Each lane's peak in dBFS now; empty once nothing plays.
    state_changed : PlaybackState
        It plays, pauses, scrubs or rests.
    problem_changed : PlaybackProblem or None
        Sound does not come out, or does again; told once.
    devices_changed
        Outputs came or went.
    """

    playhead_moved = Signal(object)
    levels_changed = Signal(object)
    state_changed = Signal(object)
    problem_changed = Signal(object)
    devices_changed = Signal()

    def __init__(
        self, preferences: Preferences, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.loops = True
        self._preferences = preferences
        self._playhead = 0
        self._n_frames = 0
        self._state = PlaybackState.STOPPED
        self._problem: PlaybackProblem | None = None
        self._devices: tuple[OutputDevice, ...] = ()
        self._finished: MixSource | None = None
        self._output = AudioOutput()
        self._output.choose(preferences.sound.device)
        self._player = MixPlayer(
            output=self._output, on_change=lambda: bridge.deliver(self._follow_state)
        )
        self.take_sound_from_preferences()
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def playhead(self) -> int:
        """The sample of the mix that is heard, or where playing would begin."""
        return self._playhead

    @property
    def state(self) -> PlaybackState:
        """What is being done."""
        return self._player.state

    @property
    def player(self) -> MixPlayer:
        """The player, for its diagnostics."""
        return self._player

    @property
    def source(self) -> MixSource | None:
        """What is loaded."""
        return self._player.source

    @property
    def devices(self) -> tuple[OutputDevice, ...]:
        """The outputs found so far."""
        return self._output.devices

    @property
    def device(self) -> str | None:
        """The output that the person chose; None for the system's choice."""
        return self._output.chosen

    @property
    def volume_db(self) -> float:
        """The volume of all, in dB."""
        return self._player.volume_db

    def take_sound_from_preferences(self) -> None:
        """Use the output and the volume that were chosen last, on whatever screen."""
        sound = self._preferences.sound
        if sound.device != self._output.chosen:
            self._output.choose(sound.device)
            self._player.refresh_devices()
        self._player.volume_db = _to_db(sound.volume)

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
        if self.state in _MOVING:
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

    def pause_or_resume(self) -> None:
        """Hold the playback, or go on where it was held."""
        if self.state is PlaybackState.PLAYING:
            self._player.pause()
        elif self.state is PlaybackState.PAUSED:
            self._player.resume()

    def stop(self) -> None:
        """End the playback."""
        self._player.stop()

    def seek(self, sample: int) -> None:
        """Move the playhead; what plays goes on from there."""
        self._player.seek(sample)
        self._set_playhead(sample)

    def scrub(self, sample: int) -> None:
        """Let `sample` be heard, at each movement of the pointer."""
        self._player.scrub(sample)
        self._set_playhead(sample)

    def end_scrub(self) -> None:
        """Leave the playhead where the pointer was let go."""
        self._player.end_scrub()

    def set_loops(self, *, loops: bool) -> None:
        """Repeat the mix from now on, or play it once; what plays goes on where it is."""
        self.loops = loops
        if self.state is PlaybackState.PLAYING:
            self.play(self._player.position)

    def set_volume(self, volume_db: float) -> None:
        """Set the volume of all, and keep it for the next time."""
        self._player.volume_db = volume_db
        self._store()

    def choose_device(self, name: str | None) -> None:
        """Play on the output `name`, or on the system's choice, from now on."""
        self._output.choose(name)
        self._player.refresh_devices()
        self._store()

    def refresh_devices(self) -> None:
        """Look for outputs; `devices_changed` tells of the result."""
        self._player.refresh_devices()

    def close(self) -> None:
        """Fall silent and release the device."""
        self._timer.stop()
        self._player.close()

    def _follow_state(self) -> None:
        if self._play_finished():
            return
        if self._player.state is not self._state:
            self._state = self._player.state
            if self._state in _MOVING:
                self._timer.start()
            else:
                self._timer.stop()
                self._follow()
                self.levels_changed.emit({})
                self._take_finished()
            self.state_changed.emit(self._state)
        if self._player.problem != self._problem:
            self._problem = self._player.problem
            self.problem_changed.emit(self._problem)
        if self._output.devices != self._devices:
            self._devices = self._output.devices
            self.devices_changed.emit()

    def _follow(self) -> None:
        if self._player.source is None:
            return
        if self.state is not PlaybackState.SCRUBBING:
            self._set_playhead(self._player.position)
        self._n_frames += 1
        if self._n_frames % _FRAMES_PER_METER == 0 and self.state in _MOVING:
            self.levels_changed.emit(self._player.levels())

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

    def _set_playhead(self, sample: int) -> None:
        if sample != self._playhead:
            self._playhead = sample
            self.playhead_moved.emit(sample)

    def _store(self) -> None:
        volume_db = self._player.volume_db
        volume = 0.0 if volume_db <= MIN_VOLUME_DB else 10.0 ** (volume_db / 20.0)
        self._preferences.sound = SoundOutput(
            device=self._output.chosen, volume=min(max(volume, 0.0), 1.0)
        )


def _to_db(volume: float) -> float:
    if volume <= 0.0:
        return MIN_VOLUME_DB
    return min(max(20.0 * math.log10(volume), MIN_VOLUME_DB), MAX_VOLUME_DB)
