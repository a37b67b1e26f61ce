"""Mutes as they are really heard: a ramp, and no click."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import scipy.signal

from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.audio.playback.passages.passage import fade_in_weights
from tests.sepgenre_gui.audio.mixer.heard import Separated, aligned, stems_only
from tests.sepgenre_gui.audio.mixer.stems import RATE_HZ, frames_of, write_mix
from tests.sepgenre_gui.audio.playback.listener import Listener, in_time
from tests.sepgenre_gui.audio.playback.sounds import Frames, sounding

_FADE = 220
_RAMP = 882
# Between two drums nothing is heard of a ramp for so long.
_SEARCHED = 6_000
_CLICK = 10 ** (-40 / 20)


def faded_in(at: int, n_frames: int) -> Frames:
    """Return what a mute takes off its lane that begins at frame `at` [shape=(n_frames, 1)]."""
    weights = np.ones((n_frames, 1), np.float32)
    weights[:at] = 0
    weights[at : at + _RAMP] = fade_in_weights(_RAMP)
    return weights


def ramp_start(faded: Frames, lane: Frames, first: int) -> int:
    """Return the frame, from `first` on, at which the ramp of `lane` begins in `faded`."""
    piece = slice(first, first + _RAMP + _SEARCHED)
    errors = [
        np.abs(faded[piece] - faded_in(at, _RAMP + _SEARCHED) * lane[piece]).max()
        for at in range(_SEARCHED)
    ]
    return first + int(np.argmin(errors))


@in_time
def test_toggling_mute_while_music_plays_makes_no_click(
    listener: Listener, music: Separated
) -> None:
    with_drums, without = stems_only(music.source), stems_only(music.source)
    without["hpss/drums"] = 0.0
    player = listener.player
    player.load(music.source)
    player.set_gains(with_drums)
    player.play(0)
    listener.wait_for_position(RATE_HZ)
    player.set_gains(without)
    listener.wait_for_position(3 * RATE_HZ)
    player.set_gains(with_drums)
    listener.wait_for(PlaybackState.STOPPED)

    heard = aligned(listener.heard(), music.mixture)[_FADE:]

    mixture, drums = music.mixture[_FADE:], frames_of(music.stems["drums"])[_FADE:]
    (missing,) = np.nonzero(np.abs(heard - mixture).max(axis=1) > 1e-3)
    # The ramps begin and end with weights too small to show, and maybe between two drums.
    muted = ramp_start(mixture - heard, drums, missing[0] - _SEARCHED + 1)
    unmuted = ramp_start(heard - mixture + drums, drums, missing[-1] - _RAMP)
    left_out = faded_in(muted, len(heard)) - faded_in(unmuted, len(heard))
    assert muted == pytest.approx(RATE_HZ, abs=0.3 * RATE_HZ)
    assert unmuted == pytest.approx(3 * RATE_HZ, abs=0.3 * RATE_HZ)
    # At -80 dBFS there is nothing but the ramps: no click.
    assert np.abs(heard - (mixture - left_out * drums)).max() < 1e-4


@in_time
def test_toggling_mute_of_a_sine_leaves_nothing_above_it(
    listener: Listener, tmp_path: Path
) -> None:
    phase = 2 * np.pi * 220 * np.arange(4 * RATE_HZ) / RATE_HZ
    sine = np.repeat((0.5 * np.sin(phase)).astype(np.float32)[None], 2, axis=0)
    silence = np.zeros_like(sine)
    stems = {"drums": sine, "bass": silence, "other": silence, "vocals": silence}
    source = write_mix(tmp_path / "sine.wav", stems)
    player = listener.player
    player.load(source)
    player.play(0)
    for number in range(14):
        time.sleep(0.25)
        player.set_gains({"hpss/drums": float(number % 2)})
    listener.wait_for(PlaybackState.STOPPED)

    heard = listener.heard()[:, 0]

    first, _ = sounding(heard[:, None])
    cut_off = scipy.signal.butter(8, 1_000, "highpass", fs=RATE_HZ, output="sos")
    # Without the start and the end of playing, whose fades are the player's.
    rest = scipy.signal.sosfilt(cut_off, heard)[first + 4_000 : first + round(3.8 * RATE_HZ)]
    toggled = np.abs(heard[first : first + 4 * RATE_HZ]).reshape(-1, 441).max(axis=1) < 1e-3
    abrupt = heard[first : first + 4_000].copy()
    abrupt[2_000 + int(np.abs(abrupt[2_000:2_200]).argmax()) :] = 0
    assert np.count_nonzero(np.diff(toggled.astype(int))) >= 10
    assert np.abs(rest).max() < _CLICK
    # A mute without a ramp would have been noticed.
    assert np.abs(scipy.signal.sosfilt(cut_off, abrupt)[1_500:]).max() > 5 * _CLICK
