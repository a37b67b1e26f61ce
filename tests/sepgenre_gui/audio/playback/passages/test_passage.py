"""Passages: exact periods, no steps at the turn, positions that tell what is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sepgenre_gui.audio.playback import PlaybackSource
from sepgenre_gui.audio.playback.passages.blocks import DecodedBlocks
from sepgenre_gui.audio.playback.passages.passage import LinearPassage, LoopPassage
from sepgenre_gui.audio.playback.passages.plan import make_plan, make_region
from tests.sepgenre_gui.audio.playback.sounds import (
    Frames,
    count_clicks,
    source_frames,
    write_noise,
    write_sine,
)


@pytest.fixture
def noise(tmp_path: Path) -> PlaybackSource:
    return write_noise(tmp_path / "noise.wav", duration_s=3.0)


def expected_loop(everything: Frames, start: int, a: int, b: int, n_frames: int) -> Frames:
    """Build the loop frame by frame, in double precision, as an independent reference."""
    n_fade = min(round(0.005 * 44_100), (b - a) // 2)
    padded = np.pad(everything, ((n_fade, 0), (0, 0)), mode="edge").astype(np.float64)
    out = np.empty((n_frames, everything.shape[1]))
    position = start
    for index in range(n_frames):
        frame = padded[position + n_fade]
        into_fade = position - (b - n_fade)
        if into_fade >= 0:
            weight = np.sin(np.pi / 2 * (into_fade + 0.5) / n_fade) ** 2
            frame = (1 - weight) * frame + weight * padded[position - (b - a) + n_fade]
        out[index] = frame
        position += 1
        if position == b:
            position = a
    return out.astype(np.float32)


@pytest.mark.parametrize(
    ("start", "a", "b"),
    [(20_000, 20_000, 30_000), (15_000, 20_000, 30_000), (29_950, 20_000, 30_000), (0, 0, 900)],
    ids=["loop", "pre-roll", "from within the fade", "from the file's start"],
)
def test_a_loop_has_its_exact_period_and_a_fade_before_the_turn(
    noise: PlaybackSource, start: int, a: int, b: int
) -> None:
    passage = LoopPassage(DecodedBlocks(noise), start=start, loop_start=a, loop_end=b)

    heard = np.concatenate([passage.read(n) for n in (1, 777, 20_000, 13, 14_209)])

    wanted = expected_loop(source_frames(noise), start, a, b, 35_000)
    assert np.abs(heard - wanted).max() < 1e-6


def test_a_loop_of_a_tone_that_does_not_fit_has_no_click(tmp_path: Path) -> None:
    source = write_sine(tmp_path / "sine.wav", duration_s=2.0)
    blocks = DecodedBlocks(source)
    hard_cut = np.concatenate([source_frames(source, 20_000, 29_977)] * 3)

    heard = LoopPassage(blocks, start=20_000, loop_start=20_000, loop_end=29_977).read(30_000)

    assert count_clicks(hard_cut) >= 2
    assert count_clicks(heard) == 0


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(a=st.integers(0, 100_000), length=st.integers(2, 30_000), pre_roll=st.integers(0, 5_000))
def test_positions_tell_the_sample_that_is_read(
    noise: PlaybackSource, a: int, length: int, pre_roll: int
) -> None:
    b = a + length
    everything = source_frames(noise)
    passage = LoopPassage(
        DecodedBlocks(noise), start=max(0, a - pre_roll), loop_start=a, loop_end=b
    )

    heard = passage.read(9_000)

    samples = np.array([passage.sample_at(frame) for frame in range(9_000)], dtype=int)
    outside_fade = samples < b - round(0.005 * 44_100)
    assert np.array_equal(heard[outside_fade], everything[samples[outside_fade]])


def test_an_end_within_the_file_is_faded_and_the_files_own_is_not(noise: PlaybackSource) -> None:
    everything = source_frames(noise)
    blocks = DecodedBlocks(noise)

    part = np.concatenate(
        [LinearPassage(blocks, start=100, end=5_000).read(10_000), np.zeros((0, 2), np.float32)]
    )
    whole = LinearPassage(blocks, start=0, end=noise.n_samples).read(noise.n_samples + 5)

    assert len(part) == 4_900
    assert np.array_equal(part[:-220], everything[100 : 5_000 - 220])
    assert np.abs(part[-1]).max() < 1e-4
    assert np.array_equal(whole, everything)


def test_reading_in_pieces_changes_nothing(noise: PlaybackSource) -> None:
    blocks = DecodedBlocks(noise)
    in_pieces = LinearPassage(blocks, start=100, end=5_000)

    pieces = [in_pieces.read(n) for n in (4_600, 100, 7, 190, 500, 5)]

    at_once = LinearPassage(blocks, start=100, end=5_000).read(4_900)
    assert np.array_equal(np.concatenate(pieces), at_once)


@given(start=st.integers(-(10**6), 10**6), end=st.integers(-(10**6), 10**6))
def test_regions_lie_within_the_file_and_are_never_too_short(start: int, end: int) -> None:
    source = PlaybackSource(
        path=Path("x.wav"), decoder=None, sample_rate_hz=44_100, n_samples=50_000, n_channels=2
    )

    region = make_region(source, start, end)
    plan = make_plan(source, start, end=end, loop=False, pre_roll_s=1.0)

    assert 0 <= region.start < region.end <= 50_000
    assert region.end - region.start >= 882
    assert 0 <= plan.begin <= plan.end <= 50_000
