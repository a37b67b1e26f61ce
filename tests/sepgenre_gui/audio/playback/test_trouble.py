"""Trouble with the device: told once, with a remedy, and over without a restart."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.audio.playback import PlaybackState
from tests.sepgenre_gui.audio.playback.simulated import Window, wait_until
from tests.sepgenre_gui.audio.playback.sounds import write_noise

_TIMEOUT_S = 5.0


def test_a_device_that_vanishes_pauses_and_comes_back(window: Window) -> None:
    window.player.play(0)
    window.wait_for_sound()
    window.advance(2.0)
    place = window.player.position
    window.portaudio.plugged.clear()
    window.portaudio.stream.lose()
    window.wait_for(PlaybackState.UNAVAILABLE)
    wait_until(lambda: window.portaudio.initialisations > 4)

    assert [problem.message for problem in window.problems if problem] == [
        "The sound device Speakers (Fake) went away."
    ]
    assert window.player.position == pytest.approx(place, abs=10_000)
    assert place > 60_000

    window.portaudio.plugged.append(("Speakers", 48_000))
    window.wait_for(PlaybackState.PAUSED)
    window.player.resume()
    wait_until(lambda: len(window.portaudio.streams) == 2 and window.portaudio.stream.active)
    window.advance(1.0)

    assert window.player.state is PlaybackState.PLAYING
    assert window.player.problem is None
    assert window.player.position == pytest.approx(place + 35_000, abs=15_000)


def test_a_device_that_hangs_is_told_of(window: Window) -> None:
    window.player.play(0)
    window.wait_for_sound()
    window.advance(1.0)

    window.portaudio.clock.time_s += 3.0
    wait_until(lambda: len(window.problems) == 2)
    window.wait_for(PlaybackState.PAUSED)

    told, over = window.problems[1:]
    assert told is not None
    assert "does not answer" in told.message
    assert over is None


def test_closing_a_device_that_hangs_for_ever_does_not_hang_the_player(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sepgenre_gui.audio.playback.device.output._CLOSING_S", 0.05)
    released = threading.Event()
    window.player.play(0)
    window.wait_for_sound()
    stream = window.portaudio.stream
    monkeypatch.setattr(stream, "abort", lambda: released.wait(_TIMEOUT_S))
    window.portaudio.clock.time_s += 3.0
    window.wait_for(PlaybackState.UNAVAILABLE)

    window.player.play(0)
    time.sleep(0.2)
    state_while_hanging = window.player.state
    released.set()
    wait_until(lambda: window.player.state is not PlaybackState.UNAVAILABLE)

    assert state_while_hanging is PlaybackState.UNAVAILABLE
    assert window.player.problem is None


def test_a_refused_rate_is_resampled(window: Window) -> None:
    window.portaudio.refused_hz = {44_100}
    window.player.play(0)
    window.wait_for_sound()

    diagnostics = window.player.diagnostics
    assert (diagnostics.rate_hz, diagnostics.source_rate_hz) == (48_000, 44_100)
    assert diagnostics.device == "Speakers (Fake)"
    assert diagnostics.latency_s == pytest.approx(0.2)


def test_a_device_that_refuses_everything_is_told_of_with_its_reason(window: Window) -> None:
    window.portaudio.refuses_all = True
    window.player.play(0)
    window.wait_for(PlaybackState.UNAVAILABLE)

    assert window.player.problem is not None
    assert window.player.problem.message == (
        "The sound device Speakers (Fake) cannot be used: Device unavailable."
    )
    # It is there, and to try again and again would tell of the same trouble for ever.
    window.portaudio.refuses_all = False
    window.wait_for(PlaybackState.STOPPED)
    assert not window.portaudio.streams


def test_another_device_can_be_chosen_while_it_plays(window: Window) -> None:
    window.portaudio.plugged.append(("Headphones", 44_100))
    window.portaudio._listed.append(("Headphones", 44_100))
    window.player.play(0)
    window.wait_for_sound()
    window.advance(2.0)
    place = window.player.position

    window.output.choose("Headphones (Fake)")
    window.advance(0.2)
    wait_until(lambda: len(window.portaudio.streams) == 2 and window.portaudio.stream.active)

    assert window.portaudio.stream.device == 1
    assert window.portaudio.streams[0].closed
    assert window.player.state is PlaybackState.PLAYING
    assert window.player.position == pytest.approx(place, abs=20_000)


def test_a_file_that_went_away_stops_with_a_problem_and_others_play(
    window: Window, tmp_path: Path
) -> None:
    other = write_noise(tmp_path / "other.wav", duration_s=12.0)
    window.player.load(attrs.evolve(window.source, path=tmp_path / "gone.wav"))

    window.player.play(0)
    window.wait_for(PlaybackState.STOPPED)
    problem = window.player.problem
    window.player.load(other)
    window.player.play(0)
    window.wait_for_sound()

    assert problem is not None
    assert "gone.wav" in problem.message
    assert window.player.problem is None


def test_closing_while_it_plays_takes_no_time_and_releases_the_device(window: Window) -> None:
    window.player.play(0)
    window.wait_for_sound()
    begin = time.monotonic()

    window.player.close()

    assert time.monotonic() - begin < 1.0
    assert window.portaudio.stream.closed


def test_calls_return_at_once_while_the_device_opens_slowly(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    make = window.portaudio.OutputStream

    def open_slowly(**arguments: object) -> object:
        release.wait(_TIMEOUT_S)
        return make(**arguments)

    monkeypatch.setattr(window.portaudio, "OutputStream", open_slowly)
    begin = time.perf_counter()
    window.player.play(0)
    window.player.seek(5_000)
    window.player.scrub(5_000)
    window.player.end_scrub()
    window.player.volume_db = -6.0
    states = window.player.state, window.player.position, window.player.diagnostics
    took_s = time.perf_counter() - begin
    release.set()

    assert states[0] is PlaybackState.SCRUBBING
    assert took_s < 0.05
