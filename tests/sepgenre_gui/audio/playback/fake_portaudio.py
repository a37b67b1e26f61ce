"""A sound device driven by hand: of the shape of `sounddevice`, on a clock that tests advance."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]

_INVALID_SAMPLE_RATE = -9997


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.time_s = 1000.0

    def __call__(self) -> float:
        return self.time_s


class FakePortAudioError(Exception):
    pass


class FakeStream:
    """A device with a buffer, a crystal that is a little off, and late, noisy callbacks.

    Like ALSA it fills its buffer in one go at the start. Timestamps carry noise of 1.5 ms, and
    the callback gets the interpreter up to 15 ms after they were taken.
    """

    def __init__(
        self,
        portaudio: FakePortAudio,
        *,
        samplerate: int,
        channels: int,
        device: int,
        latency: float,
        callback: Callable[..., None],
        finished_callback: Callable[[], None],
        **_others: Any,
    ) -> None:
        self.samplerate = float(samplerate)
        self.latency = latency
        self.device = device
        self.active = False
        self.closed = False
        self.channels = channels
        self.heard: list[tuple[int, Frames]] = []
        self._portaudio = portaudio
        self._callback = callback
        self._finished = finished_callback
        self._block = round(latency * samplerate / 4)
        self._n_given = 0
        self._started_at = 0.0
        self._rng = np.random.default_rng(5)

    @property
    def heard_frame(self) -> float:
        """Which frame sounds now, in truth."""
        crystal_hz = self.samplerate * (1 + self._portaudio.crystal_error)
        return (self._portaudio.clock() - self._started_at) * crystal_hz

    def start(self) -> None:
        self.active = True
        self._started_at = self._portaudio.clock()
        for _ in range(5):
            self._ask(0.0)

    def run(self) -> None:
        """Ask for what the buffer has room for, now that the clock has advanced."""
        clock = self._portaudio.clock
        while self.active and self._n_given - self.heard_frame < 4 * self._block:
            delay_s = (self._n_given - self.heard_frame) / self.samplerate
            now = clock.time_s
            clock.time_s += float(self._rng.exponential(0.001)) + 0.015 * (
                self._rng.random() < 0.05
            )
            self._ask(delay_s + float(self._rng.normal(0, 0.0005)))
            clock.time_s = now

    def lose(self) -> None:
        """End as when the device is pulled out."""
        self.active = False
        self._finished()

    def stop(self) -> None:
        self.active = False
        self._finished()

    abort = stop

    def close(self) -> None:
        self.closed = True

    def content(self, first: int, n_frames: int) -> Frames | None:
        """Return the frames from `first` on that were given to the device, if still known."""
        found = [
            block[max(0, first - start) : first + n_frames - start]
            for start, block in self.heard
            if start < first + n_frames and first < start + len(block)
        ]
        joined = np.concatenate(found) if found else np.zeros((0, self.channels), np.float32)
        return joined if len(joined) == n_frames else None

    def all(self) -> Frames:
        """Return all frames that were given to the device."""
        return np.concatenate([block for _, block in self.heard])

    def _ask(self, delay_s: float) -> None:
        out = np.full((self._block, self.channels), np.nan, np.float32)
        times = SimpleNamespace(currentTime=50.0, outputBufferDacTime=50.0 + delay_s)
        ran_dry, self._portaudio.runs_dry = self._portaudio.runs_dry, False
        self._callback(out, len(out), times, SimpleNamespace(output_underflow=ran_dry))
        self.heard.append((self._n_given, out))
        del self.heard[: -self._portaudio.blocks_kept]
        self._n_given += self._block


class FakePortAudio:
    """What is used of the module `sounddevice`; devices show when it is initialised."""

    PortAudioError = FakePortAudioError

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.plugged: list[tuple[str, int]] = [("Speakers", 48_000)]
        self.refused_hz: set[int] = set()
        self.refuses_all = False
        self.runs_dry = False
        self.crystal_error = 0.0
        self.blocks_kept = 12
        self.streams: list[FakeStream] = []
        self.initialisations = 1
        self.default = SimpleNamespace(device=[-1, 0])
        self._listed = list(self.plugged)

    @property
    def stream(self) -> FakeStream:
        """The stream opened last."""
        return self.streams[-1]

    def query_devices(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "hostapi": 0,
                "max_output_channels": 2,
                "default_samplerate": float(rate_hz),
                "default_low_output_latency": 0.01,
            }
            for name, rate_hz in self._listed
        ]

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "Fake"}]

    def OutputStream(self, **arguments: Any) -> FakeStream:  # noqa: N802
        if self.refuses_all or self._listed != self.plugged:
            raise FakePortAudioError("Device unavailable", -9985)
        if arguments["samplerate"] in self.refused_hz:
            raise FakePortAudioError("Invalid sample rate", _INVALID_SAMPLE_RATE)
        stream = FakeStream(self, **arguments)
        self.streams.append(stream)
        return stream

    def _terminate(self) -> None:
        assert all(stream.closed for stream in self.streams), "terminated under an open stream"

    def _initialize(self) -> None:
        self.initialisations += 1
        self._listed = list(self.plugged)
