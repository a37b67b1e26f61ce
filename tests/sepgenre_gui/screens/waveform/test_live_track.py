"""A real track that a worker reads while it is shown: peaks that grow, then tiles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.peaks import (
    Peaks,
    PeaksGrown,
    PeaksTask,
    SamplesTask,
    build_peaks,
    read_samples,
)
from sepgenre_gui.audio.spectrogram_tiles import SpectrogramKey, SpectrogramTask, compute_tile
from sepgenre_gui.audio.tiles import TileStore
from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.waveform import (
    LIGHT,
    OverviewView,
    SpectrogramView,
    Viewport,
    WaveformView,
)
from sepgenre_training.audio import examine
from tests.music import write_track
from tests.sepgenre_gui.screens.waveform.conftest import RATE_HZ, Track


class Stack(QWidget):
    """The widgets of one track above one another."""

    def __init__(self) -> None:
        super().__init__()
        self.viewport = Viewport(self)
        self.overview = OverviewView(self.viewport)
        self.waveform = WaveformView(self.viewport)
        self.spectrogram = SpectrogramView(self.viewport)
        self.views = (self.overview, self.waveform, self.spectrogram)
        layout = QVBoxLayout(self)
        for view in self.views:
            layout.addWidget(view)

    def set_peaks(self, peaks: Peaks | None) -> None:
        self.overview.set_peaks(peaks)
        self.waveform.set_peaks(peaks)


class Window(QObject):
    """Takes a lane's callbacks into the window's thread, as the application does."""

    called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.called.connect(lambda callback: callback(), Qt.ConnectionType.QueuedConnection)

    def deliver(self, callback: Callable[[], None]) -> None:
        self.called.emit(callback)


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_a_worker_feeds_it_while_it_is_shown(
    qtbot: QtBot, show: Callable[..., None], track: Track, tmp_path: Path, suffix: str
) -> None:
    path = write_track(tmp_path / f"a{suffix}", track.samples.T, rate_hz=RATE_HZ)
    task = attrs.evolve(track.task, path=path, cache_root=tmp_path / "cache")
    if suffix == ".mp3":
        task = attrs.evolve(task, n_samples=examine(path).info.n_samples)
    stack, window = Stack(), Window()
    lane = Lane("test", deliver=window.deliver)
    show(stack, 1000, 600)
    try:
        finished = feed(stack, lane, task)
        qtbot.waitUntil(lambda: bool(finished), timeout=30_000)
        assert finished == [task.file]
        stack.waveform.clearFocus()
        ground = {LIGHT.ground, LIGHT.lane_line, LIGHT.unread}
        image = stack.waveform.grab().toImage()
        assert image.pixelColor(500, image.height() // 4).name() not in ground
        stack.viewport.show_range(30 * RATE_HZ, 30 * RATE_HZ + 300)
        qtbot.waitUntil(lambda: shows_curve(stack), timeout=30_000)
        qtbot.waitUntil(lambda: shows_spectrum(stack), timeout=30_000)
    finally:
        lane.close()


def feed(stack: Stack, lane: Lane, task: PeaksTask) -> list[Path]:
    """Connect a lane with a stack, as a controller does; return where the end is told."""
    finished: list[Path] = []
    growing: list[Peaks] = []

    def grow(event: PeaksGrown) -> None:
        if not growing:
            growing.append(Peaks.open_growing(task, event.path))
            stack.set_peaks(growing[0])
        stack.overview.peaks_grew()
        stack.waveform.peaks_grew()

    def finish(path: Path) -> None:
        stack.set_peaks(Peaks.open_cached(task))
        finished.append(path)

    def order_samples(index: int) -> Callable[[], None]:
        def take(tile: object) -> None:
            samples.put(index, tile)
            stack.waveform.samples_arrived()

        wanted = SamplesTask(
            path=task.path, decoder=task.decoder, n_samples=task.n_samples, index=index
        )
        return lane.submit(read_samples, wanted, on_value=take).cancel

    def order_tile(key: SpectrogramKey) -> Callable[[], None]:
        def take(tile: object) -> None:
            tiles.put(key, tile)
            stack.spectrogram.tiles_arrived()

        wanted = SpectrogramTask(
            path=task.path,
            decoder=task.decoder,
            n_samples=task.n_samples,
            sample_rate_hz=task.sample_rate_hz,
            key=key,
        )
        return lane.submit(compute_tile, wanted, on_value=take).cancel

    samples: TileStore[Any, Any] = TileStore(order_samples, capacity=16)
    tiles: TileStore[Any, Any] = TileStore(order_tile, capacity=64)
    for view in stack.views:
        view.set_track(task.n_samples, task.sample_rate_hz, task.n_channels)
    stack.waveform.set_samples_provider(samples.want)
    stack.spectrogram.set_tiles_provider(tiles.want)
    lane.submit(build_peaks, task, on_event=grow, on_value=finish)
    return finished


def shows_curve(stack: Stack) -> bool:
    """Return whether the waveform is a line: few rows of each column are coloured."""
    stack.waveform.clearFocus()
    image = stack.waveform.grab().toImage()
    rows = [
        y
        for y in range(image.height() // 2 - 2)
        if image.pixelColor(503, y).name() not in {LIGHT.ground, LIGHT.lane_line}
    ]
    return 0 < len(rows) < 30


def shows_spectrum(stack: Stack) -> bool:
    """Return whether the spectrogram has more than one colour."""
    image = stack.spectrogram.grab().toImage()
    return len({image.pixelColor(500, y).name() for y in range(10, image.height() - 10)}) > 20
