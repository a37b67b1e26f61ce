"""A player as a window has it, on simulated devices."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sepgenre_gui.audio.playback import AudioOutput, PlaybackProblem, PlaybackState, Player
from sepgenre_gui.audio.playback.device.listing import PortAudio
from tests.sepgenre_gui.audio.playback.fake_portaudio import FakePortAudio
from tests.sepgenre_gui.audio.playback.sounds import write_noise

_TIMEOUT_S = 5.0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


class Window:
    """A player as a window has it, on simulated devices; what it is told is kept."""

    def __init__(self, path: Path, load: Callable[[], PortAudio] | None = None) -> None:
        self.portaudio = FakePortAudio()
        self.output = AudioOutput(load=load or (lambda: self.portaudio), now=self.portaudio.clock)
        self.problems: list[PlaybackProblem | None] = [None]
        self.source = write_noise(path / "noise.wav", duration_s=30.0)
        self.player = Player(output=self.output, on_change=self._note)
        self.player.load(self.source)

    def _note(self) -> None:
        problem = self.player.problem
        if problem is not self.problems[-1]:
            self.problems.append(problem)

    def wait_for(self, state: PlaybackState) -> None:
        wait_until(lambda: self.player.state is state)

    def wait_for_sound(self) -> None:
        wait_until(lambda: bool(self.portaudio.streams) and self.portaudio.stream.active)

    def unplug(self) -> None:
        """Leave no device, before one has been looked for."""
        self.portaudio.plugged.clear()
        self.portaudio._listed.clear()

    def advance(self, duration_s: float) -> None:
        """Let the device play for a while, in real time a hundredth of it."""
        for _ in range(round(duration_s / 0.05)):
            self.portaudio.clock.time_s += 0.05
            for stream in self.portaudio.streams:
                stream.run()
            time.sleep(0.005)
