"""Playing stems that are still being written: it waits at their edge, and goes on."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.audio.playback.passages.plan import make_region
from tests.sepgenre_gui.audio.mixer.rig import N_SAMPLES, MakeRig, numbers

_FADE = 40


def test_playing_waits_at_the_edge_of_what_is_ready_and_goes_on(make_rig: MakeRig) -> None:
    edges = [20_000, 44_000, N_SAMPLES]
    rig = make_rig(n_ready=edges[0])
    rig.play(0)
    for edge, next_edge in itertools.pairwise(edges):
        rig.run(6.0)
        assert rig.state is PlaybackState.PLAYING
        assert rig.position == pytest.approx(edge, abs=1)
        rig.set_ready(next_edge)
    rig.run(2.0)
    rig.order(rig.engine.stop)
    rig.run(1.0)

    pieces = rig.pieces_heard()
    assert rig.engine.outlet.gaps == 0
    assert len(pieces) == 3
    for piece, start, end in zip(pieces, [0, *edges], [*edges[:-1], None], strict=False):
        heard = numbers(piece[_FADE + 1 : -_FADE - 1])
        assert (np.diff(heard) == 1).all()
        assert heard[0] == pytest.approx(start + _FADE, abs=2)
        if end is not None:
            # To the last sample that was there, faded.
            assert heard[-1] == pytest.approx(end - _FADE, abs=2)
            assert np.abs(piece[-1]).max() < 0.001
        if start:
            assert np.abs(piece[0]).max() < 0.001


def test_steps_that_come_in_time_are_heard_without_a_seam(make_rig: MakeRig) -> None:
    rig = make_rig(n_ready=6_000)
    rig.play(0)
    for n_ready in range(6_000, 60_000, 1_000):
        rig.set_ready(n_ready)
        rig.run(0.1)
    rig.order(rig.engine.stop)
    rig.run(1.0)

    (piece,) = rig.pieces_heard()
    assert (np.diff(numbers(piece[_FADE:-_FADE])) == 1).all()
    assert len(piece) > 40_000


def test_playing_begins_with_the_first_stretch_that_is_ready(make_rig: MakeRig) -> None:
    rig = make_rig(n_ready=0)
    rig.play(0)
    rig.run(3.0)
    assert rig.state is PlaybackState.PLAYING
    assert rig.position == 0

    rig.set_ready(40_000)
    rig.run(1.0)

    assert 2_000 < rig.position < 8_000
    assert rig.engine.outlet.gaps == 0


def test_while_it_waits_everything_else_can_be_done(make_rig: MakeRig) -> None:
    rig = make_rig(n_ready=20_000)
    rig.play(10_000)
    rig.run(3.0)
    assert rig.position == pytest.approx(20_000, abs=1)

    rig.order(lambda: rig.engine.seek(12_000))
    rig.run(0.5)
    assert 12_500 < rig.position < 17_000
    rig.run(2.0)
    rig.order(rig.engine.pause, PlaybackState.PAUSED)
    rig.run(0.5)
    assert rig.position == pytest.approx(20_000, abs=1)
    rig.order(rig.engine.resume, PlaybackState.PLAYING)
    rig.run(0.5)
    rig.set_ready(60_000)
    rig.run(1.0)
    assert 23_000 < rig.position < 30_000
    rig.order(lambda: rig.engine.seek(100_000))
    rig.run(1.0)
    assert rig.state is PlaybackState.PLAYING
    assert rig.position == 100_000
    rig.order(rig.engine.stop, PlaybackState.STOPPED)
    assert rig.position == 100_000
    assert rig.engine.outlet.gaps == 0


def test_a_loop_that_reaches_beyond_what_is_ready_waits_too(make_rig: MakeRig) -> None:
    rig = make_rig(n_ready=20_000)
    rig.play(14_000, end=18_000, loop=True)
    rig.run(3.0)
    assert 14_000 <= rig.position < 18_000

    rig.order(lambda: rig.engine.set_loop_region(make_region(rig.source, 16_000, 24_000)))
    rig.run(4.0)
    assert rig.position == pytest.approx(20_000, abs=1)
    assert rig.state is PlaybackState.PLAYING
    rig.order(lambda: rig.engine.set_loop_region(make_region(rig.source, 60_000, 64_000)))
    rig.run(4.0)
    assert rig.position == 60_000
    rig.set_ready(64_000)
    rig.run(2.0)

    assert 60_000 <= rig.position < 64_000
    (after,) = rig.pieces_heard()[-1:]
    assert set(numbers(after[_FADE:2_000])) <= set(range(60_000, 64_000))
    assert rig.engine.outlet.gaps == 0


def test_a_loop_moved_to_where_nothing_is_ready_falls_silent(make_rig: MakeRig) -> None:
    rig = make_rig(n_ready=20_000)
    rig.play(14_000, end=18_000, loop=True)
    rig.run(2.0)

    rig.order(lambda: rig.engine.set_loop_region(make_region(rig.source, 60_000, 64_000)))
    rig.run(4.0)
    silent = not rig.portaudio.stream.all()[-4_000:].any()
    position = rig.position
    rig.set_ready(N_SAMPLES)
    rig.run(2.0)

    assert silent
    assert position == 60_000
    assert 60_000 <= rig.position < 64_000
    assert rig.engine.outlet.gaps == 0


def test_scrubbing_where_nothing_is_ready_is_silent_and_harms_nothing(make_rig: MakeRig) -> None:
    rig = make_rig(n_ready=20_000)
    for begin in (10_000, 30_000):
        for step in range(20):
            rig.pointer.move(begin + 40 * step)
            rig.order(rig.engine.scrub, PlaybackState.SCRUBBING)
            rig.run(0.05)
        heard = rig.portaudio.stream.all()[-800:]
        assert bool(heard.any()) == (begin < 20_000)
    rig.order(rig.engine.end_scrub)
    rig.run(0.3)

    assert rig.state is PlaybackState.STOPPED
    assert rig.position == 30_760
    assert rig.engine.outlet.gaps == 0
