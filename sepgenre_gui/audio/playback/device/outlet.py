"""The open stream with what plays on it: opened when needed, watched, closed."""

from __future__ import annotations

import time
from collections.abc import Callable

from sepgenre_gui.audio.playback.device.clock import DacClock
from sepgenre_gui.audio.playback.device.output import (
    BUSY_LATENCY_S,
    LATENCY_S,
    LIVE_LATENCY_S,
    AudioOutput,
    OutputStream,
)
from sepgenre_gui.audio.playback.device.renderer import Anchor, Renderer, Switch
from sepgenre_gui.audio.playback.device.voice import Voice
from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_gui.audio.playback.status import PlaybackError

_SILENT_DEVICE_S = 2.0
_FADING_OUT_S = 0.3
_POLL_S = 0.005
_PRIMING = 1.5
# The buffer that gives the latency, and a block on top.


class _Sounding:
    """One stream from its opening to its closing, with its counters."""

    def __init__(
        self,
        output: AudioOutput,
        wanted_hz: int,
        *,
        is_live: bool,
        latency_s: float,
        gain: float,
        wake: Callable[[], None],
    ) -> None:
        self.wanted_hz = wanted_hz
        self.is_live = is_live
        self.chosen = output.chosen
        self.is_started = False
        self.has_finished = False
        self.is_silenced = True
        self.switched_at = -_FADING_OUT_S
        self.underruns = 0
        self._wake = wake
        self.stream = output.open(wanted_hz, self._render, self._finish, latency_s=latency_s)
        rate_hz, channels = self.stream.rate_hz, self.stream.channels
        self.renderer = Renderer(rate_hz=rate_hz, channels=channels, gain=gain)
        self.clock = DacClock(rate_hz=rate_hz, latency_s=self.stream.latency_s, now=output.now)

    def _render(self, out: Frames, delay_s: float, ran_dry: bool) -> None:  # noqa: FBT001 - a stream's call
        frame = self.renderer.n_frames
        self.clock.note(frame, len(out), delay_s, ran_dry=ran_dry)
        self.underruns += ran_dry
        self.renderer.render(out)

    def _finish(self) -> None:
        self.has_finished = True
        self._wake()


