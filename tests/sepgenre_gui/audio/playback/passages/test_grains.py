"""Grains: they sound at the pointer, add up to playing, and fall silent with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sepgenre_gui.audio.playback.passages.blocks import DecodedBlocks
from sepgenre_gui.audio.playback.passages.grains import Pointer, ScrubPassage
from tests.sepgenre_gui.audio.playback.fake_portaudio import Clock
from tests.sepgenre_gui.audio.playback.sounds import source_frames, write_noise

_HOP = 1764


def test_a_pointer_at_playing_speed_sounds_like_playing(tmp_path: Path) -> None:
    source = write_noise(tmp_path / "noise.wav", duration_s=2.0)
    clock = Clock()
    pointer = Pointer(now=clock)
    passage = ScrubPassage(DecodedBlocks(source), pointer)
    heard = []

    for hop in range(20):
        pointer.move(30_000 + hop * _HOP)
        heard.append(passage.read(_HOP))

    # The first half of the first grain fades in; from there on the windows sum to 1.
    everything = np.concatenate(heard)[_HOP:]
    wanted = source_frames(source, 30_000, 30_000 + len(everything))
    assert np.abs(everything - wanted).max() < 1e-6
    assert passage.sample_at(5 * _HOP + 10) == 30_000 + 5 * _HOP


def test_a_resting_pointer_is_silent_after_three_tenths_of_a_second(tmp_path: Path) -> None:
    source = write_noise(tmp_path / "noise.wav", duration_s=2.0)
    clock = Clock()
    pointer = Pointer(now=clock)
    passage = ScrubPassage(DecodedBlocks(source), pointer)
    pointer.move(30_000, afresh=True)

    levels = []
    for _ in range(12):
        pointer.move(30_000)
        levels.append(float(np.abs(passage.read(_HOP)).max()))
        clock.time_s += 0.04

    assert min(levels[:8]) > 0.2
    assert levels[9:] == [0.0, 0.0, 0.0]


def test_grains_at_the_files_edges_do_not_fail(tmp_path: Path) -> None:
    source = write_noise(tmp_path / "noise.wav", duration_s=0.05)
    pointer = Pointer(now=Clock())
    passage = ScrubPassage(DecodedBlocks(source), pointer)

    for place in (0, source.n_samples, 5):
        pointer.move(place)
        assert passage.read(_HOP).shape == (_HOP, 2)
