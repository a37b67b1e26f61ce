"""Players that are heard, and what they play."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.audio.playback import PlaybackSource, watch
from tests.sepgenre_gui.audio.playback.listener import Listener
from tests.sepgenre_gui.audio.playback.simulated import Window
from tests.sepgenre_gui.audio.playback.sounds import describe, write_sine
from tests.virtual_sink import VirtualSink, priority


@pytest.fixture
def listener(sink: VirtualSink) -> Iterator[Listener]:
    with priority():
        listener = Listener(sink)
        yield listener
        listener.player.close()


@pytest.fixture
def song(shared: Path) -> PlaybackSource:
    return describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")


@pytest.fixture
def sine(tmp_path: Path) -> PlaybackSource:
    return write_sine(tmp_path / "sine.wav", duration_s=30.0)


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(watch, "WATCH_S", 0.05)
    window = Window(tmp_path)
    yield window
    window.player.close()
