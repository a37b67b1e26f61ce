"""The clock of what is heard, on a device whose callbacks come late."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sepgenre_gui.audio.playback.device.clock import DacClock
from tests.sepgenre_gui.audio.playback.fake_portaudio import Clock

_RATE_HZ = 44_100
_BLOCK = 2205


def test_nothing_is_heard_while_the_device_fills_its_buffer() -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)

    for frame in range(0, 5 * _BLOCK, _BLOCK):
        clock.note(frame, _BLOCK, 0.0, ran_dry=False)
    now.time_s += 0.04

    assert clock.heard_frame() == 0


def test_late_callbacks_do_not_set_the_playhead_back() -> None:
    now = Clock()
    begin = now.time_s
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)
    rng = np.random.default_rng(2)
    heard, truth = [], []

    for block in range(200):
        due_s = begin + max(0, block - 4) * _BLOCK / _RATE_HZ
        late_s = 0.03 if rng.random() < 0.2 else 0.0
        now.time_s = due_s + late_s
        clock.note(
            block * _BLOCK, _BLOCK, block * _BLOCK / _RATE_HZ - (due_s - begin), ran_dry=False
        )
        heard.append(clock.heard_frame())
        truth.append((now.time_s - begin) * _RATE_HZ)

    assert np.all(np.diff(heard) >= 0)
    assert np.abs(np.subtract(heard, truth)[8:]).max() < 0.002 * _RATE_HZ


def test_a_device_that_ran_dry_is_followed_at_once() -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)
    for block in range(20):
        clock.note(block * _BLOCK, _BLOCK, 0.2, ran_dry=False)
        now.time_s += 0.05
    before = clock.heard_frame()

    now.time_s += 0.25
    clock.note(20 * _BLOCK, _BLOCK, 0.2, ran_dry=True)
    now.time_s += 0.1

    assert before == pytest.approx((20 * 0.05 - 0.2) * _RATE_HZ)
    assert clock.heard_frame() == pytest.approx((20 * 0.05 - 0.1) * _RATE_HZ)
    assert clock.longest_wait_s == pytest.approx(0.3)


def test_no_more_is_heard_than_was_given() -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)
    for block in range(10):
        clock.note(block * _BLOCK, _BLOCK, 0.2, ran_dry=False)
        now.time_s += 0.05

    now.time_s += 5.0

    assert clock.heard_frame() == 10 * _BLOCK


@pytest.mark.parametrize("delay_s", [0.0, -3.0, 1e6])
def test_a_device_without_timestamps_is_taken_to_have_its_latency(delay_s: float) -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)

    for block in range(20):
        clock.note(block * _BLOCK, _BLOCK, delay_s, ran_dry=False)
        now.time_s += 0.05

    assert clock.heard_frame() == pytest.approx((20 * 0.05 - 0.2) * _RATE_HZ)


def play(clock: DacClock, now: Clock, blocks: range, said_s: Callable[[int], float]) -> list[float]:
    """Call back on time, four blocks ahead; return by how many seconds the playhead is late."""
    late = []
    for block in blocks:
        now.time_s += _BLOCK / _RATE_HZ
        clock.note(block * _BLOCK, _BLOCK, said_s(block), ran_dry=False)
        late.append((block - 4) * _BLOCK / _RATE_HZ - clock.heard_frame() / _RATE_HZ)
    return late


def test_delays_that_a_busy_sound_server_tells_wrongly_do_not_move_the_playhead() -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)

    # As PulseAudio told them: its guess drifts, then comes back.
    late = play(clock, now, range(1200), lambda block: 0.2 + 0.005 * (block % 100) / 20)

    assert np.abs(late[20:]).max() < 0.015
    assert np.abs(late[20:]).max() > 0
    assert np.abs(late[20:600]).max() < 0.003


@pytest.mark.parametrize("moved_s", [0.4, 0.05])
def test_sound_that_is_moved_to_other_loudspeakers_is_followed(moved_s: float) -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)
    play(clock, now, range(1, 100), lambda _: 0.2)

    late = play(clock, now, range(100, 160), lambda _: 0.2 + moved_s)

    expected = moved_s if moved_s > 0.05 else 0.0
    assert late[10] == pytest.approx(0.0, abs=0.001)
    assert late[-1] == pytest.approx(expected, abs=0.001)


def test_a_device_that_plays_too_fast_is_followed_for_an_hour() -> None:
    now = Clock()
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)
    begin_s = now.time_s
    block_s = _BLOCK / (1.0002 * _RATE_HZ)
    for block in range(1, 72_000):
        now.time_s = begin_s + block * block_s
        clock.note(block * _BLOCK, _BLOCK, 0.2, ran_dry=False)

    truth_s = (71_999 * block_s - 0.2) * 1.0002
    assert clock.heard_frame() / _RATE_HZ == pytest.approx(truth_s, abs=0.002)


def test_a_device_that_asks_for_two_blocks_at_once_to_keep_up_moves_nothing() -> None:
    now = Clock()
    begin_s = now.time_s
    clock = DacClock(rate_hz=_RATE_HZ, latency_s=0.2, now=now)
    late = []
    asked = 0
    # It is looked at once a block by the system's clock, and plays one in 5000 more.
    for look in range(1, 12_000):
        now.time_s = begin_s + look * _BLOCK / _RATE_HZ
        played = look * (1 + 1 / 5_000)
        while asked < played:
            clock.note(
                asked * _BLOCK, _BLOCK, (4 + asked - played) * _BLOCK / _RATE_HZ, ran_dry=False
            )
            asked += 1
        late.append((played - 4) * _BLOCK / _RATE_HZ - clock.heard_frame() / _RATE_HZ)

    assert np.abs(late[20:]).max() < 0.01
