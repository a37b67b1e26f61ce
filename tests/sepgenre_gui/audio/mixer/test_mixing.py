"""Gains in the callback: exact where they rest, smooth where they change, in any block size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.mixer import LaneAudio, MixSource
from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.mixing import LaneMixing
from sepgenre_gui.audio.playback.passages.passage import fade_in_weights

_RATE_HZ = 44_100
_RAMP = 882
BLOCKS = pytest.mark.parametrize("block", [64, 441, 2_205])


def make_source(n_lanes: int, *, channels: int = 2) -> MixSource:
    lanes = tuple(
        LaneAudio(
            key=str(number),
            path=Path("stems.wav"),
            decoder=None,
            file_channels=n_lanes * channels,
            first_channel=number * channels,
        )
        for number in range(n_lanes)
    )
    return MixSource(lanes=lanes, sample_rate_hz=_RATE_HZ, n_samples=_RATE_HZ, n_channels=channels)


def make_mixing(n_lanes: int, desk: Desk, *, channels: int = 2) -> LaneMixing:
    return LaneMixing(make_source(n_lanes), channels=channels, rate_hz=_RATE_HZ, desk=desk)


def make_lanes(n_lanes: int, n_frames: int = 10_000, *, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(4)
    return rng.uniform(-0.5, 0.5, (n_lanes, n_frames, channels)).astype(np.float32)


def mix(mixing: LaneMixing, lanes: np.ndarray, block: int, start: int = 0) -> np.ndarray:
    out = np.full(lanes.shape[1:], np.nan, np.float32)
    for first in range(0, len(out), block):
        part = slice(first, first + block)
        mixing.mix(out[part], lanes[:, part], start + first)
    return out


@BLOCKS
@pytest.mark.parametrize("channels", [1, 2])
def test_a_lane_alone_is_heard_bit_by_bit(block: int, channels: int) -> None:
    desk = Desk()
    desk.set_gains({"0": 0.0, "2": 0.0})
    lanes = make_lanes(3, channels=channels)

    heard = mix(make_mixing(3, desk, channels=channels), lanes, block)

    assert np.array_equal(heard, lanes[1])


@BLOCKS
def test_lanes_add_up_by_their_gains(block: int) -> None:
    desk = Desk()
    gains = np.array([0.5, 1.0, 2.0, 0.0], np.float32)
    desk.set_gains({str(n): float(gain) for n, gain in enumerate(gains)})
    lanes = make_lanes(4)

    heard = mix(make_mixing(4, desk), lanes, block)

    assert np.abs(heard - np.tensordot(gains, lanes, axes=1)).max() < 1e-6


@BLOCKS
def test_a_change_is_a_raised_cosine_from_the_next_frame_on(block: int) -> None:
    desk = Desk()
    mixing = make_mixing(2, desk)
    lanes = make_lanes(2)
    before = mix(mixing, lanes[:, :1_000], block)
    desk.set_gains({"0": 0.0, "1": 0.5})
    heard = mix(mixing, lanes[:, 1_000:], block, 1_000)

    weights = fade_in_weights(_RAMP)
    ideal = lanes[0, 1_000:] + lanes[1, 1_000:]
    ideal[:_RAMP] -= weights * (lanes[0, 1_000:][:_RAMP] + 0.5 * lanes[1, 1_000:][:_RAMP])
    ideal[_RAMP:] = 0.5 * lanes[1, 1_000 + _RAMP :]
    assert np.array_equal(before, lanes[0, :1_000] + lanes[1, :1_000])
    assert np.abs(heard - ideal).max() < 1e-6
    assert np.array_equal(heard[_RAMP:], ideal[_RAMP:])
    assert mixing.gains_at(999) == (1.0, 1.0)
    assert mixing.gains_at(1_000) == (0.0, 0.5)


def test_going_from_the_mixture_to_its_stems_leaves_the_sound_as_it_is() -> None:
    desk = Desk()
    desk.set_gains({"1": 0.0, "2": 0.0})
    mixing = make_mixing(3, desk)
    stems = make_lanes(2)
    lanes = np.concatenate([stems.sum(axis=0, keepdims=True), stems])

    heard = []
    for number in range(10):
        wants_mixture = number % 2 == 0
        desk.set_gains({"0": float(wants_mixture), "1": float(not wants_mixture)})
        desk.set_gains({"2": float(not wants_mixture)})
        part = slice(number * 1_000, (number + 1) * 1_000)
        heard.append(mix(mixing, lanes[:, part], 441, part.start))

    assert np.abs(np.concatenate(heard) - lanes[0]).max() < 1e-6


def test_a_new_change_waits_for_the_ramp_to_end() -> None:
    desk = Desk()
    mixing = make_mixing(1, desk)
    ones = np.ones((1, 4_000, 2), np.float32)
    heard = []
    for number in range(40):
        desk.set_gains({"0": float(number % 3 == 0)})
        heard.append(mix(mixing, ones[:, :100], 100))

    steps = np.abs(np.diff(np.concatenate(heard)[:, 0]))
    assert steps.max() < 1.01 * np.pi / 2 / _RAMP


def test_what_begins_anew_begins_with_the_gains_that_are_wanted() -> None:
    desk = Desk()
    mixing = make_mixing(2, desk)
    lanes = make_lanes(2)
    mix(mixing, lanes, 441)
    desk.set_gains({"0": 0.0})

    mixing.begin(10_000)

    assert np.array_equal(mix(mixing, lanes, 441), lanes[1])
    assert mixing.gains_at(10_000) == (0.0, 1.0)


@pytest.mark.parametrize(("source_channels", "channels"), [(1, 2), (2, 1), (3, 2), (2, 2)])
def test_each_lane_gets_the_devices_channels(source_channels: int, channels: int) -> None:
    source = make_source(2, channels=source_channels)
    mixing = LaneMixing(source, channels=channels, rate_hz=_RATE_HZ, desk=Desk())
    frames = np.arange(5 * 2 * source_channels, dtype=np.float32).reshape(5, -1)

    prepared = mixing.prepare(frames)

    assert prepared.shape == (5, 2 * channels)
    for lane in range(2):
        each = frames[:, lane * source_channels : (lane + 1) * source_channels]
        got = prepared[:, lane * channels : (lane + 1) * channels]
        wanted = each if source_channels == channels else each.mean(axis=1, keepdims=True)
        assert np.array_equal(got, np.broadcast_to(wanted, got.shape))
