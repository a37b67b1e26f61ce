"""A player that is really heard: PortAudio, a sound server, and what was recorded of it."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import pytest

from sepgenre_gui.audio.playback import AudioOutput, PlaybackProblem, PlaybackState, Player
from tests.sepgenre_gui.audio.playback.sounds import Frames
from tests.virtual_sink import Recording, VirtualSink

_TIMEOUT_S = 20.0
_SILENCE_S = 0.3
_LATE_S = 0.18
_ATTEMPTS = 3


class LateMachineError(Exception):
    """The audio callback did not get to run in time, so what was heard tells nothing."""


class Listener:
    """A player, what it told, and a recording of what it played."""

    def __init__(self, sink: VirtualSink, kind: type[Any] = Player) -> None:
        self._sink = sink
        self._kind = kind
        self.start()

    def start(self) -> None:
        self.problems: list[PlaybackProblem] = []
        self.player = self._kind(output=AudioOutput(), on_change=self._note)
        self.recording: Recording = self._sink.record()

    def _note(self) -> None:
        problem = self.player.problem
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)

    def wait_for(self, state: PlaybackState) -> None:
        self.wait_until(lambda: self.player.state is state)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _TIMEOUT_S
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain: {self.player.state}"
            time.sleep(0.005)

    def wait_for_position(self, sample: int) -> None:
        self.wait_until(lambda: self.player.position >= sample)

    def heard(self) -> Frames:
        """Return what was recorded, after the last of it has arrived."""
        time.sleep(_SILENCE_S)
        diagnostics = self.player.diagnostics
        if diagnostics.underruns or diagnostics.longest_wait_s > _LATE_S:
            raise LateMachineError(diagnostics)
        assert diagnostics.gaps == 0
        return self.recording.frames()


def in_time(test: Callable[..., None]) -> Callable[..., None]:
    """Repeat a test that the machine was too busy for; skip it where it stays so."""

    @functools.wraps(test)
    def attempt(listener: Listener, **others: object) -> None:
        for _ in range(_ATTEMPTS):
            try:
                return test(listener=listener, **others)
            except LateMachineError:
                listener.player.close()
                listener.start()
        pytest.skip("this machine is too busy to play without a gap, so nothing can be heard")

    return attempt
