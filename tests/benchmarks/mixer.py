"""How much processor time the audio callback takes to mix lanes, of what its block lasts."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np

from sepgenre_gui.audio.mixer import LaneAudio, MixSource
from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.mixing import LaneMixing
from sepgenre_gui.audio.playback.device.renderer import Renderer, Switch
from sepgenre_gui.audio.playback.device.voice import Voice
from sepgenre_gui.audio.playback.passages.blocks import Frames

_RATE_HZ = 44_100
_CHANNELS = 2
_BLOCK = 2_205
# A quarter of the latency of 0.2 s.
_ROUNDS = 200


@attrs.frozen
class Timing:
    """The processor time that the callback takes for one block, in ms."""

    n_lanes: int
    gains: str
    block_ms: float
    median_ms: float
    longest_ms: float


class _Noise:
    """A passage without end, from memory."""

    def __init__(self, n_columns: int) -> None:
        rng = np.random.default_rng(1)
        self._frames = rng.uniform(-0.1, 0.1, (16_384, n_columns)).astype(np.float32)

    def read(self, n_frames: int) -> Frames:
        return self._frames[:n_frames]

    def sample_at(self, frame: float) -> float:
        return frame


def measure() -> Iterator[Timing]:
    """Yield timings for 1, 5 and 9 lanes, with resting gains and with gains always on the move."""
    for n_lanes in (1, 5, 9):
        for gains in ("0 dB", "-6 dB", "moving"):
            yield _measure(n_lanes, gains)


def write_table() -> None:
    """Print the timings."""
    sys.stdout.write("| lanes | gains | block, ms | median, ms | longest, ms | share |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for timing in measure():
        sys.stdout.write(
            f"| {timing.n_lanes} | {timing.gains} | {timing.block_ms:.0f} | "
            f"{timing.median_ms:.2f} | {timing.longest_ms:.2f} | "
            f"{timing.median_ms / timing.block_ms:.1%} |\n"
        )


def _measure(n_lanes: int, gains: str) -> Timing:
    lanes = tuple(
        LaneAudio(
            key=str(number),
            path=Path("stems.wav"),
            decoder=None,
            file_channels=n_lanes * _CHANNELS,
            first_channel=number * _CHANNELS,
        )
        for number in range(n_lanes)
    )
    source = MixSource(
        lanes=lanes, sample_rate_hz=_RATE_HZ, n_samples=3_600 * _RATE_HZ, n_channels=_CHANNELS
    )
    desk = Desk()
    desk.set_gains(dict.fromkeys(source.keys, 1.0 if gains == "0 dB" else 0.5))
    voice = Voice(
        _Noise(n_lanes * _CHANNELS),
        source=source,
        device_hz=_RATE_HZ,
        channels=_CHANNELS,
        mixing=LaneMixing(source, channels=_CHANNELS, rate_hz=_RATE_HZ, desk=desk),
    )
    renderer = Renderer(rate_hz=_RATE_HZ, channels=_CHANNELS, gain=1.0)
    renderer.request = Switch(voice)
    out = np.zeros((_BLOCK, _CHANNELS), np.float32)
    taken = []
    for number in range(_ROUNDS):
        while not voice.is_filled:
            voice.fill()
        if gains == "moving":
            desk.set_gains(dict.fromkeys(source.keys, 0.1 + 0.8 * (number % 2)))
        begin = time.thread_time()
        renderer.render(out)
        taken.append(1_000 * (time.thread_time() - begin))
    taken = taken[10:]
    return Timing(n_lanes, gains, 1_000 * _BLOCK / _RATE_HZ, statistics.median(taken), max(taken))


if __name__ == "__main__":
    write_table()
