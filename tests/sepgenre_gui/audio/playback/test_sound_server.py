"""What becomes of the sound where its server dies, hangs, or is not there yet."""

from __future__ import annotations

import os
import signal
import time

import pytest

from sepgenre_gui.audio.playback import AudioOutput, PlaybackSource, PlaybackState, Player
from tests.sepgenre_gui.audio.playback.listener import Listener
from tests.sepgenre_gui.audio.playback.sounds import find, source_frames
from tests.virtual_sink import VirtualSink

_FADE = 220
_TIMEOUT_S = 20.0
_SILENCE_S = 0.3


def test_a_device_killed_in_mid_play_is_told_once_and_plays_again(
    sink: VirtualSink, listener: Listener, song: PlaybackSource
) -> None:
    player = listener.player
    player.load(song)
    player.play(500_000)
    listener.wait_for_position(520_000)
    sink.kill()
    listener.wait_for(PlaybackState.UNAVAILABLE)
    place = player.position
    time.sleep(2.5)
    told = list(listener.problems)
    player.play(place)
    time.sleep(0.5)
    listener.wait_for(PlaybackState.UNAVAILABLE)

    sink.start()
    listener.wait_until(lambda: player.state is not PlaybackState.UNAVAILABLE)
    assert player.problem is None
    recording = sink.record()
    time.sleep(0.2)
    player.play(place)
    listener.wait_for_position(place + 40_000)
    player.stop()
    time.sleep(_SILENCE_S)

    assert len(told) == 1
    assert "went away" in told[0].message
    assert told[0].remedy
    assert place == pytest.approx(525_000, abs=20_000)
    find(recording.frames(), source_frames(song, place + _FADE, place + 20_000))


def test_a_server_that_hangs_is_told_of_and_the_player_stays_usable(
    sink: VirtualSink, listener: Listener, song: PlaybackSource
) -> None:
    player = listener.player
    player.load(song)
    player.play(500_000)
    listener.wait_for_position(520_000)
    os.kill(sink.process_id, signal.SIGSTOP)
    try:
        listener.wait_until(lambda: bool(listener.problems))
        begin = time.perf_counter()
        player.seek(10)
        player.stop()
        took_s = time.perf_counter() - begin
    finally:
        os.kill(sink.process_id, signal.SIGCONT)

    assert "does not answer" in listener.problems[0].message
    assert took_s < 0.05
    listener.wait_until(lambda: player.state is PlaybackState.STOPPED and player.problem is None)
    player.play(500_000)
    listener.wait_for_position(540_000)


def test_without_a_server_there_is_no_device_and_it_begins_once_the_server_does(
    sink: VirtualSink, song: PlaybackSource
) -> None:
    sink.kill()
    player = Player(output=AudioOutput())
    player.refresh_devices()
    player.load(song)
    player.play(0)
    deadline = time.monotonic() + _TIMEOUT_S
    while player.problem is None and time.monotonic() < deadline:
        time.sleep(0.01)
    problem = player.problem
    sink.start()
    while player.position < 20_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    position, state, problem_later = player.position, player.state, player.problem
    player.close()

    assert problem is not None
    assert problem.remedy
    assert position >= 20_000
    assert state is PlaybackState.PLAYING
    assert problem_later is None
