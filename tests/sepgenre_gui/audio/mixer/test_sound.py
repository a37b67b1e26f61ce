"""What is really heard of the mixer, recorded by sample: solo, sum, A/B, growing stems."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.mixer import LaneSettings, MixSource, lane_gains
from sepgenre_gui.audio.playback import PlaybackState
from tests.sepgenre_gui.audio.mixer.heard import Separated, aligned, play, stems_only
from tests.sepgenre_gui.audio.mixer.stems import (
    RATE_HZ,
    GrowingFile,
    frames_of,
    noise_stems,
    solo,
    stem_lanes,
    write_mix,
)
from tests.sepgenre_gui.audio.playback.listener import Listener, in_time
from tests.sepgenre_gui.audio.playback.passages.test_passage import expected_loop
from tests.sepgenre_gui.audio.playback.sounds import find, sounding

_FADE = 220


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
