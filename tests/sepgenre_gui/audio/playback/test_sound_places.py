"""What is really heard where the place changes: seeks, pauses, loops that move, scrubbing."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.audio.playback import PlaybackSource, PlaybackState
from tests.sepgenre_gui.audio.playback.listener import Listener, in_time
from tests.sepgenre_gui.audio.playback.sounds import (
    count_clicks,
    find,
    sounding,
    source_frames,
    write_noise,
    write_sound,
)

_RATE_HZ = 44_100
_FADE = 220


@in_time
def test_dragging_the_loop_makes_no_click(listener: Listener, sine: PlaybackSource) -> None:
    listener.player.load(sine)
    listener.player.play(100_000, end_sample=130_000, loop=True)
    time.sleep(0.6)
    for step in range(25):
        listener.player.set_loop_region(100_000 + 997 * step, 130_000 + 1_013 * step)
        time.sleep(0.03)
    time.sleep(1.2)
    position = listener.player.position
    listener.player.stop()

    heard = listener.heard()

    first, last = sounding(heard)
    assert 100_000 + 997 * 24 <= position < 130_000 + 1_013 * 24
    assert last - first > 2.2 * _RATE_HZ
    assert np.abs(heard[first + _FADE : last - _FADE]).reshape(-1, 2)[:, 0].max() <= 0.5
    assert count_clicks(heard[first - 50 : last + 50]) == 0


@in_time
def test_seeks_are_heard_at_their_place_without_a_click(
    listener: Listener, sine: PlaybackSource, tmp_path: Path
) -> None:
    noise = write_noise(tmp_path / "noise.wav", duration_s=20.0)
    listener.player.load(noise)
    listener.player.play(0)
    time.sleep(0.6)
    listener.player.seek(600_000)
    time.sleep(0.8)
    listener.player.load(sine)
    listener.player.play(0)
    for place in (50_050, 700_123, 20_077, 20_177):
        time.sleep(0.3)
        listener.player.seek(place)
    time.sleep(0.5)
    listener.player.stop()

    heard = listener.heard()

    find(heard, source_frames(noise, _FADE, 15_000))
    found = find(heard, source_frames(noise, 600_000 + _FADE, 615_000))
    silent = np.abs(heard[found:, 0]).reshape(-1)
    ended = found + int(np.flatnonzero(np.convolve(silent, np.ones(300), "valid") == 0)[0])
    assert count_clicks(heard[ended:]) == 0


@in_time
def test_after_a_pause_the_next_sample_is_heard(listener: Listener, song: PlaybackSource) -> None:
    listener.player.load(song)
    listener.player.play(1_000_000)
    listener.wait_for_position(1_030_000)
    listener.player.pause()
    time.sleep(0.8)
    paused = listener.player.position
    listener.player.resume()
    listener.wait_for_position(paused + 30_000)
    listener.player.stop()

    heard = listener.heard()

    find(heard, source_frames(song, 1_000_000 + _FADE, paused - _FADE))
    find(heard, source_frames(song, paused + _FADE, paused + 30_000))


@in_time
def test_scrubbing_sounds_at_the_pointer_and_falls_silent_at_rest(
    listener: Listener, tmp_path: Path
) -> None:
    seconds = np.arange(20 * _RATE_HZ) / _RATE_HZ
    tone = 0.5 * np.sin(2 * np.pi * np.cumsum(300 + 100 * np.floor(seconds)) / _RATE_HZ)
    stairs = np.stack([tone, tone], axis=1).astype(np.float32)
    listener.player.load(write_sound(tmp_path / "stairs.wav", stairs, _RATE_HZ))

    for second in (3, 15):
        for step in range(40):
            listener.player.scrub(round((second + 0.3 + step / 200) * _RATE_HZ))
            time.sleep(0.01)
        assert listener.player.state is PlaybackState.SCRUBBING
        assert listener.player.position / _RATE_HZ == pytest.approx(second + 0.3, abs=0.3)
        time.sleep(0.9)
    listener.player.end_scrub()
    listener.wait_for(PlaybackState.STOPPED)
    rests_at = listener.player.position

    heard = listener.heard()[:, 0]

    loud = np.abs(heard.reshape(-1)[: len(heard) // 441 * 441]).reshape(-1, 441).max(axis=1) > 0.05
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    spans = [(a, b) for a, b in edges.reshape(-1, 2).tolist() if b - a > 20]
    assert len(spans) == 2
    for (a, b), pitch_hz in zip(spans, (600, 1_800), strict=True):
        assert 0.5 < (b - a) / 100 < 1.1
        piece = heard[(a + 10) * 441 : (b - 10) * 441]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
        found_hz = spectrum.argmax() * _RATE_HZ / len(piece)
        assert found_hz == pytest.approx(pitch_hz, abs=15)
    assert rests_at == round((15.3 + 39 / 200) * _RATE_HZ)


@in_time
def test_the_playhead_is_within_10_ms_of_what_is_heard(
    listener: Listener, song: PlaybackSource
) -> None:
    listener.player.load(song)
    probes = []
    for start in (100_000, 2_000_000, 500_000):
        listener.player.play(start)
        listener.wait_until(lambda start=start: 6_000 < listener.player.position - start < 40_000)
        for _ in range(40):
            time.sleep(0.0207)
            before = time.perf_counter()
            n_frames, position = listener.recording.n_frames, listener.player.position
            # On a busy machine this thread may have stood still between the two.
            if time.perf_counter() - before < 0.001:
                probes.append((n_frames, position, n_frames / _RATE_HZ - before))
    listener.player.stop()

    heard = listener.heard()

    everything = source_frames(song)
    errors_ms = []
    # The recorder hands over what it has in pieces, so a count of its frames is late by up to a
    # piece. The probe that was least late says how far the sink is at every other moment.
    on_time_s = max(ahead_s for _, _, ahead_s in probes)
    for n_frames, position, ahead_s in probes:
        late_s = on_time_s - ahead_s
        if late_s > 0.05:
            continue  # The recorder stood still.
        sounding = n_frames + round(late_s * _RATE_HZ)
        piece = everything[position - 3_000 : position - 1_000]
        before = max(0, sounding - 6_000)
        begin = before + find(heard[before : sounding + 2_000], piece)
        errors_ms.append((3_000 - (sounding - begin)) / 44.1)
    assert len(errors_ms) > 60
    assert np.percentile(np.abs(errors_ms), 95) < 10
