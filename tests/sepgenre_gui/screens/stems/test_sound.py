"""What the keys of the mixer let be heard, as a virtual device records it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.screens.stems.work.separating import StemsState
from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.stems import STEM_NAMES
from tests.sepgenre_gui.screens.stems.conftest import (
    RATE_HZ,
    SEPARATOR,
    Opened,
    add_track,
    write_music,
)
from tests.virtual_sink import VirtualSink, virtual_sink

Frames = npt.NDArray[np.float32]
_FOUND_BELOW = 0.02
_LISTENED_S = 1.0


@pytest.fixture(scope="module")
def sink() -> Iterator[VirtualSink]:
    with virtual_sink(rate_hz=RATE_HZ) as made:
        import sounddevice

        # Another test of this process may have initialised it without the sink.
        sounddevice._terminate()
        sounddevice._initialize()
        yield made


@pytest.fixture
def sounding(sink: VirtualSink, opened: Opened) -> Opened:
    """The screen, made while there is a device to play on."""
    return opened


def share_unlike(recorded: Frames, expected: Frames) -> float:
    """Return how much of what was recorded is not `expected`, wherever in it that began."""
    n = len(recorded)
    spectrum = np.fft.rfft(np.tile(expected.mean(axis=1), 2), 4 * len(expected))
    wanted = np.fft.rfft(recorded.mean(axis=1), 4 * len(expected))
    place = int(np.argmax(np.fft.irfft(spectrum * wanted.conj())[: len(expected)]))
    heard = np.take(expected, np.arange(place, place + n), axis=0, mode="wrap")
    return float(np.sum((recorded - heard) ** 2) / np.sum(heard**2))


def stems_of(opened: Opened) -> dict[str, Frames]:
    path = growing_path(opened.screen.session.task(SEPARATOR))
    samples, _ = soundfile.read(path, dtype="float32")
    return {name: samples[:, 2 * i : 2 * i + 2] for i, name in enumerate(STEM_NAMES)}


def listen(opened: Opened, sink: VirtualSink) -> Frames:
    """Return a second of what is heard, once what was pressed is heard."""
    opened.qtbot.wait(700)
    recording = sink.record()
    opened.until(lambda: recording.n_frames > _LISTENED_S * RATE_HZ)
    return recording.frames()[: round(_LISTENED_S * RATE_HZ)]


def test_keys_choose_what_is_heard(sink: VirtualSink, sounding: Opened) -> None:
    opened, screen = sounding, sounding.screen
    opened.keys("Space")
    # It plays by itself as soon as there is something to hear.
    opened.until(lambda: screen.listening.state is PlaybackState.PLAYING)
    opened.until(lambda: opened.is_drawn)
    opened.until(lambda: screen.listening.playhead > 0)
    stems = stems_of(opened)
    mixture = sum(stems.values())
    assert isinstance(mixture, np.ndarray)

    assert share_unlike(listen(opened, sink), mixture) < _FOUND_BELOW
    assert screen.layout.board.rows["drums"].header.meter.level_db > -60.0
    opened.keys("S, 1")
    assert share_unlike(listen(opened, sink), stems["drums"]) < _FOUND_BELOW
    assert screen.layout.board.rows["bass"].header.meter.level_db == -90.0
    opened.keys("A")
    assert share_unlike(listen(opened, sink), mixture) < _FOUND_BELOW
    opened.keys("V")
    without = mixture - stems["vocals"]
    assert share_unlike(listen(opened, sink), without) < _FOUND_BELOW
    opened.keys("B", "S, 1", "M, 2", "3", "Ctrl+Down")
    quieter = stems["drums"] + stems["vocals"] + stems["other"] * 10 ** (-1 / 20)
    assert share_unlike(listen(opened, sink), quieter) < _FOUND_BELOW

    opened.keys("Space")
    opened.until(lambda: screen.listening.state is PlaybackState.STOPPED)
    opened.until(lambda: screen.layout.board.rows["drums"].header.meter.level_db == -90.0)


def test_a_whole_track_plays_from_its_first_chunk_on(
    sink: VirtualSink, sounding: Opened, tmp_path: Path
) -> None:
    opened, screen = sounding, sounding.screen
    project = screen.session.project
    track = add_track(project, write_music(tmp_path / "Night.wav", 2, duration_s=300.0))
    screen.reload()
    screen.hear(track.id, None)
    opened.until(lambda: screen.listening.playhead > RATE_HZ)

    stems = screen.separating.stems(SEPARATOR)
    assert stems.state is StemsState.SEPARATING
    assert stems.n_ready < track.n_samples
    assert screen.layout.strips[0].isVisible()
    opened.until(lambda: opened.is_drawn)
    # What plays goes on undisturbed when the file is finished.
    assert screen.listening.state is PlaybackState.PLAYING
    place = screen.listening.playhead
    opened.until(lambda: screen.listening.playhead > place + RATE_HZ)
    assert not screen.layout.strips[0].isVisible()
    assert screen.listening.player.problem is None
