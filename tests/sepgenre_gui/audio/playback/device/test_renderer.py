"""The callback's work: exact switches, no clicks, honest anchors, whatever the block size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.playback import PlaybackSource
from sepgenre_gui.audio.playback.device.renderer import Renderer, Switch
from sepgenre_gui.audio.playback.device.voice import Voice
from sepgenre_gui.audio.playback.passages.blocks import DecodedBlocks
from sepgenre_gui.audio.playback.passages.passage import LinearPassage
from tests.sepgenre_gui.audio.playback.sounds import (
    Frames,
    count_clicks,
    source_frames,
    write_sine,
)

_LEAD_IN = 2205
_FADE = 220
BLOCKS = pytest.mark.parametrize("block", [64, 441, 2205])
MakeVoice = Callable[..., Voice]


@pytest.fixture
def sine(tmp_path: Path) -> PlaybackSource:
    return write_sine(tmp_path / "sine.wav", duration_s=3.0)


@pytest.fixture
def make_voice(sine: PlaybackSource) -> MakeVoice:
    def make(start: int, end: int | None = None, *, fill_s: float = 2.0) -> Voice:
        passage = LinearPassage(
            DecodedBlocks(sine), start=start, end=sine.n_samples if end is None else end
        )
        voice = Voice(passage, source=sine, device_hz=44_100, channels=2)
        while not voice.is_filled and voice.n_ahead < fill_s * 44_100:
            voice.fill(2_000)
        return voice

    return make


def render(renderer: Renderer, n_frames: int, block: int) -> Frames:
    blocks = []
    while sum(map(len, blocks)) < n_frames:
        out = np.full((min(block, n_frames - sum(map(len, blocks))), 2), np.nan, np.float32)
        renderer.render(out)
        blocks.append(out)
    return np.concatenate(blocks)


def start(voice: Voice, *, gain: float = 1.0) -> Renderer:
    """Return a renderer whose lead-in has passed, asked to play `voice`."""
    renderer = Renderer(rate_hz=44_100, channels=2, gain=gain)
    assert not render(renderer, _LEAD_IN, 441).any()
    renderer.request = Switch(voice)
    return renderer


@BLOCKS
def test_after_the_fade_in_samples_are_untouched(
    make_voice: MakeVoice, sine: PlaybackSource, block: int
) -> None:
    renderer = start(make_voice(1_000))

    heard = render(renderer, 20_000, block)

    assert np.array_equal(heard[_FADE:], source_frames(sine, 1_000 + _FADE, 21_000))
    assert count_clicks(heard) == 0
    assert [(a.frame, a.voice_frame, a.runs) for a in renderer.anchors] == [(_LEAD_IN, 0, True)]


@BLOCKS
def test_a_seek_cross_fades_at_once(
    make_voice: MakeVoice, sine: PlaybackSource, block: int
) -> None:
    renderer = start(make_voice(0))
    before = render(renderer, 4_410, block)
    renderer.request = Switch(make_voice(70_000))

    after = render(renderer, 10_000, block)

    assert np.array_equal(after[_FADE:], source_frames(sine, 70_000 + _FADE, 80_000))
    assert count_clicks(np.concatenate([before, after])) == 0
    assert renderer.anchors[-1].frame == _LEAD_IN + 4_410


@BLOCKS
def test_a_switch_at_a_frame_is_exact(
    make_voice: MakeVoice, sine: PlaybackSource, block: int
) -> None:
    old = make_voice(0)
    renderer = start(old)
    before = render(renderer, 4_410, block)
    renderer.request = Switch(make_voice(10_000), old, 10_000)

    after = render(renderer, 20_000, block)

    # The new voice goes on where the old one is: nothing may be heard of the switch.
    heard = np.concatenate([before, after])
    assert np.abs(heard[_FADE:] - source_frames(sine, _FADE, 24_410)).max() < 1e-6
    assert renderer.anchors[-1].frame == _LEAD_IN + 10_000


def test_a_switch_that_comes_late_catches_up(make_voice: MakeVoice, sine: PlaybackSource) -> None:
    old = make_voice(0)
    renderer = start(old)
    before = render(renderer, 12_000, 1_000)
    renderer.request = Switch(make_voice(10_000), old, 10_000)

    heard = np.concatenate([before, render(renderer, 10_000, 1_000)])

    assert np.abs(heard[_FADE:] - source_frames(sine, _FADE, 22_000)).max() < 1e-6


@BLOCKS
def test_pause_and_resume_lose_no_sample(
    make_voice: MakeVoice, sine: PlaybackSource, block: int
) -> None:
    voice = make_voice(0)
    renderer = start(voice)
    render(renderer, 4_410, block)
    renderer.request = Switch(None)
    fading = render(renderer, 8_820, block)
    rest = renderer.anchors[-1]
    assert renderer.is_settled
    renderer.request = Switch(voice)
    resumed = render(renderer, 8_820, block)

    assert fading[:_FADE].any()
    assert not fading[_FADE:].any()
    assert (rest.voice_frame, rest.runs) == (4_410 + _FADE, False)
    goes_on = 4_410 + _FADE
    wanted = source_frames(sine, goes_on + _FADE, goes_on + 8_820)
    assert np.array_equal(resumed[_FADE:], wanted)
    assert count_clicks(np.concatenate([fading, resumed])) == 0


@BLOCKS
def test_requests_faster_than_fades_do_not_click(make_voice: MakeVoice, block: int) -> None:
    voice = make_voice(0)
    renderer = start(voice)
    heard = [render(renderer, 2_000, block)]

    for place in range(10):
        renderer.request = Switch(voice if place % 3 else None)
        heard.append(render(renderer, 50, block))
        renderer.request = Switch(make_voice(5_000 * place + 123))
        heard.append(render(renderer, 70, block))

    heard.append(render(renderer, 2_000, block))
    assert count_clicks(np.concatenate(heard)) == 0


def test_a_late_decoder_is_a_gap_that_is_counted_and_shifts_the_rest(
    make_voice: MakeVoice, sine: PlaybackSource
) -> None:
    voice = make_voice(0, fill_s=0.1)
    n_ready = voice.n_ahead
    renderer = start(voice)

    heard = render(renderer, n_ready + 4_000, 1_000)
    voice.fill()
    heard = np.concatenate([heard, render(renderer, 1_000, 1_000)])

    assert renderer.gaps == 1
    begins = n_ready + 4_000
    assert not heard[n_ready:begins].any()
    assert np.array_equal(heard[begins:], source_frames(sine, n_ready, n_ready + 1_000))
    stopped, resumed = renderer.anchors[-2:]
    assert (stopped.frame, stopped.voice_frame, stopped.runs) == (
        _LEAD_IN + n_ready,
        n_ready,
        False,
    )
    assert (resumed.frame, resumed.voice_frame, resumed.runs) == (_LEAD_IN + begins, n_ready, True)


def test_the_end_of_a_voice_is_no_gap(make_voice: MakeVoice, sine: PlaybackSource) -> None:
    voice = make_voice(sine.n_samples - 5_000)
    voice.fill()
    renderer = start(voice)

    heard = render(renderer, 9_000, 441)

    assert np.array_equal(heard[_FADE:5_000], source_frames(sine)[-5_000 + _FADE :])
    assert not heard[5_000:].any()
    assert renderer.gaps == 0
    assert voice.is_complete
    assert not renderer.anchors[-1].runs


def test_gain_is_exact_and_changes_without_a_click(
    make_voice: MakeVoice, sine: PlaybackSource
) -> None:
    renderer = start(make_voice(0), gain=0.5)
    heard = [render(renderer, 5_000, 2_205)]

    for gain in (1.0, 0.0, 0.7, 1.0):
        renderer.gain = gain
        heard.append(render(renderer, 4_410, 2_205))

    everything = np.concatenate(heard)
    assert np.array_equal(everything[_FADE:5_000], 0.5 * source_frames(sine, _FADE, 5_000))
    assert np.array_equal(everything[-2_205:], source_frames(sine, 22_640 - 2_205, 22_640))
    assert not everything[9_410 + 2_205 : 13_820].any()
    assert count_clicks(everything) == 0
