"""A window of the waveform benchmark: one track in a process of its own, without a screen."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from sepgenre_gui.audio.held_reader import release_reader
from sepgenre_gui.audio.peaks import (
    Peaks,
    PeaksGrown,
    PeaksTask,
    SamplesTask,
    build_peaks,
    read_samples,
)
from sepgenre_gui.audio.spectrogram_tiles import SpectrogramTask, compute_tile
from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.waveform import (
    OverviewView,
    SpectrogramView,
    TimeRuler,
    Viewport,
    WaveformView,
)
from sepgenre_training.audio import open_reader

RATE_HZ = 44_100
WIDTH, HEIGHT, SPECTROGRAM_HEIGHT = 2000, 600, 300
SPANS_S = (3600.0, 600.0, 60.0, 10.0, 2.0, 0.1, 0.005)
FRAMES = 60


class Bridge(QObject):
    """Takes a lane's callbacks into the window's thread."""

    called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.called.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)


class Window:
    """The widgets of one track, and the lane that feeds them."""

    def __init__(self, path: Path, cache_root: Path) -> None:
        self.application = QApplication.instance() or QApplication([])
        self.bridge = Bridge()
        self.lane = Lane("benchmark", deliver=self.bridge.called.emit)
        self.viewport = Viewport()
        self.overview = OverviewView(self.viewport)
        self.ruler = TimeRuler(self.viewport)
        self.waveform = WaveformView(self.viewport)
        self.spectrogram = SpectrogramView(self.viewport)
        self.frame = QWidget()
        self._lay_out()
        with closing(open_reader(path, decoder="libsndfile")) as reader:
            self.task = PeaksTask(
                path=path,
                decoder="libsndfile",
                content_hash=path.name,
                n_samples=reader.declared_n_samples or 1,
                sample_rate_hz=reader.sample_rate_hz,
                n_channels=reader.channels,
                cache_root=cache_root,
            )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self.frame)
        layout.setContentsMargins(0, 0, 0, 0)
        self.overview.setFixedHeight(64)
        self.waveform.setFixedHeight(HEIGHT)
        self.spectrogram.setFixedHeight(SPECTROGRAM_HEIGHT)
        for widget in (self.overview, self.ruler, self.waveform, self.spectrogram):
            layout.addWidget(widget)
        self.spectrogram.hide()
        self.frame.resize(WIDTH, HEIGHT + SPECTROGRAM_HEIGHT + 120)
        self.frame.show()
        self.application.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        while not until():
            self.application.processEvents()
            time.sleep(0.001)

    def warm_lane(self) -> psutil.Process:
        """Wait until the worker is up, as it is before a person chooses a track; return it."""
        answers: list[None] = []
        self.lane.submit(release_reader, None, on_value=answers.append)
        self.wait(lambda: bool(answers))
        children = psutil.Process().children()
        return next(child for child in children if "spawn_main" in " ".join(child.cmdline()))

    def set_track(self) -> None:
        task = self.task
        for view in (self.overview, self.waveform, self.spectrogram):
            view.set_track(task.n_samples, task.sample_rate_hz, task.n_channels)

    def set_peaks(self, peaks: Any) -> None:
        self.overview.set_peaks(peaks)
        self.waveform.set_peaks(peaks)
        self.frame.repaint()


def _open(path: Path, suffix: str, hours: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as cache:
        window = Window(path, Path(cache))
        worker = window.warm_lane()
        drawn_s: list[float] = []
        finished: list[Path] = []
        most = {"window": 0.0, "worker": 0.0}

        def grow(event: PeaksGrown) -> None:
            if not drawn_s:
                window.set_peaks(Peaks.open_growing(window.task, event.path))
                drawn_s.append(time.perf_counter() - started)
            else:
                window.overview.peaks_grew()
                window.waveform.peaks_grew()
            most["window"] = max(most["window"], psutil.Process().memory_info().rss / 1e6)
            most["worker"] = max(most["worker"], worker.memory_info().rss / 1e6)

        started = time.perf_counter()
        window.set_track()
        window.lane.submit(build_peaks, window.task, on_event=grow, on_value=finished.append)
        window.wait(lambda: bool(finished))
        window.set_peaks(Peaks.open_cached(window.task))
        complete_s = time.perf_counter() - started
        started = time.perf_counter()
        window.set_track()
        window.set_peaks(Peaks.open_cached(window.task))
        cached_s = time.perf_counter() - started
        window.lane.close()
    return {
        "suffix": suffix,
        "hours": hours,
        "first_drawn_s": drawn_s[0],
        "complete_s": complete_s,
        "cached_s": cached_s,
        "window_mb": most["window"],
        "worker_mb": most["worker"],
    }


def _frames(path: Path, suffix: str, hours: float) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as cache:
        window = Window(path, Path(cache))
        build_peaks(window.task)
        window.set_track()
        window.set_peaks(Peaks.open_cached(window.task))
        _provide(window)
        rows = [_time_frames(window, span_s) for span_s in SPANS_S]
        window.lane.close()
    return rows


def _provide(window: Window) -> None:
    """Let all tiles be at hand, so that frames are timed and not the worker."""
    task, samples, tiles = window.task, {}, {}
    common: dict[str, Any] = {
        "path": task.path,
        "decoder": task.decoder,
        "n_samples": task.n_samples,
    }

    def provide_samples(indices: Any) -> dict[int, Any]:
        for index in indices:
            if index not in samples:
                samples[index] = read_samples(SamplesTask(index=index, **common))
        return {index: samples[index] for index in indices}

    def provide_tiles(keys: Any) -> dict[Any, Any]:
        for key in keys:
            if key not in tiles:
                tiles[key] = compute_tile(
                    SpectrogramTask(key=key, sample_rate_hz=task.sample_rate_hz, **common)
                )
        return {key: tiles[key] for key in keys}

    window.waveform.set_samples_provider(provide_samples)
    window.spectrogram.set_tiles_provider(provide_tiles)


def _time_frames(window: Window, span_s: float) -> dict[str, Any]:
    viewport, application = window.viewport, window.application
    middle = 1800.0 * RATE_HZ
    viewport.show_range(middle - span_s / 2 * RATE_HZ, middle + span_s / 2 * RATE_HZ)

    def pan(number: int) -> None:
        viewport.pan(7.0 if number % 20 < 10 else -7.0)
        application.processEvents()

    def zoom(number: int) -> None:
        viewport.zoom(1.02 if number % 20 < 10 else 1 / 1.02, 700.0)
        application.processEvents()

    def move_playhead(number: int) -> None:
        sample = viewport.sample_at(200.0 + 2 * number)
        for widget in (window.overview, window.ruler, window.waveform):
            widget.set_playhead(sample)
        application.processEvents()

    pan_ms, _ = _median_ms(pan)
    zoom_ms, zoom_cpu_ms = _median_ms(zoom)
    playhead_ms, _ = _median_ms(move_playhead)
    window.spectrogram.show()
    application.processEvents()
    spectrogram_ms, _ = _median_ms(pan)
    spectrogram_zoom_ms, _ = _median_ms(zoom)
    window.spectrogram.hide()
    return {
        "span_s": span_s,
        "pan_ms": pan_ms,
        "zoom_ms": zoom_ms,
        "zoom_cpu_ms": zoom_cpu_ms,
        "spectrogram_ms": spectrogram_ms,
        "spectrogram_zoom_ms": spectrogram_zoom_ms,
        "playhead_ms": playhead_ms,
    }


def _median_ms(action: Callable[[int], None]) -> tuple[float, float]:
    """Return the medians of a frame's wall time and processor time, after a warm round."""
    for number in range(20):
        action(number)
    walls, cpus = [], []
    for number in range(FRAMES):
        wall, cpu = time.perf_counter(), time.process_time()
        action(number)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return 1e3 * float(np.median(walls)), 1e3 * float(np.median(cpus))


def main() -> None:
    """Measure what the arguments name, and write it as JSON to standard output."""
    kind, path, suffix, hours = sys.argv[1:]
    measurement = {"open": _open, "frames": _frames}[kind]
    sys.stdout.write(json.dumps(measurement(Path(path), suffix, float(hours))) + "\n")
