"""The playhead stays with what is heard, on a simulated device whose true output is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from sepgenre_gui.audio.playback import AudioOutput, PlaybackSource, PlaybackState
from sepgenre_gui.audio.playback.engine import Engine
from sepgenre_gui.audio.playback.medium import FILES, Medium
from sepgenre_gui.audio.playback.passages.grains import Pointer
from sepgenre_gui.audio.playback.passages.plan import make_plan, make_region
from sepgenre_gui.audio.playback.source import Source
from sepgenre_gui.audio.playback.status import Status
from tests.sepgenre_gui.audio.playback.fake_portaudio import Clock, FakePortAudio
from tests.sepgenre_gui.audio.playback.sounds import Frames, describe

_RATE_HZ = 8_000
_BASE = 16_384
_TICK_S = 0.05
_TOLERATED = 80
# 10 ms


def write_numbered(path: Path, n_samples: int) -> PlaybackSource:
    """Write a file whose two channels tell the number of each sample."""
    with soundfile.SoundFile(path, "w", _RATE_HZ, 2, subtype="PCM_16") as file:
        for start in range(0, n_samples, 1 << 20):
            number = np.arange(start, min(start + (1 << 20), n_samples))
            file.write(np.stack([number // _BASE, number % _BASE], axis=1).astype(np.int16))
    return describe(path)


def numbers_of(frames: Frames) -> npt.NDArray[np.int64]:
    """Return which sample of the file each frame is."""
    high, low = np.rint(frames.astype(np.float64) * 32_768).astype(np.int64).T
    return high * _BASE + low


def is_pure(frames: Frames) -> bool:
    """Say whether the frames are samples of the file: neither faded, nor silence."""
    scaled = frames.astype(np.float64) * 32_768
    is_whole = np.array_equal(np.rint(scaled), scaled)
    steps = np.diff(numbers_of(frames))
    return is_whole and int((steps != 1).sum()) <= 1 and bool(scaled.any())


class Rig:
    """An engine on a simulated device, run by hand: no thread, no real time."""

    def __init__(self, source: Source, *, medium: Medium = FILES) -> None:
        self.portaudio = FakePortAudio(Clock())
        self.portaudio.crystal_error = 200e-6
        self.clock = self.portaudio.clock
        self.source = source
        self.has_orders = False
        self.status = Status(lambda: None)
        self.pointer = Pointer(now=self.clock)
        self.output = AudioOutput(load=lambda: self.portaudio, now=self.clock)
        self.engine = Engine(
            self.output,
            self.status,
            self.pointer,
            wake=lambda: None,
            has_orders=lambda: self.has_orders,
            medium=medium,
        )
        self.order(lambda: self.engine.load(source), PlaybackState.STOPPED)
        self.worst_s = 0.0
        self.compared = 0

    def order(self, order: object, state: PlaybackState | None = None) -> None:
        assert callable(order)
        self.engine.carry_out(order, self.status.intend(state))
        self.step()

    def step(self) -> None:
        for _ in range(40):
            if self.engine.step() != 0.0:
                return

    def play(self, start: int, *, end: int | None = None, loop: bool = False) -> None:
        plan = make_plan(self.source, start, end=end, loop=loop, pre_roll_s=0.0)
        home = self.source.clamp(start)
        self.order(lambda: self.engine.play(plan, home), PlaybackState.PLAYING)

    def run(self, duration_s: float) -> None:
        """Let time pass, and compare the playhead with what is heard."""
        for tick in range(round(duration_s / _TICK_S)):
            self.clock.time_s += _TICK_S
            if self.portaudio.streams:
                self.portaudio.stream.run()
            self.step()
            if tick % 4 == 0:
                self.compare()

    def compare(self) -> None:
        heard = self.engine.outlet.heard
        if heard is not None and heard[0].voice.may_pause:
            return  # Grains are mixed of two places.
        stream = self.portaudio.streams[-1] if self.portaudio.streams else None
        if stream is None or not stream.active:
            return
        around = stream.content(int(stream.heard_frame) - _TOLERATED, 2 * _TOLERATED)
        if around is None or not is_pure(around):
            return
        # How far from now is the sample heard that the playhead shows?
        numbers = numbers_of(around)
        (matches,) = np.nonzero(np.abs(numbers - self.engine.playhead.position) <= 1)
        error = np.abs(matches - _TOLERATED).min() if len(matches) else _TOLERATED
        self.worst_s = max(self.worst_s, float(error) / _RATE_HZ)
        self.compared += 1

    def heard_sample(self) -> int:
        """Return the number of the sample that sounds now."""
        stream = self.portaudio.stream
        now = stream.content(int(stream.heard_frame), 2)
        assert stream.active
        assert now is not None
        assert is_pure(now)
        return int(numbers_of(now)[0])


def test_the_playhead_is_within_10_ms_after_60_minutes_and_100_seeks(tmp_path: Path) -> None:
    n_samples = 3_600 * _RATE_HZ
    rig = Rig(write_numbered(tmp_path / "hour.wav", n_samples))
    rng = np.random.default_rng(7)
    rig.play(0)

    for number, target in enumerate(rng.integers(0, n_samples - 40 * _RATE_HZ, 100)):
        rig.run(36.0)
        rig.order(lambda target=target: rig.engine.seek(int(target)))
        if number % 10 == 3:
            rig.run(0.7)
            rig.order(rig.engine.pause, PlaybackState.PAUSED)
            rig.run(1.5 if number % 20 == 3 else 8.0)
            rig.order(rig.engine.resume, PlaybackState.PLAYING)
    rig.run(36.0)

    assert rig.compared > 15_000
    assert rig.worst_s < 0.010
    assert rig.engine.outlet.gaps == 0


def test_the_playhead_follows_loops_and_their_dragging(tmp_path: Path) -> None:
    rig = Rig(write_numbered(tmp_path / "minutes.wav", 120 * _RATE_HZ))
    rig.play(10 * _RATE_HZ, end=11 * _RATE_HZ, loop=True)
    rng = np.random.default_rng(8)

    for start in rng.integers(5 * _RATE_HZ, 100 * _RATE_HZ, 20):
        region = make_region(rig.source, int(start), int(start) + 9_000)
        rig.order(lambda region=region: rig.engine.set_loop_region(region))
        rig.run(3.3)
        assert region.start <= rig.engine.playhead.position < region.end

    assert rig.compared > 200
    assert rig.worst_s < 0.010


def test_a_loop_dragged_while_it_plays_on_within_is_not_heard(tmp_path: Path) -> None:
    rig = Rig(write_numbered(tmp_path / "minutes.wav", 120 * _RATE_HZ))
    rig.portaudio.blocks_kept = 10_000
    rig.play(10 * _RATE_HZ, end=20 * _RATE_HZ, loop=True)
    rig.run(1.0)

    for step in range(10):
        region = make_region(rig.source, (9 - step // 3) * _RATE_HZ, (20 + step) * _RATE_HZ)
        rig.order(lambda region=region: rig.engine.set_loop_region(region))
        rig.run(0.3)

    heard = rig.portaudio.stream.all()[1_000:30_000].astype(np.float64) * 32_768
    numbers = heard[:, 0] * _BASE + heard[:, 1]
    # Within a cross-fade of the same with the same, float32 rounds.
    assert np.abs(np.diff(numbers) - 1)[np.abs(np.diff(heard[:, 0])) < 0.5].max() < 0.05


def test_the_playhead_follows_where_the_rate_is_refused(tmp_path: Path) -> None:
    rig = Rig(write_numbered(tmp_path / "minutes.wav", 60 * _RATE_HZ))
    rig.portaudio.refused_hz = {_RATE_HZ}
    rig.play(_RATE_HZ)
    rig.run(20.0)
    stream = rig.portaudio.stream

    truth = _RATE_HZ + (stream.heard_frame / stream.samplerate - 0.05) * _RATE_HZ

    assert stream.samplerate == 48_000
    assert abs(rig.engine.playhead.position - truth) < 0.010 * _RATE_HZ


def test_the_playhead_rests_where_it_was_paused_and_returns_on_stop(tmp_path: Path) -> None:
    rig = Rig(write_numbered(tmp_path / "minutes.wav", 60 * _RATE_HZ))
    engine = rig.engine
    rig.play(4 * _RATE_HZ)
    assert engine.playhead.position == 4 * _RATE_HZ

    rig.run(2.0)
    rig.order(engine.pause, PlaybackState.PAUSED)
    rig.run(1.0)
    paused = engine.playhead.position
    rig.run(30.0)
    idle = engine.playhead.position
    stream_is_closed = engine.outlet.stream is None
    rig.order(engine.resume, PlaybackState.PLAYING)
    rig.run(1.0)
    resumed = engine.playhead.position
    rig.order(engine.stop, PlaybackState.STOPPED)
    rig.run(1.0)

    assert paused == pytest.approx(6.2 * _RATE_HZ, abs=0.15 * _RATE_HZ)
    assert abs(idle - paused) <= 1
    assert stream_is_closed
    assert resumed == pytest.approx(paused + 0.9 * _RATE_HZ, abs=0.1 * _RATE_HZ)
    assert engine.playhead.position == 4 * _RATE_HZ
    assert rig.status.state is PlaybackState.STOPPED
    assert rig.worst_s < 0.010


def test_playing_ends_by_itself_after_the_last_sample_was_heard(tmp_path: Path) -> None:
    rig = Rig(write_numbered(tmp_path / "short.wav", 3 * _RATE_HZ))
    rig.play(0)
    rig.run(2.9)
    state_before, position_before = rig.status.state, rig.engine.playhead.position

    rig.run(0.5)

    assert state_before is PlaybackState.PLAYING
    assert position_before == pytest.approx(2.85 * _RATE_HZ, abs=0.05 * _RATE_HZ)
    assert rig.status.state is PlaybackState.STOPPED
    assert rig.engine.playhead.position == 0


def test_newer_orders_do_not_wait_for_a_long_decode(shared: Path) -> None:
    song = describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")
    rig = Rig(song)
    rig.has_orders = True
    plan = make_plan(song, 2_600_000, end=None, loop=False, pre_roll_s=0.0)
    begins = rig.status.intend(PlaybackState.PLAYING)
    rig.engine.carry_out(lambda: rig.engine.play(plan, 0), begins)

    waits = [rig.engine.step() for _ in range(30)]
    was_ready = rig.engine.feed.is_armed
    rig.order(rig.engine.stop, PlaybackState.STOPPED)

    # Each step decodes one block of the way, and then has an ear for what was asked meanwhile.
    assert waits == [0.0] * 30
    assert not was_ready
    assert rig.status.state is PlaybackState.STOPPED
    assert rig.engine.playhead.position == 0


def test_where_the_device_ran_dry_the_next_stream_has_more_latency(tmp_path: Path) -> None:
    rig = Rig(write_numbered(tmp_path / "minutes.wav", 60 * _RATE_HZ))
    rig.play(_RATE_HZ)
    rig.run(1.0)
    rig.portaudio.runs_dry = True
    rig.run(1.0)
    rig.order(rig.engine.pause, PlaybackState.PAUSED)
    rig.run(8.0)
    rig.order(rig.engine.resume, PlaybackState.PLAYING)
    rig.run(5.0)

    assert [stream.latency for stream in rig.portaudio.streams] == [0.2, 0.4]
    assert rig.engine.outlet.underruns == 1
    assert rig.engine.outlet.gaps == 0
    assert rig.worst_s < 0.010
