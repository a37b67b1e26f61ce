"""The transport with lanes, on a simulated device: sync, gains, trouble."""

from __future__ import annotations

from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.audio.mixer import LaneAudio, MixSource
from sepgenre_gui.audio.playback import PlaybackState
from tests.sepgenre_gui.audio.mixer.rig import RATE_HZ, MakeRig
from tests.sepgenre_gui.audio.mixer.stems import solo, stem_lanes, write_mix
from tests.sepgenre_gui.audio.playback.sounds import count_clicks


@pytest.mark.parametrize("device_hz", [8_000, 44_100, 48_000])
def test_lanes_stay_in_step_at_any_rate(make_rig: MakeRig, device_hz: int) -> None:
    rig = make_rig()
    if device_hz != RATE_HZ:
        rig.portaudio.plugged = [("Speakers", device_hz)]
        rig.portaudio._listed = list(rig.portaudio.plugged)
        rig.portaudio.refused_hz = {RATE_HZ}
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


def test_gains_are_heard_at_once_although_two_seconds_are_decoded_ahead(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.play(0)
    rig.run(2.0)
    ahead_s = rig.engine.feed.ahead_s
    given = len(rig.portaudio.stream.all())
    rig.desk.set_gains(dict.fromkeys(rig.source.keys, 0.0))
    rig.run(1.0)

    after = rig.portaudio.stream.all()[given:]
    ramp = round(0.02 * RATE_HZ)
    assert ahead_s > 0.8
    assert after[: ramp // 2].any()
    assert not after[ramp:].any()


def test_a_change_while_it_is_paused_is_there_when_it_goes_on(make_rig: MakeRig) -> None:
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


def test_mutes_and_seeks_at_the_same_time_make_no_click(make_rig: MakeRig, tmp_path: Path) -> None:
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
    make_rig: MakeRig, source: MixSource, tmp_path: Path
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
    make_rig: MakeRig, source: MixSource, tmp_path: Path
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
