"""Hearing the track at hand: what the keys play, and where the playhead is."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.audio.playback import (
    MAX_VOLUME_DB,
    MIN_VOLUME_DB,
    AudioOutput,
    OutputDevice,
    PlaybackProblem,
    PlaybackSource,
    PlaybackState,
    Player,
)
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences, SoundOutput

PRE_ROLL_S = 2.0
VOLUME_STEP_DB = 2.0
# Once for each frame of a screen.
_FOLLOW_MS = 16
_MOVING = (PlaybackState.PLAYING, PlaybackState.SCRUBBING)


class Listening(QObject):
    """Plays the segment or the track, and follows what is heard.

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
        self, preferences: Preferences, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.loops = True
        self._preferences = preferences
        self._segment: Segment | None = None
        self._playhead = 0
        self._state = PlaybackState.STOPPED
        self._problem: PlaybackProblem | None = None
        self._devices: tuple[OutputDevice, ...] = ()
        self._output = AudioOutput()
        self._output.choose(preferences.sound.device)
        self._player = Player(
            output=self._output, on_change=lambda: bridge.deliver(self._follow_state)
        )
        self._player.volume_db = _to_db(preferences.sound.volume)
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def playhead(self) -> int:
        """The sample of the track that is heard, or where playing would begin."""
        return self._playhead

    @property
    def state(self) -> PlaybackState:
        """What is being done."""
        return self._player.state

    @property
    def player(self) -> Player:
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
        """The volume in dB; 0 leaves the samples as they are."""
        return self._player.volume_db

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
        if is_moved and self.state is PlaybackState.PLAYING and self.loops:
            self._player.set_loop_region(segment.start_sample, _end(segment))
        if self.state is PlaybackState.STOPPED and is_moved:
            self._set_playhead(segment.start_sample)

    def follow_drag(self, start_sample: int) -> None:
        """Let a loop that plays follow the segment while it is dragged."""
        if self._segment is not None and self.loops and self.state is PlaybackState.PLAYING:
            self._player.set_loop_region(start_sample, start_sample + self._segment.n_samples)

    def toggle_segment(self) -> None:
        """Play the segment, or the whole track where there is none; stop what plays."""
        if self.state in _MOVING:
            self.stop()
        elif self._segment is None:
            self.play_from(self._playhead)
        else:
            self._play_segment(pre_roll_s=0.0)

    def play_with_pre_roll(self) -> None:
        """Play what comes just before the segment, then the segment."""
        if self._segment is not None:
            self._play_segment(pre_roll_s=PRE_ROLL_S)

    def play_from(self, sample: int) -> None:
        """Play the track from `sample` to its end."""
        self._player.play(sample)

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
        """Repeat the segment from now on, or play it once."""
        self.loops = loops
        if self.state is PlaybackState.PLAYING and self._segment is not None:
            self._play_segment(pre_roll_s=0.0)

    def change_volume(self, by_db: float) -> None:
        """Raise or lower the volume, and keep it for the next time."""
        self.set_volume(self.volume_db + by_db)

    def set_volume(self, volume_db: float) -> None:
        """Set the volume, and keep it for the next time."""
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

    def _play_segment(self, *, pre_roll_s: float) -> None:
        segment = self._segment
        assert segment is not None
        self._player.play(
            segment.start_sample,
            end_sample=_end(segment),
            loop=self.loops,
            pre_roll_s=pre_roll_s,
        )

    def _follow_state(self) -> None:
        if self._player.state is not self._state:
            self._state = self._player.state
            if self._state in _MOVING:
                self._timer.start()
            else:
                self._timer.stop()
                self._follow()
            self.state_changed.emit(self._state)
        if self._player.problem != self._problem:
            self._problem = self._player.problem
            self.problem_changed.emit(self._problem)
        if self._output.devices != self._devices:
            self._devices = self._output.devices
            self.devices_changed.emit()

    def _follow(self) -> None:
        if self._player.source is not None and self.state is not PlaybackState.SCRUBBING:
            self._set_playhead(self._player.position)

    def _set_playhead(self, sample: int) -> None:
        if sample != self._playhead:
            self._playhead = sample
            self.playhead_moved.emit(sample)

    def _store(self) -> None:
        volume = 10.0 ** (self._player.volume_db / 20.0)
        if self._player.volume_db <= MIN_VOLUME_DB:
            volume = 0.0
        self._preferences.sound = SoundOutput(
            device=self._output.chosen, volume=min(max(volume, 0.0), 1.0)
        )


def _to_db(volume: float) -> float:
    if volume <= 0.0:
        return MIN_VOLUME_DB
    return min(max(20.0 * math.log10(volume), MIN_VOLUME_DB), MAX_VOLUME_DB)


def _end(segment: Segment) -> int:
    return segment.start_sample + segment.n_samples
