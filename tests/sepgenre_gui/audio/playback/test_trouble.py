"""Trouble with the device: told once, with a remedy, and over without a restart."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.audio.playback import AudioOutput, PlaybackProblem, PlaybackState, Player, watch
from sepgenre_gui.audio.playback.device.listing import PortAudio, load_portaudio
from sepgenre_gui.audio.playback.status import PlaybackError
from tests.sepgenre_gui.audio.playback.fake_portaudio import FakePortAudio
from tests.sepgenre_gui.audio.playback.sounds import write_noise

_TIMEOUT_S = 5.0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


class Window:
    """A player as a window has it, on simulated devices; what it is told is kept."""

    def __init__(self, path: Path, load: Callable[[], PortAudio] | None = None) -> None:
        self.portaudio = FakePortAudio()
        self.output = AudioOutput(load=load or (lambda: self.portaudio), now=self.portaudio.clock)
        self.problems: list[PlaybackProblem | None] = [None]
        self.source = write_noise(path / "noise.wav", duration_s=30.0)
        self.player = Player(output=self.output, on_change=self._note)
        self.player.load(self.source)

    def _note(self) -> None:
        problem = self.player.problem
        if problem is not self.problems[-1]:
            self.problems.append(problem)

    def wait_for(self, state: PlaybackState) -> None:
        wait_until(lambda: self.player.state is state)

    def wait_for_sound(self) -> None:
        wait_until(lambda: bool(self.portaudio.streams) and self.portaudio.stream.active)

    def unplug(self) -> None:
        """Leave no device, before one has been looked for."""
        self.portaudio.plugged.clear()
        self.portaudio._listed.clear()

    def advance(self, duration_s: float) -> None:
        """Let the device play for a while, in real time a hundredth of it."""
        for _ in range(round(duration_s / 0.05)):
            self.portaudio.clock.time_s += 0.05
            for stream in self.portaudio.streams:
                stream.run()
            time.sleep(0.005)


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(watch, "WATCH_S", 0.05)
    window = Window(tmp_path)
    yield window
    window.player.close()


def test_without_portaudio_the_player_says_once_what_to_do_and_finds_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "WATCH_S", 0.05)
    attempts: list[int] = []
    installed: list[PortAudio] = []

    def load() -> PortAudio:
        attempts.append(1)
        if not installed:
            raise PlaybackError("There is no sound.", remedy="Install it.")
        return installed[0]

    window = Window(tmp_path, load)
    player = window.player
    player.play(0)
    window.wait_for(PlaybackState.UNAVAILABLE)
    wait_until(lambda: len(attempts) > 3)
    player.play(1_000)
    window.wait_for(PlaybackState.UNAVAILABLE)

    problem = PlaybackProblem(message="There is no sound.", remedy="Install it.")
    assert window.problems == [None, problem]
    assert player.position == 1_000
    assert player.diagnostics.device is None

    installed.append(window.portaudio)
    window.wait_for_sound()
    assert player.state is PlaybackState.PLAYING
    assert player.problem is None
    player.close()


def test_the_real_import_without_the_library_is_a_problem_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What `import sounddevice` does where libportaudio is missing.
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))

    with pytest.raises(PlaybackError, match="PortAudio is not installed") as caught:
        load_portaudio()

    assert "libportaudio2" in caught.value.remedy
    assert "sounddevice" not in sys.modules


def test_without_a_device_it_is_told_once_and_begins_when_one_is_plugged_in(
    window: Window,
) -> None:
    window.unplug()
    window.player.play(5_000)
    window.wait_for(PlaybackState.UNAVAILABLE)
    scans = window.portaudio.initialisations
    wait_until(lambda: window.portaudio.initialisations > scans + 3)

    assert len(window.problems) == 2
    assert window.player.problem is not None
    assert "no sound device" in window.player.problem.message
    assert window.player.problem.remedy

    window.portaudio.plugged.append(("Headphones", 44_100))
    window.wait_for_sound()
    assert window.player.state is PlaybackState.PLAYING
    assert window.player.problem is None
    assert [device.name for device in window.output.devices] == ["Headphones (Fake)"]
    window.advance(1.0)
    assert window.player.position == pytest.approx(5_000 + 35_000, abs=15_000)


@pytest.mark.parametrize(("moved_to", "begins_at"), [(None, 55_900), (200_000, 200_000)])
def test_a_loop_begins_when_there_is_a_device(
    window: Window, moved_to: int | None, begins_at: int
) -> None:
    window.unplug()
    window.player.play(100_000, end_sample=400_000, loop=True, pre_roll_s=1.0)
    window.wait_for(PlaybackState.UNAVAILABLE)
    if moved_to is not None:
        window.player.set_loop_region(moved_to, moved_to + 300_000)

    window.portaudio.plugged.append(("Headphones", 44_100))
    window.wait_for_sound()
    window.advance(1.0)
    assert window.player.position == pytest.approx(begins_at + 35_000, abs=15_000)


@pytest.mark.parametrize("change_mind", ["stop", "load"])
def test_nothing_begins_by_itself_after_a_change_of_mind(window: Window, change_mind: str) -> None:
    window.unplug()
    window.player.play(5_000)
    window.wait_for(PlaybackState.UNAVAILABLE)
    if change_mind == "stop":
        window.player.stop()
    else:
        window.player.load(window.source)

    window.portaudio.plugged.append(("Headphones", 44_100))
    window.wait_for(PlaybackState.STOPPED)
    assert not window.portaudio.streams


def test_what_was_sought_meanwhile_is_where_it_begins(window: Window) -> None:
    window.unplug()
    window.player.play(5_000)
    window.wait_for(PlaybackState.UNAVAILABLE)
    window.player.seek(300_000)

    window.portaudio.plugged.append(("Headphones", 44_100))
    window.wait_for_sound()
    window.advance(1.0)
    assert window.player.position == pytest.approx(300_000 + 35_000, abs=15_000)


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


def test_a_chosen_device_that_is_absent_is_waited_for(window: Window) -> None:
    window.output.choose("Headphones (Fake)")
    window.player.play(0)
    window.wait_for(PlaybackState.UNAVAILABLE)

    assert window.player.problem is not None
    assert "Headphones (Fake) is not there" in window.player.problem.message
    assert not window.portaudio.streams

    window.portaudio.plugged.append(("Headphones", 44_100))
    window.wait_for_sound()
    assert window.portaudio.stream.device == 1


def test_devices_are_listed_on_request(window: Window) -> None:
    assert window.output.devices == ()

    window.player.refresh_devices()
    wait_until(lambda: bool(window.output.devices))

    (device,) = window.output.devices
    assert (device.name, device.is_default, device.rate_hz) == ("Speakers (Fake)", True, 48_000)


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
