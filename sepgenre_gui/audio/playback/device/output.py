"""The sound devices: which there are, which was chosen, and streams to play on them.

PortAudio is loaded at the first use, and looks at the devices only when it is initialised; so to
see a device that came or went it is terminated and initialised again, with no stream open.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import attrs

from sepgenre_gui.audio.playback.device.listing import (
    OutputDevice,
    PortAudio,
    error_code,
    list_devices,
    load_portaudio,
    refusal,
)
from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_gui.audio.playback.status import PlaybackError

LATENCY_S = 0.2
"""Without gaps beside a scrolling waveform, a decode of peaks and two busy workers (measured)."""

BUSY_LATENCY_S = 0.4
"""For a machine on which the device ran dry at less."""

LIVE_LATENCY_S = 0.06
"""For what follows the hand, where a gap matters less than a late answer."""

_MAX_CHANNELS = 2
_INVALID_SAMPLE_RATE = -9997
_CLOSING_S = 2.0

RenderCallback = Callable[[Frames, float, bool], None]
"""Fills frames [shape=(frames, channels)], told when (in s from now) they are heard, and whether
the device ran dry before."""


class OutputStream:
    """An open stream; see `AudioOutput.open`."""

    def __init__(self, stream: Any, device: OutputDevice, refused: type[Exception]) -> None:
        self._stream = stream
        self._refused = refused
        self.device = device
        self.channels = int(stream.channels)
        self.rate_hz = round(stream.samplerate)
        latency_s = float(stream.latency)
        self.latency_s = latency_s if latency_s > 0 else LATENCY_S

    def start(self) -> None:
        """Begin to ask for frames.

        Raises
        ------
        PlaybackError
            Where the device does not start.
        """
        try:
            self._stream.start()
        except self._refused as error:
            raise refusal(f"The sound device {self.device.name}", error) from error

    @property
    def is_active(self) -> bool:
        """Whether the device still asks for frames."""
        try:
            return bool(self._stream.active)
        except self._refused:
            return False

    def close(self, *, drain: bool) -> threading.Thread:
        """Close the stream, after what it still holds was heard where `drain` says so.

        Returns the thread that does it, joined for two seconds: a device that is gone or hangs
        may take for ever.
        """
        thread = threading.Thread(target=self._close, args=(drain,), daemon=True)
        thread.start()
        thread.join(_CLOSING_S)
        return thread

    def _close(self, drain: bool) -> None:  # noqa: FBT001 - a thread's argument
        if drain:
            self._stream.stop()
        else:
            self._stream.abort()
        self._stream.close()


@attrs.frozen
class _Wanted:
    """The stream that was asked for."""

    rate_hz: int
    latency_s: float
    render: RenderCallback
    finished: Callable[[], None]


class AudioOutput:
    """Finds devices and opens streams. One thread opens; any thread may choose and list.

    Parameters
    ----------
    load : callable
        Imports sounddevice; other modules of its shape serve tests.
    now : callable
        The clock that times what is heard, in seconds.
    """

    def __init__(
        self,
        *,
        load: Callable[[], PortAudio] = load_portaudio,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.now = now
        self._load = load
        self._portaudio: PortAudio | None = None
        self._devices: tuple[OutputDevice, ...] = ()
        self._chosen: str | None = None
        self._closing: threading.Thread | None = None

    @property
    def devices(self) -> tuple[OutputDevice, ...]:
        """The devices found last; none before the first `scan`."""
        return self._devices

    @property
    def chosen(self) -> str | None:
        """The name of the device to play on; None for the system's default."""
        return self._chosen

    def choose(self, name: str | None) -> None:
        """Play on the device of that name, or on the system's default (None), from now on.

        A device that is not there is waited for; nothing else plays in its place.
        """
        self._chosen = name

    def scan(self) -> tuple[OutputDevice, ...]:
        """Look at the devices anew; no stream may be open.

        Raises
        ------
        PlaybackError
            Where there is no PortAudio, or it hangs in a device.
        """
        self._require_closed()
        try:
            if self._portaudio is None:
                self._portaudio = self._load()
            else:
                self._portaudio._terminate()
                self._portaudio._initialize()
            self._devices = list_devices(self._portaudio)
        except PlaybackError:
            self._devices = ()
            raise
        except Exception as error:
            if self._portaudio is None or not isinstance(error, self._portaudio.PortAudioError):
                raise
            self._devices = ()
            raise refusal("The sound system", error) from error
        return self._devices

    def find(self) -> OutputDevice:
        """Return the device to play on, of those found last.

        Raises
        ------
        PlaybackError
            Where it is not there.
        """
        if self._chosen is not None:
            for device in self._devices:
                if device.name == self._chosen:
                    return device
            raise PlaybackError(
                f"The sound device {self._chosen} is not there.",
                remedy="Connect it, or choose another device.",
            )
        for device in self._devices:
            if device.is_default:
                return device
        if self._devices:
            return self._devices[0]
        raise PlaybackError(
            "There is no sound device to play on.",
            remedy="Connect or switch one on: it is found within seconds.",
        )

    @property
    def is_device_there(self) -> bool:
        """Whether the device to play on was among those found last."""
        try:
            self.find()
        except PlaybackError:
            return False
        return True

    def open(
        self,
        rate_hz: int,
        render: RenderCallback,
        finished: Callable[[], None],
        *,
        latency_s: float = LATENCY_S,
    ) -> OutputStream:
        """Open a stream on the chosen device, at `rate_hz` or else at the device's own rate.

        A device that went away, or that refuses, is looked for anew once.

        Parameters
        ----------
        rate_hz : int
            The rate that is wanted.
        render : callable
            Fills frames; called in the audio thread once the stream is started.
        finished : callable
            Called when the stream has ended, also by itself.
        latency_s : float
            The latency that is wanted; the device may need more.

        Raises
        ------
        PlaybackError
            Where there is no PortAudio, no device, or it plays at neither rate.
        """
        self._require_closed()
        is_fresh = not self._devices
        if is_fresh:
            self.scan()
        wanted = _Wanted(rate_hz, latency_s, render, finished)
        try:
            return self._open(wanted)
        except PlaybackError:
            if is_fresh:
                raise
        self.scan()
        return self._open(wanted)

    def close(self, stream: OutputStream, *, drain: bool = False) -> None:
        """Close `stream`; returns within seconds, whatever the device does."""
        thread = stream.close(drain=drain)
        self._closing = thread if thread.is_alive() else None

    def _require_closed(self) -> None:
        if self._closing is None:
            return
        if self._closing.is_alive():
            raise PlaybackError(
                "The sound device does not answer.",
                remedy="Reconnect it, or restart the system's sound service.",
            )
        self._closing = None

    def _open(self, wanted: _Wanted) -> OutputStream:
        device = self.find()
        assert self._portaudio is not None
        refused = self._portaudio.PortAudioError
        try:
            try:
                stream = self._open_at(wanted.rate_hz, device, wanted)
            except refused as error:
                has_other = device.rate_hz != wanted.rate_hz
                if not has_other or error_code(error) != _INVALID_SAMPLE_RATE:
                    raise
                stream = self._open_at(device.rate_hz, device, wanted)
        except refused as error:
            raise refusal(f"The sound device {device.name}", error) from error
        return OutputStream(stream, device, refused)

    def _open_at(self, rate_hz: int, device: OutputDevice, wanted: _Wanted) -> Any:
        def callback(out: Frames, _n_frames: int, times: Any, status: Any) -> None:
            delay_s = times.outputBufferDacTime - times.currentTime
            wanted.render(out, delay_s, bool(status.output_underflow))

        assert self._portaudio is not None
        return self._portaudio.OutputStream(
            samplerate=rate_hz,
            channels=min(_MAX_CHANNELS, device.channels),
            dtype="float32",
            device=device.index,
            latency=max(wanted.latency_s, device.latency_s),
            callback=callback,
            finished_callback=wanted.finished,
        )