class Outlet:
    """Owns the stream. The feeding thread changes it; any thread may ask what is heard.

    Parameters
    ----------
    output : AudioOutput
        Opens the streams.
    wake : callable
        Called from the audio system's thread when a stream ends by itself.
    """

    def __init__(self, output: AudioOutput, wake: Callable[[], None]) -> None:
        self._output = output
        self._wake = wake
        self._gain = 1.0
        self._latency_s = LATENCY_S
        self._sounding: _Sounding | None = None
        self._underruns_before = 0
        self._gaps_before = 0
        self._longest_wait_before_s = 0.0

    @property
    def stream(self) -> OutputStream | None:
        """The open stream."""
        sounding = self._sounding
        return None if sounding is None else sounding.stream

    @property
    def gain(self) -> float:
        """The factor that everything is multiplied by."""
        return self._gain

    @gain.setter
    def gain(self, gain: float) -> None:
        self._gain = gain
        sounding = self._sounding
        if sounding is not None:
            sounding.renderer.gain = gain

    @property
    def underruns(self) -> int:
        """How often a device has run dry."""
        sounding = self._sounding
        return self._underruns_before + (0 if sounding is None else sounding.underruns)

    @property
    def gaps(self) -> int:
        """How often a voice had nothing ready."""
        sounding = self._sounding
        return self._gaps_before + (0 if sounding is None else sounding.renderer.gaps)

    @property
    def longest_wait_s(self) -> float:
        """The longest time between two callbacks."""
        sounding = self._sounding
        now_s = 0.0 if sounding is None else sounding.clock.longest_wait_s
        return max(self._longest_wait_before_s, now_s)

    @property
    def block_frames(self) -> int:
        """How many frames the device asked for last."""
        sounding = self._sounding
        return 0 if sounding is None else sounding.clock.block_frames

    @property
    def priming_s(self) -> float:
        """How much the device will ask for at once when it starts; 0 once it has started."""
        sounding = self._sounding
        if sounding is None or sounding.is_started:
            return 0.0
        return _PRIMING * sounding.stream.latency_s

    @property
    def is_outdated(self) -> bool:
        """Whether another device has been chosen since the stream was opened."""
        sounding = self._sounding
        return sounding is not None and sounding.chosen != self._output.chosen

    @property
    def is_settled(self) -> bool:
        """Whether the latest switch has been made, its fade included."""
        sounding = self._sounding
        return sounding is None or not sounding.is_started or sounding.renderer.is_settled

    @property
    def heard(self) -> tuple[Anchor, float] | None:
        """What is heard now: the anchor in force and the frame of its voice; None for nothing.

        Of a voice that does not run (paused, at its end) it is the frame where it rests.
        """
        sounding = self._sounding
        if sounding is None:
            return None
        frame = sounding.clock.heard_frame()
        in_force = None
        for anchor in sounding.renderer.anchors:
            if anchor.frame <= frame:
                in_force = anchor
        if in_force is None:
            return None
        passed = frame - in_force.frame if in_force.runs else 0.0
        return in_force, in_force.voice_frame + passed

    def open(self, wanted_hz: int, *, is_live: bool = False) -> OutputStream:
        """Return a stream for `wanted_hz` on the chosen device: the open one, or a new one.

        A live stream has a low latency. While the other kind still sounds, it serves as it is.

        Raises
        ------
        PlaybackError
            See `AudioOutput.open`.
        """
        sounding = self._sounding
        if sounding is not None:
            fits = (sounding.wanted_hz, sounding.chosen) == (wanted_hz, self._output.chosen)
            serves = is_live == sounding.is_live or (is_live and self._still_sounds(sounding))
            if fits and serves:
                return sounding.stream
            self.close(drain=self._still_sounds(sounding))
        sounding = _Sounding(
            self._output,
            wanted_hz,
            is_live=is_live,
            latency_s=LIVE_LATENCY_S if is_live else self._latency_s,
            gain=self._gain,
            wake=self._wake,
        )
        self._sounding = sounding
        return sounding.stream

    def switch(self, voice: Voice | None, *, of: Voice | None = None, at: int = 0) -> None:
        """Go over to `voice` (None: silence); see `Switch`. Starts the stream where needed.

        Raises
        ------
        PlaybackError
            Where the device does not start.
        """
        sounding = self._sounding
        if sounding is None:
            return
        sounding.renderer.request = Switch(voice, of, at)
        sounding.is_silenced = voice is None
        sounding.switched_at = self._output.now()
        if voice is not None and not sounding.is_started:
            sounding.clock.last_note_s = self._output.now()
            sounding.stream.start()
            sounding.is_started = True

    def check(self) -> None:
        """Look whether the device still plays.

        Raises
        ------
        PlaybackError
            Where it went away or hangs; the stream is still to be closed.
        """
        sounding = self._sounding
        if sounding is None or not sounding.is_started:
            return
        silent_s = self._output.now() - sounding.clock.last_note_s
        name = sounding.stream.device.name
        if sounding.has_finished or not sounding.stream.is_active:
            raise PlaybackError(
                f"The sound device {name} went away.",
                remedy="Reconnect it or choose another, and press play again.",
            )
        if silent_s > _SILENT_DEVICE_S:
            raise PlaybackError(
                f"The sound device {name} does not answer.",
                remedy="Reconnect it or choose another, and press play again.",
            )

    def close(self, *, drain: bool = False) -> None:
        """Close the stream; with `drain`, fade out first and let what it holds be heard."""
        sounding = self._sounding
        if sounding is None:
            return
        drain = drain and sounding.is_started
        if drain:
            self.switch(None)
            deadline = time.monotonic() + _FADING_OUT_S
            while not sounding.renderer.is_settled and time.monotonic() < deadline:
                time.sleep(_POLL_S)
        if sounding.underruns and not sounding.is_live:
            self._latency_s = BUSY_LATENCY_S
        self._underruns_before = self.underruns
        self._gaps_before = self.gaps
        self._longest_wait_before_s = self.longest_wait_s
        self._sounding = None
        self._output.close(sounding.stream, drain=drain)

    def _still_sounds(self, sounding: _Sounding) -> bool:
        silent_s = self._output.now() - sounding.switched_at
        dies_away_s = sounding.stream.latency_s + _FADING_OUT_S
        return sounding.is_started and not (sounding.is_silenced and silent_s > dies_away_s)
