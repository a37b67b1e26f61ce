"""The player's own thread, meters and order of calls, on a simulated device."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.mixer import MIN_LANE_DB, MixPlayer, MixSource
from sepgenre_gui.audio.playback import AudioOutput, PlaybackState
from tests.sepgenre_gui.audio.mixer.stems import RATE_HZ, write_mix
from tests.sepgenre_gui.audio.playback.fake_portaudio import Clock, FakePortAudio

_TIMEOUT_S = 20.0


@pytest.fixture
def portaudio() -> FakePortAudio:
    return FakePortAudio(Clock())


@pytest.fixture
def player(portaudio: FakePortAudio) -> Iterator[MixPlayer]:
    player = MixPlayer(output=AudioOutput(load=lambda: portaudio, now=portaudio.clock))
    yield player
    player.close()


@pytest.fixture
def source(tmp_path: Path) -> MixSource:
    """Drums that are loud in their second half, and others at one level each."""
    ones = np.ones((2, 10 * RATE_HZ), np.float32)
    drums = 0.25 * ones
    drums[:, 5 * RATE_HZ :] = -1.0
    stems = {"drums": drums, "bass": 0.5 * ones, "other": 0.1 * ones, "vocals": 0.1 * ones}
    return write_mix(tmp_path / "stems.wav", stems)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def run(portaudio: FakePortAudio, duration_s: float) -> None:
    wait_until(lambda: bool(portaudio.streams) and portaudio.stream.active)
    for _ in range(round(duration_s / 0.02)):
        portaudio.clock.time_s += 0.02
        portaudio.stream.run()
        time.sleep(0.01)


def test_meters_show_each_lane_as_it_is_heard_now(
    player: MixPlayer, portaudio: FakePortAudio, source: MixSource
) -> None:
    assert player.levels() == {}
    player.load(source)
    assert player.levels() == dict.fromkeys(source.keys, MIN_LANE_DB)
    player.set_gains({"hpss/other": 2.0, "hpss/vocals": 0.0})
    player.play(0)
    run(portaudio, 1.0)
    levels = player.levels()
    portaudio.clock.time_s += 0.01
    player.set_gains({"hpss/bass": 0.5})
    before = player.levels()
    run(portaudio, 0.6)
    after = player.levels()
    player.seek(7 * RATE_HZ)
    time.sleep(0.5)
    run(portaudio, 1.0)
    loud = player.levels()
    player.pause()
    run(portaudio, 0.8)

    assert levels == pytest.approx(
        {
            "hpss/drums": -12.04,
            "hpss/bass": -6.02,
            "hpss/other": -13.98,
            "hpss/vocals": MIN_LANE_DB,
        },
        abs=0.01,
    )
    # A change shows when it is heard, not when it is made.
    assert before == levels
    assert after["hpss/bass"] == pytest.approx(-12.04, abs=0.01)
    assert loud["hpss/drums"] == pytest.approx(0.0, abs=0.01)
    assert set(player.levels().values()) == {MIN_LANE_DB}


def test_more_that_is_ready_is_played_without_another_order(
    player: MixPlayer, portaudio: FakePortAudio, source: MixSource
) -> None:
    player.load(source)
    player.set_ready(0)
    player.play(1_000)
    time.sleep(0.3)
    assert player.state is PlaybackState.PLAYING
    assert player.position == 1_000
    assert not portaudio.streams[-1].active

    player.set_ready(2 * RATE_HZ)
    run(portaudio, 3.0)
    assert player.state is PlaybackState.PLAYING
    assert player.position == pytest.approx(2 * RATE_HZ, abs=1)
    player.set_ready(source.n_samples)
    run(portaudio, 1.0)

    assert 2.3 * RATE_HZ < player.position < 3.2 * RATE_HZ
    assert player.diagnostics.gaps == 0


def test_another_mix_is_ready_as_a_whole_and_keeps_the_gains(
    player: MixPlayer, portaudio: FakePortAudio, source: MixSource
) -> None:
    player.load(source)
    player.set_ready(0)
    player.set_gains(dict.fromkeys(source.keys, 0.0))
    player.load(source)
    player.play(0)
    run(portaudio, 1.0)

    assert player.position > 20_000
    assert set(player.levels().values()) == {MIN_LANE_DB}
    assert not portaudio.stream.all().any()
    player.load(None)
    assert player.levels() == {}
