"""What is really heard: the player on PortAudio and a sound server, recorded by sample."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.playback import PlaybackSource, PlaybackState
from tests.sepgenre_gui.audio.playback.listener import Listener, in_time
from tests.sepgenre_gui.audio.playback.passages.test_passage import expected_loop
from tests.sepgenre_gui.audio.playback.sounds import (
    find,
    sounding,
    source_frames,
    write_noise,
    write_sound,
)

_RATE_HZ = 44_100
_FADE = 220


@pytest.mark.slow
@in_time
def test_eleven_seconds_of_music_are_heard_bit_by_bit(
    listener: Listener, song: PlaybackSource
) -> None:
    start, end = 10 * _RATE_HZ, 21 * _RATE_HZ
    listener.player.load(song)
    listener.player.play(start, end_sample=end)
    listener.wait_for_position(start + 10_000)
    listener.wait_until(lambda: listener.player.state is PlaybackState.STOPPED)

    heard = listener.heard()

    middle = source_frames(song, start + _FADE, end - _FADE)
    begin = find(heard, middle) - _FADE
    first, last = sounding(heard)
    assert begin <= first
    assert last <= begin + (end - start)
    # Nothing of the fades is lost either.
    assert np.abs(heard[begin : begin + end - start] - source_frames(song, start, end)).max() < 1
    assert last >= begin + (end - start) - 3


@in_time
def test_the_end_of_the_file_is_heard_to_the_last_sample(
    listener: Listener, tmp_path: Path
) -> None:
    source = write_noise(tmp_path / "noise.wav", duration_s=1.0)
    listener.player.load(source)
    listener.player.play(0)
    listener.wait_for_position(10_000)
    listener.wait_for(PlaybackState.STOPPED)

    heard = listener.heard()

    find(heard, source_frames(source, _FADE, source.n_samples))


@pytest.mark.parametrize(("volume_db", "factor"), [(-6.0206, 0.5), (-20.0, 0.1)])
@in_time
def test_volume_scales_exactly(
    listener: Listener, song: PlaybackSource, volume_db: float, factor: float
) -> None:
    listener.player.volume_db = volume_db
    listener.player.load(song)
    listener.player.play(500_000, end_sample=540_000)
    listener.wait_for_position(510_000)
    listener.wait_for(PlaybackState.STOPPED)

    heard = listener.heard()

    first, last = sounding(heard)
    wanted = factor * source_frames(song, 500_000, 540_000)
    loudest = int(np.abs(wanted[_FADE:-_FADE]).sum(axis=1).argmax())
    assert last - first == pytest.approx(40_000, abs=20)
    for shift in range(-20, 21):
        piece = heard[first + shift + _FADE : first + shift + 40_000 - _FADE]
        if np.abs(piece[loudest] - wanted[_FADE:-_FADE][loudest]).max() < 1e-5:
            assert np.abs(piece - wanted[_FADE:-_FADE]).max() < 1e-5
            return
    raise AssertionError("what was heard is not the scaled source")


@in_time
def test_a_loop_is_heard_with_its_exact_period(listener: Listener, song: PlaybackSource) -> None:
    start, end = 882_000, 882_000 + 30_011
    listener.player.load(song)
    listener.player.play(start, end_sample=end, loop=True)
    time.sleep(2.8)
    listener.player.stop()

    heard = listener.heard()

    everything = source_frames(song)
    wanted = expected_loop(everything, start, start, end, 3 * (end - start))
    begin = find(heard, wanted[_FADE:20_000]) - _FADE
    assert np.abs(heard[begin + _FADE : begin + len(wanted)] - wanted[_FADE:]).max() < 1e-6


@pytest.mark.parametrize(
    ("rate_hz", "channels"), [(44_100, 1), (22_050, 2), (48_000, 2)], ids=["mono", "22k", "48k"]
)
@in_time
def test_other_formats_are_heard_at_their_speed_and_level(
    listener: Listener, tmp_path: Path, rate_hz: int, channels: int
) -> None:
    seconds = np.arange(2 * rate_hz) / rate_hz
    sweep = 0.5 * np.sin(2 * np.pi * (200 * seconds + 500 * seconds**2))
    frames = np.repeat(sweep[:, None], channels, axis=1).astype(np.float32)
    source = write_sound(tmp_path / "sweep.wav", frames, rate_hz)
    listener.player.load(source)
    listener.player.play(0)
    listener.wait_for_position(rate_hz)
    listener.wait_for(PlaybackState.STOPPED)

    heard = listener.heard()

    first, last = sounding(heard)
    wanted_s = np.arange(last - first) / _RATE_HZ
    wanted = 0.5 * np.sin(2 * np.pi * (200 * wanted_s + 500 * wanted_s**2))
    piece = heard[first + 1_000 : last - 1_000]
    assert (last - first) / _RATE_HZ == pytest.approx(2.0, abs=0.01)
    assert np.array_equal(piece[:, 0], piece[:, 1])
    # The server's resampler may shift it by a fraction of a sample, or add some at the edges.
    errors = [
        np.abs(piece[:, 0] - np.roll(wanted, shift)[1_000:-1_000]).max() for shift in range(-40, 41)
    ]
    assert min(errors) < 0.05
