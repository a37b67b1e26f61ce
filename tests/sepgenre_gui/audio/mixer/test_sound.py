"""What is really heard of the mixer, recorded by sample: solo, sum, mute, A/B, growing stems."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import numpy as np
import pytest
import scipy.signal
import soxr

from sepgenre_gui.audio.mixer import LaneAudio, LaneSettings, MixPlayer, MixSource, lane_gains
from sepgenre_gui.audio.playback import AudioOutput, PlaybackState
from sepgenre_gui.audio.playback.passages.passage import fade_in_weights
from sepgenre_training.separation.hpss import HpssSeparator
from sepgenre_training.separation.stems import Audio
from tests.sepgenre_gui.audio.mixer.stems import (
    RATE_HZ,
    GrowingFile,
    frames_of,
    noise_stems,
    solo,
    stem_lanes,
    write_mix,
)
from tests.sepgenre_gui.audio.playback.passages.test_passage import expected_loop
from tests.sepgenre_gui.audio.playback.sounds import Frames, describe, find, sounding, source_frames
from tests.sepgenre_gui.audio.playback.test_sound import Listener, in_time
from tests.virtual_sink import VirtualSink, priority, virtual_sink

_FADE = 220
_RAMP = 882
_START, _N_SAMPLES = 12 * RATE_HZ, 6 * RATE_HZ
_CLICK = 10 ** (-40 / 20)


@attrs.frozen
class Separated:
    """A stretch of real music, its stems by `hpss`, and the mix of all five lanes."""

    mixture: Frames
    stems: Mapping[str, Audio]
    source: MixSource


@pytest.fixture(scope="module")
def sink() -> Iterator[VirtualSink]:
    with virtual_sink() as sink:
        import sounddevice

        # Another test of this process may have initialised it without the sink.
        sounddevice._terminate()
        sounddevice._initialize()
        yield sink


@pytest.fixture
def listener(sink: VirtualSink) -> Iterator[Listener]:
    with priority():
        listener = Listener(sink, MixPlayer)
        yield listener
        listener.player.close()


@pytest.fixture(scope="module")
def music(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Separated:
    track = describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")
    mixture = source_frames(track, _START, _START + _N_SAMPLES)
    stems = HpssSeparator().separate(np.ascontiguousarray(mixture.T), RATE_HZ)
    alone = write_mix(tmp_path_factory.mktemp("music") / "stems.wav", stems)
    lane = LaneAudio(
        key="mixture",
        path=track.path,
        decoder=track.decoder,
        file_channels=2,
        first_channel=0,
        start_sample=_START,
    )
    return Separated(mixture, stems, attrs.evolve(alone, lanes=(lane, *alone.lanes)))


def stems_only(source: MixSource) -> dict[str, float]:
    return {key: float(key != "mixture") for key in source.keys}


def aligned(heard: Frames, wanted: Frames) -> Frames:
    """Return the part of the recording where `wanted` is heard, found by its loudest stretch."""
    first, _ = sounding(heard)
    loudest = int(np.abs(wanted).sum(axis=1)[_FADE:-_FADE].argmax()) + _FADE
    errors = [
        np.abs(heard[first + shift + loudest - 50 :][:100] - wanted[loudest - 50 :][:100]).max()
        for shift in range(-20, 400)
    ]
    begin = first + int(np.argmin(errors)) - 20
    return heard[begin : begin + len(wanted)]


def faded_in(at: int, n_frames: int) -> Frames:
    """Return what a mute takes off its lane that begins at frame `at` [shape=(n_frames, 1)]."""
    weights = np.ones((n_frames, 1), np.float32)
    weights[:at] = 0
    weights[at : at + _RAMP] = fade_in_weights(_RAMP)
    return weights


def ramp_start(faded: Frames, lane: Frames, first: int) -> int:
    """Return the frame, `first` or one of the next 400, at which `lane` is faded in in `faded`."""
    piece = slice(first, first + _RAMP + 400)
    errors = [
        np.abs(faded[piece] - faded_in(at, _RAMP + 400) * lane[piece]).max() for at in range(400)
    ]
    return first + int(np.argmin(errors))


def play(listener: Listener, source: MixSource, gains: Mapping[str, float]) -> None:
    listener.player.load(source)
    listener.player.set_gains(gains)
    listener.player.play(0)
    listener.wait_for_position(source.n_samples // 2)
    listener.wait_for(PlaybackState.STOPPED)


@in_time
def test_soloed_drums_are_the_drums_stem_and_nothing_else(
    listener: Listener, music: Separated
) -> None:
    lanes = {key: LaneSettings(soloed=key == "hpss/drums") for key in music.source.keys}
    play(listener, music.source, lane_gains(lanes))

    heard = listener.heard()

    drums = frames_of(music.stems["drums"])
    begin = find(heard, drums[_FADE:]) - _FADE
    first, last = sounding(heard)
    assert begin <= first
    assert last <= begin + len(drums)
    # Drums are not all there is: the mixture differs.
    assert np.abs(drums - music.mixture).max() > 0.1


@in_time
def test_the_sum_of_all_stems_is_the_mixture(listener: Listener, music: Separated) -> None:
    play(listener, music.source, stems_only(music.source))

    heard = aligned(listener.heard(), music.mixture)

    assert np.abs(heard[_FADE:] - music.mixture[_FADE:]).max() < 1e-4
    assert np.abs(music.mixture).max() > 0.3


@in_time
def test_switching_between_mixture_and_stems_stays_in_phase(
    listener: Listener, music: Separated
) -> None:
    player = listener.player
    player.load(music.source)
    player.set_gains(solo(music.source, "mixture"))
    player.play(0)
    for number in range(20):
        time.sleep(0.2)
        wanted = solo(music.source, "mixture") if number % 2 else stems_only(music.source)
        player.set_gains(wanted)
    listener.wait_for(PlaybackState.STOPPED)

    heard = aligned(listener.heard(), music.mixture)

    assert np.abs(heard[_FADE:] - music.mixture[_FADE:]).max() < 1e-4


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
    # The ramps begin and end with weights too small to show.
    muted = ramp_start(mixture - heard, drums, missing[0] - 400)
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


@in_time
def test_stems_are_heard_while_they_are_written_and_nothing_is_lost(
    listener: Listener, tmp_path: Path
) -> None:
    stems = noise_stems(5.0)
    n_samples = 5 * RATE_HZ
    write_mix(tmp_path / "complete.wav", stems)
    growing = GrowingFile(
        tmp_path / "complete.wav", tmp_path / "stems.wav", frame_bytes=32, n_samples=n_samples
    )
    source = MixSource(
        lanes=stem_lanes(growing.path, 2),
        sample_rate_hz=RATE_HZ,
        n_samples=n_samples,
        n_channels=2,
    )
    player = listener.player
    player.load(source)
    player.set_ready(0)
    player.set_gains(solo(source, "hpss/vocals"))
    player.play(0)
    edges = [60_000, 130_000, n_samples]
    for edge in edges[:-1]:
        growing.grow(edge)
        player.set_ready(edge)
        listener.wait_until(lambda edge=edge: player.position >= edge - 1)
        time.sleep(0.4)
        assert player.state is PlaybackState.PLAYING
        assert player.position == pytest.approx(edge, abs=1)
    growing.grow(n_samples)
    player.set_ready(n_samples)
    listener.wait_for(PlaybackState.STOPPED)

    heard = listener.heard()

    vocals = frames_of(stems["vocals"])
    for start, end in zip([0, *edges], edges, strict=False):
        fade_out = _FADE if end < n_samples else 0
        begin = find(heard, vocals[start + _FADE : end - fade_out]) - _FADE
        # What is faded at the edges is there, too, and silence beyond it.
        assert np.abs(heard[begin : begin + _FADE]).max() > 0.05
        assert not heard[begin - 2_000 : begin].any()
        assert not heard[begin + end - start :][:2_000].any()


@in_time
def test_loop_and_seek_are_heard_at_their_place(listener: Listener, music: Separated) -> None:
    start, end = 60_000, 60_000 + 30_011
    player = listener.player
    player.load(music.source)
    player.set_gains(solo(music.source, "hpss/bass"))
    player.play(start, end_sample=end, loop=True)
    time.sleep(2.6)
    player.seek(150_000)
    time.sleep(1.0)
    player.stop()

    heard = listener.heard()

    bass = frames_of(music.stems["bass"])
    wanted = expected_loop(bass, start, start, end, 2 * (end - start))
    begin = find(heard, wanted[_FADE:20_000]) - _FADE
    assert np.abs(heard[begin + _FADE : begin + len(wanted)] - wanted[_FADE:]).max() < 1e-6
    find(heard, bass[150_000 + _FADE : 170_000])


@in_time
def test_scrubbing_sounds_the_lanes_that_are_not_muted(listener: Listener, tmp_path: Path) -> None:
    seconds = np.arange(6 * RATE_HZ) / RATE_HZ
    tones = {
        name: np.repeat((0.3 * np.sin(2 * np.pi * hz * seconds)).astype(np.float32)[None], 2, 0)
        for name, hz in (("bass", 200), ("drums", 700), ("other", 1_500), ("vocals", 3_000))
    }
    source = write_mix(tmp_path / "tones.wav", tones)
    player = listener.player
    player.load(source)
    player.set_gains(solo(source, "hpss/drums"))
    levels = []
    for step in range(60):
        player.scrub(RATE_HZ + 441 * step)
        time.sleep(0.01)
        levels.append(player.levels())
    player.end_scrub()
    listener.wait_for(PlaybackState.STOPPED)

    heard = listener.heard()[:, 0]

    first, last = sounding(heard[:, None])
    spectrum = np.abs(np.fft.rfft(heard[first:last] * np.hanning(last - first)))
    pitches = np.fft.rfftfreq(last - first, 1 / RATE_HZ)
    peaks = {
        hz: spectrum[(pitches > hz - 100) & (pitches < hz + 100)].max()
        for hz in (200, 700, 1_500, 3_000)
    }
    assert peaks[700] > 100 * max(peaks[200], peaks[1_500], peaks[3_000])
    assert last - first > 0.3 * RATE_HZ
    assert max(level["hpss/drums"] for level in levels) > -20
    assert {level["hpss/bass"] for level in levels} == {-90.0}


def _load_at_one_rate() -> Any:
    """Import sounddevice as if the device refused all rates but its own."""
    import sounddevice

    def open_stream(**arguments: Any) -> Any:
        if arguments["samplerate"] != RATE_HZ:
            raise sounddevice.PortAudioError("Invalid sample rate", -9997)
        return sounddevice.OutputStream(**arguments)

    names = ("PortAudioError", "query_devices", "query_hostapis", "default")
    kept = {name: getattr(sounddevice, name) for name in (*names, "_initialize", "_terminate")}

    def query_devices() -> list[dict[str, Any]]:
        return [{**info, "default_samplerate": RATE_HZ} for info in sounddevice.query_devices()]

    return SimpleNamespace(**{**kept, "OutputStream": open_stream, "query_devices": query_devices})


def test_lanes_are_in_step_on_a_device_of_another_rate(sink: VirtualSink, tmp_path: Path) -> None:
    def make_player(output: AudioOutput, **others: Any) -> MixPlayer:
        return MixPlayer(output=AudioOutput(load=_load_at_one_rate), **others)

    stems = noise_stems(2.0)
    stems["vocals"] = -stems["drums"]
    source = write_mix(tmp_path / "stems.wav", stems, rate_hz=48_000)

    @in_time
    def check(listener: Listener, keys: tuple[str, ...]) -> None:
        play(listener, source, solo(source, *keys))
        rate_hz = listener.player.diagnostics.rate_hz
        heard = listener.heard()
        bass = soxr.resample(frames_of(stems["bass"]), 48_000, RATE_HZ, quality="HQ")
        assert rate_hz == RATE_HZ
        assert np.abs(aligned(heard, bass)[_FADE:-_FADE] - bass[_FADE:-_FADE]).max() < 1e-4

    with priority():
        listener = Listener(sink, make_player)
        check(listener=listener, keys=("hpss/bass", "hpss/drums", "hpss/vocals"))
        listener.player.close()
