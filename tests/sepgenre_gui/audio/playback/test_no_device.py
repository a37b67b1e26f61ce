"""Playing where there is no device: told once, with a remedy, and begun once there is one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sepgenre_gui.audio.playback import PlaybackProblem, PlaybackState, watch
from sepgenre_gui.audio.playback.device.listing import PortAudio, load_portaudio
from sepgenre_gui.audio.playback.status import PlaybackError
from tests.sepgenre_gui.audio.playback.simulated import Window, wait_until


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
