"""The transport with lanes, on a simulated device: waiting for stems, sync, meters, trouble."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.audio.mixer import LaneAudio, MixSource
from sepgenre_gui.audio.mixer.blocks import LaneBlocks
from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.mixing import LaneMixing
from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.audio.playback.medium import Medium
from sepgenre_gui.audio.playback.passages.plan import make_region
from tests.sepgenre_gui.audio.mixer.stems import solo, stem_lanes, write_mix
from tests.sepgenre_gui.audio.playback.sounds import count_clicks
from tests.sepgenre_gui.audio.playback.test_playhead import Rig

_RATE_HZ = 8_000
_BASE = 16_384
_FADE = 40
_N_SAMPLES = 30 * _RATE_HZ


class MixRig(Rig):
    """An engine that mixes, on a simulated device, run by hand."""

    def __init__(self, source: MixSource, *, n_ready: int | None = None) -> None:
        self.desk = Desk()
        self.desk.set_ready(source, source.n_samples if n_ready is None else n_ready)
        medium = Medium(
            open_blocks=partial(LaneBlocks, desk=self.desk),
            make_mixing=lambda source, channels, rate_hz: LaneMixing(
                source, channels=channels, rate_hz=rate_hz, desk=self.desk
            ),
        )
        super().__init__(source, medium=medium)
        self.portaudio.blocks_kept = 100_000

    def set_ready(self, n_samples: int) -> None:
        self.desk.set_ready(self.source, n_samples)

    @property
    def state(self) -> PlaybackState:
        return self.status.state

    @property
    def position(self) -> int:
        return self.engine.playhead.position

    def pieces_heard(self) -> list[np.ndarray]:
        """Return the stretches of sound between silences."""
        heard = self.portaudio.stream.all()
        loud = np.concatenate([[False], np.abs(heard).max(axis=1) > 0, [False]])
        edges = np.flatnonzero(np.diff(loud.astype(int))).reshape(-1, 2)
        return [heard[first:last] for first, last in edges.tolist()]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> MixSource:
    """Drums whose two channels tell the number of each sample, vocals that are their inverse."""
    number = np.arange(_N_SAMPLES) + 1
    drums = (np.stack([number // _BASE + 1, number % _BASE]) / 32_768).astype(np.float32)
    stems = {"drums": drums, "vocals": -drums, "bass": 0.5 * drums, "other": 0 * drums}
    return write_mix(tmp_path_factory.mktemp("stems") / "stems.wav", stems, rate_hz=_RATE_HZ)


@pytest.fixture
def make_rig(source: MixSource) -> Iterator[object]:
    rigs: list[MixRig] = []

    def make(mix: MixSource = source, *, n_ready: int | None = None) -> MixRig:
        rigs.append(MixRig(mix, n_ready=n_ready))
        rigs[-1].desk.set_gains(solo(mix, "hpss/drums"))
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.engine.close()


def numbers(frames: np.ndarray) -> np.ndarray:
    high, low = np.rint(frames.astype(np.float64) * 32_768).astype(np.int64).T
    return (high - 1) * _BASE + low - 1


def test_playing_waits_at_the_edge_of_what_is_ready_and_goes_on(make_rig) -> None:
    edges = [20_000, 44_000, _N_SAMPLES]
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


def test_steps_that_come_in_time_are_heard_without_a_seam(make_rig) -> None:
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


def test_playing_begins_with_the_first_stretch_that_is_ready(make_rig) -> None:
    rig = make_rig(n_ready=0)
    rig.play(0)
    rig.run(3.0)
    assert rig.state is PlaybackState.PLAYING
    assert rig.position == 0

    rig.set_ready(40_000)
    rig.run(1.0)

    assert 2_000 < rig.position < 8_000
    assert rig.engine.outlet.gaps == 0


def test_while_it_waits_everything_else_can_be_done(make_rig) -> None:
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


def test_a_loop_that_reaches_beyond_what_is_ready_waits_too(make_rig) -> None:
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


def test_a_loop_moved_to_where_nothing_is_ready_falls_silent(make_rig) -> None:
    rig = make_rig(n_ready=20_000)
    rig.play(14_000, end=18_000, loop=True)
    rig.run(2.0)

    rig.order(lambda: rig.engine.set_loop_region(make_region(rig.source, 60_000, 64_000)))
    rig.run(4.0)
    silent = not rig.portaudio.stream.all()[-4_000:].any()
    position = rig.position
    rig.set_ready(_N_SAMPLES)
    rig.run(2.0)

    assert silent
    assert position == 60_000
    assert 60_000 <= rig.position < 64_000
    assert rig.engine.outlet.gaps == 0


def test_scrubbing_where_nothing_is_ready_is_silent_and_harms_nothing(make_rig) -> None:
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


@pytest.mark.parametrize("device_hz", [8_000, 44_100, 48_000])
def test_lanes_stay_in_step_at_any_rate(make_rig, device_hz: int) -> None:
    rig = make_rig()
    if device_hz != _RATE_HZ:
        rig.portaudio.plugged = [("Speakers", device_hz)]
        rig.portaudio._listed = list(rig.portaudio.plugged)
        rig.portaudio.refused_hz = {_RATE_HZ}
    rig.desk.set_gains(solo(rig.source, "hpss/drums", "hpss/vocals"))
    rig.play(0)
    rig.run(5.0)
    rig.order(lambda: rig.engine.seek(100_000))
    rig.run(3.0)
    together = np.abs(rig.portaudio.stream.all()).max()
    rig.desk.set_gains(solo(rig.source, "hpss/drums"))
    rig.run(1.0)

    assert rig.engine.outlet.stream.rate_hz == device_hz
    # Vocals are the inverse of drums: a shift by one sample, and they would be heard.
    assert together < 1e-6
    assert np.abs(rig.portaudio.stream.all()).max() > 0.1


def test_gains_are_heard_at_once_although_two_seconds_are_decoded_ahead(make_rig) -> None:
    rig = make_rig()
    rig.play(0)
    rig.run(2.0)
    ahead_s = rig.engine.feed.ahead_s
    given = len(rig.portaudio.stream.all())
    rig.desk.set_gains(dict.fromkeys(rig.source.keys, 0.0))
    rig.run(1.0)

    after = rig.portaudio.stream.all()[given:]
    ramp = round(0.02 * _RATE_HZ)
    assert ahead_s > 0.8
    assert after[: ramp // 2].any()
    assert not after[ramp:].any()


def test_a_change_while_it_is_paused_is_there_when_it_goes_on(make_rig) -> None:
    rig = make_rig()
    rig.play(0)
    rig.run(1.0)
    rig.order(rig.engine.pause, PlaybackState.PAUSED)
    rig.run(0.5)
    given = len(rig.portaudio.stream.all())
    rig.desk.set_gains(solo(rig.source, "hpss/other"))
    rig.order(rig.engine.resume, PlaybackState.PLAYING)
    rig.run(1.0)

    # The other stem is silence.
    assert rig.position > 12_000
    assert not rig.portaudio.stream.all()[given:].any()


def test_mutes_and_seeks_at_the_same_time_make_no_click(make_rig, tmp_path: Path) -> None:
    seconds = np.arange(20 * 44_100) / 44_100
    sine = np.repeat((0.5 * np.sin(2 * np.pi * 220 * seconds)).astype(np.float32)[None], 2, axis=0)
    stems = {"drums": sine, "vocals": 0 * sine, "bass": 0 * sine, "other": 0 * sine}
    rig = make_rig(write_mix(tmp_path / "stems.wav", stems))
    rng = np.random.default_rng(3)
    rig.play(0)
    for _ in range(60):
        rig.desk.set_gains({"hpss/drums": float(rng.random() < 0.5)})
        if rng.random() < 0.4:
            rig.order(lambda: rig.engine.seek(int(rng.integers(0, 700_000))))
        rig.run(0.05 * rng.integers(1, 5))
    rig.order(rig.engine.stop)
    rig.run(0.5)

    heard = rig.portaudio.stream.all()
    assert np.abs(heard).max() > 0.49
    assert count_clicks(heard) == 0


def test_stems_cut_off_while_they_play_are_told_with_a_remedy(
    make_rig, source: MixSource, tmp_path: Path
) -> None:
    path = tmp_path / "stems.wav"
    path.write_bytes(source.lanes[0].path.read_bytes())
    rig = make_rig(attrs.evolve(source, lanes=stem_lanes(path, 2)))
    rig.play(0)
    rig.run(1.0)
    assert rig.status.problem is None
    with path.open("r+b") as file:
        file.truncate(40_000 * 32)
    rig.run(8.0)

    assert rig.state is PlaybackState.STOPPED
    assert "stems.wav" in rig.status.problem.message
    assert "end at 5.00 s" in rig.status.problem.message
    assert "Separate the track again" in rig.status.problem.remedy


def test_a_file_that_is_gone_is_told_and_another_mix_plays(
    make_rig, source: MixSource, tmp_path: Path
) -> None:
    lane = LaneAudio(
        key="mixture",
        path=tmp_path / "gone.flac",
        decoder="libsndfile",
        file_channels=2,
        first_channel=0,
    )
    rig = make_rig(attrs.evolve(source, lanes=(lane, *source.lanes)))
    rig.play(0)
    rig.run(1.0)
    problem, state = rig.status.problem, rig.state
    rig.desk.set_ready(source, source.n_samples)
    rig.source = source
    rig.order(lambda: rig.engine.load(source), PlaybackState.STOPPED)
    rig.play(0)
    rig.run(1.0)

    assert state is PlaybackState.STOPPED
    assert "gone.flac" in problem.message
    assert problem.remedy
    assert rig.status.problem is None
    assert rig.position > 4_000
