"""The window's hold on one player: what it does, where the playhead is, volume and output."""

from __future__ import annotations

import math
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from sepgenre_gui.audio.playback import (
    MAX_VOLUME_DB,
    MIN_VOLUME_DB,
    AudioOutput,
    OutputDevice,
    PlaybackProblem,
    PlaybackState,
)
from sepgenre_gui.audio.playback.player import Transport
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences, SoundOutput

VOLUME_STEP_DB = 2.0
# Once for each frame of a screen.
_FOLLOW_MS = 16
_MOVING = (PlaybackState.PLAYING, PlaybackState.SCRUBBING)

PlayerT = TypeVar("PlayerT", bound=Transport[Any])


class SeekingView(Protocol):
    """A view of a track on which a person points at what is to be heard."""

    @property
    def seek_requested(self) -> SignalInstance:
        """The sample to play from."""

    @property
    def scrub_moved(self) -> SignalInstance:
        """The sample under the pointer that is dragged."""

    @property
    def scrub_ended(self) -> SignalInstance:
        """The pointer was let go."""


class PlaybackControl(QObject, Generic[PlayerT]):
    """Commands a player, and follows what is heard; what to play is its subclasses' matter.

    Parameters
    ----------
    player_type : type
        The player's class; this object makes one and closes it.
    preferences : Preferences
        Keep volume and output.
    bridge : Bridge
        Brings what the player tells into this thread.

    Signals
    -------
    playhead_moved : int
        The sample that is heard, or where playing would begin.
    state_changed : PlaybackState
        It plays, pauses, scrubs or rests.
    problem_changed : PlaybackProblem or None
        Sound does not come out, or does again; told once.
    devices_changed
        Outputs came or went.
    """

    playhead_moved = Signal(object)
    state_changed = Signal(object)
    problem_changed = Signal(object)
    devices_changed = Signal()

    def __init__(
        self,
        player_type: type[PlayerT],
        preferences: Preferences,
        bridge: Bridge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.loops = True
        self._preferences = preferences
        self._playhead = 0
        self._state = PlaybackState.STOPPED
        self._problem: PlaybackProblem | None = None
        self._devices: tuple[OutputDevice, ...] = ()
        self._output = AudioOutput()
        self._output.choose(preferences.sound.device)
        self._player = player_type(
            output=self._output, on_change=lambda: bridge.deliver(self._follow_state)
        )
        self._player.volume_db = _to_db(preferences.sound.volume)
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def playhead(self) -> int:
        """The sample that is heard, or where playing would begin."""
        return self._playhead

    @property
    def state(self) -> PlaybackState:
        """What is being done."""
        return self._player.state

    @property
    def is_moving(self) -> bool:
        """Whether something is heard: it plays, or is scrubbed."""
        return self.state in _MOVING

    @property
    def player(self) -> PlayerT:
        """The player, for its diagnostics."""
        return self._player

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
        """The volume of all in dB; 0 leaves the samples as they are."""
        return self._player.volume_db

    def obey(self, view: SeekingView) -> None:
        """Let the person seek and scrub on `view`."""
        view.seek_requested.connect(self.seek)
        view.scrub_moved.connect(self.scrub)
        view.scrub_ended.connect(self.end_scrub)

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

    def change_volume(self, by_db: float) -> None:
        """Raise or lower the volume, and keep it for the next time."""
        self.set_volume(self.volume_db + by_db)

    def set_volume(self, volume_db: float) -> None:
        """Set the volume, and keep it for the next time."""
        self._player.volume_db = volume_db
        self._store_sound()

    def choose_device(self, name: str | None) -> None:
        """Play on the output `name`, or on the system's choice, from now on."""
        self._output.choose(name)
        self._player.refresh_devices()
        self._store_sound()

    def refresh_devices(self) -> None:
        """Look for outputs; `devices_changed` tells of the result."""
        self._player.refresh_devices()

    def take_sound_from_preferences(self) -> None:
        """Use the output and the volume that were chosen last, on whatever screen."""
        sound = self._preferences.sound
        if sound.device != self._output.chosen:
            self._output.choose(sound.device)
            self._player.refresh_devices()
        self._player.volume_db = _to_db(sound.volume)

    def close(self) -> None:
        """Fall silent and release the device."""
        self._timer.stop()
        self._player.close()

    def _follow_state(self) -> None:
        if self._player.state is not self._state:
            self._state = self._player.state
            if self._state in _MOVING:
                self._timer.start()
            else:
                self._timer.stop()
                self._follow()
                self._come_to_rest()
            self.state_changed.emit(self._state)
        if self._player.problem != self._problem:
            self._problem = self._player.problem
            self.problem_changed.emit(self._problem)
        if self._output.devices != self._devices:
            self._devices = self._output.devices
            self.devices_changed.emit()

    def _follow(self) -> None:
        """Follow the playhead: at each frame while something is heard, and once after it."""
        if self._player.source is not None and self.state is not PlaybackState.SCRUBBING:
            self._set_playhead(self._player.position)

    def _come_to_rest(self) -> None:
        """Do what has waited for nothing to be heard; before `state_changed` tells of it."""

    def _set_playhead(self, sample: int) -> None:
        if sample != self._playhead:
            self._playhead = sample
            self.playhead_moved.emit(sample)

    def _store_sound(self) -> None:
        self._preferences.sound = SoundOutput(
            device=self._output.chosen, volume=_to_share(self._player.volume_db)
        )


def _to_db(volume: float) -> float:
    """Return in dB what the preferences keep from 0 to 1."""
    if volume <= 0.0:
        return MIN_VOLUME_DB
    return min(max(20.0 * math.log10(volume), MIN_VOLUME_DB), MAX_VOLUME_DB)


def _to_share(volume_db: float) -> float:
    """Return from 0 to 1, as the preferences keep it, what is in dB."""
    if volume_db <= MIN_VOLUME_DB:
        return 0.0
    share: float = 10.0 ** (volume_db / 20.0)
    return min(share, 1.0)
