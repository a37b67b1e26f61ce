"""The waveform: how soon a long track is drawn, how long a frame takes, how much memory it needs.

Every track is opened in a window process of its own, without a screen, and decoded by a lane as
in the application. The peer is Audacity 3.2.4 on the same hour of music: 6.3 s for WAV, 12.1 s
for FLAC, 18.0 s for MP3, from its launch to the complete waveform.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import psutil
import soundfile

RATE_HZ = 44_100
FORMATS = (("wav", 1), ("flac", 1), ("mp3", 1), ("flac", 2))
"""Suffix and hours of each track."""

WIDTH, HEIGHT, SPECTROGRAM_HEIGHT = 2000, 600, 300
SPANS_S = (3600.0, 600.0, 60.0, 10.0, 2.0, 0.1, 0.005)
FRAMES = 60
AUDACITY_S = {"wav": 6.3, "flac": 12.1, "mp3": 18.0}

_BLOCK = 65_536


@attrs.frozen(kw_only=True)
class OpeningTiming:
    """One track opened: seconds from the click; memory of the window's and worker's processes."""

    suffix: str
    hours: float
    first_drawn_s: float
    complete_s: float
    cached_s: float
    window_mb: float
    worker_mb: float


@attrs.frozen(kw_only=True)
class FrameTiming:
    """Milliseconds of a frame at one zoom, median: wall clock, and the processor's alone."""

    span_s: float
    pan_ms: float
    zoom_ms: float
    zoom_cpu_ms: float
    spectrogram_ms: float
    playhead_ms: float


def measure_openings(folder: Path) -> Iterator[OpeningTiming]:
    """Yield the timing of each of `FORMATS`, in files that are written to `folder`."""
    for suffix, hours in FORMATS:
        path = write_music(folder / f"{hours} h.{suffix}", hours)
        yield OpeningTiming(**_child("open", path, suffix, hours))
        if (suffix, hours) != ("wav", 1):  # which the frames are drawn of
            path.unlink()


def measure_frames(folder: Path) -> Iterator[FrameTiming]:
    """Yield the timing of each of `SPANS_S`, of one hour in a WAV file."""
    path = write_music(folder / "1 h.wav", 1)
    for row in _child("frames", path, "wav", 1):
        yield FrameTiming(**row)


def write_music(path: Path, hours: float) -> Path:
    """Write music, repeated until it lasts `hours`; what is there already is kept."""
    if path.exists():
        return path
    music = _music()
    n_samples = round(hours * 3600 * RATE_HZ)
    options: dict[str, Any] = {"bitrate_mode": "CONSTANT", "compression_level": 0.0}
    options = options if path.suffix == ".mp3" else {}
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, **options) as file:
        for start in range(0, n_samples, _BLOCK):
            count = min(_BLOCK, n_samples - start)
            file.write(np.take(music, range(start, start + count), axis=0, mode="wrap"))
    return path


def _music() -> npt.NDArray[np.float32]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "audio" / "tracker_albums"
    songs = sorted(folder.glob("*/*.ogg"))[::9]
    if songs:
        return np.concatenate([soundfile.read(song, dtype="float32")[0] for song in songs])
    from tests.music import make_track

    return make_track(0, 0, duration_s=300.0, rate_hz=RATE_HZ)


def _child(kind: str, path: Path, suffix: str, hours: float) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.waveform", kind, str(path), suffix, str(hours)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


class _Window:
    """The widgets of one track, and the lane that feeds them."""

    def __init__(self, path: Path, cache_root: Path) -> None:
        from PySide6.QtCore import QObject, Qt, Signal
        from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

        from sepgenre_gui.audio.peaks import PeaksTask
        from sepgenre_gui.jobs.lane import Lane
        from sepgenre_gui.screens.waveform import (
            OverviewView,
            SpectrogramView,
            TimeRuler,
            Viewport,
            WaveformView,
        )
        from sepgenre_training.audio import open_reader

        class Bridge(QObject):
            called = Signal(object)

        self.application = QApplication.instance() or QApplication([])
        self.bridge = Bridge()
        self.bridge.called.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)
        self.lane = Lane("benchmark", deliver=self.bridge.called.emit)
        self.viewport = Viewport()
        self.overview = OverviewView(self.viewport)
        self.ruler = TimeRuler(self.viewport)
        self.waveform = WaveformView(self.viewport)
        self.spectrogram = SpectrogramView(self.viewport)
        self.spectrogram.hide()
        self.frame = QWidget()
        layout = QVBoxLayout(self.frame)
        layout.setContentsMargins(0, 0, 0, 0)
        self.overview.setFixedHeight(64)
        self.waveform.setFixedHeight(HEIGHT)
        self.spectrogram.setFixedHeight(SPECTROGRAM_HEIGHT)
        for widget in (self.overview, self.ruler, self.waveform, self.spectrogram):
            layout.addWidget(widget)
        self.frame.resize(WIDTH, HEIGHT + SPECTROGRAM_HEIGHT + 120)
        self.frame.show()
        self.application.processEvents()
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

    def wait(self, until: Callable[[], bool]) -> None:
        while not until():
            self.application.processEvents()
            time.sleep(0.001)

    def warm_lane(self) -> int:
        """Wait until the worker is up, as it is before a person chooses a track; return its id."""
        processes: list[int] = []
        self.lane.submit(_tell_process, None, on_value=processes.append)
        self.wait(lambda: bool(processes))
        return processes[0]

    def set_track(self) -> None:
        task = self.task
        for view in (self.overview, self.waveform, self.spectrogram):
            view.set_track(task.n_samples, task.sample_rate_hz, task.n_channels)

    def set_peaks(self, peaks: Any) -> None:
        self.overview.set_peaks(peaks)
        self.waveform.set_peaks(peaks)
        self.frame.repaint()


def _tell_process(_: None) -> int:
    return os.getpid()


def _open(path: Path, suffix: str, hours: float) -> dict[str, Any]:
    from sepgenre_gui.audio.peaks import Peaks, PeaksGrown, build_peaks

    with tempfile.TemporaryDirectory() as cache:
        window = _Window(path, Path(cache))
        worker = psutil.Process(window.warm_lane())
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
    from sepgenre_gui.audio.peaks import Peaks, build_peaks

    with tempfile.TemporaryDirectory() as cache:
        window = _Window(path, Path(cache))
        build_peaks(window.task)
        window.set_track()
        window.set_peaks(Peaks.open_cached(window.task))
        _provide(window)
        rows = [_time_frames(window, span_s) for span_s in SPANS_S]
        window.lane.close()
    return rows


def _provide(window: _Window) -> None:
    """Let all tiles be at hand, so that frames are timed and not the worker."""
    from sepgenre_gui.audio.peaks import SamplesTask, read_samples
    from sepgenre_gui.audio.spectrogram_tiles import SpectrogramTask, compute_tile

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


def _time_frames(window: _Window, span_s: float) -> dict[str, Any]:
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
    window.spectrogram.hide()
    return {
        "span_s": span_s,
        "pan_ms": pan_ms,
        "zoom_ms": zoom_ms,
        "zoom_cpu_ms": zoom_cpu_ms,
        "spectrogram_ms": spectrogram_ms,
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


def write_tables() -> None:
    """Measure everything and write the tables to standard output."""
    out = sys.stdout
    with tempfile.TemporaryDirectory() as folder:
        out.write("| track | drawn first, s | complete, s | Audacity with its launch, s ")
        out.write(
            "| from the cache, s | window, MB | worker, MB |\n|---|---|---|---|---|---|---|\n"
        )
        for opening in measure_openings(Path(folder)):
            peer = AUDACITY_S.get(opening.suffix) if opening.hours == 1 else None
            out.write(
                f"| {opening.hours:g} h {opening.suffix} | {opening.first_drawn_s:.2f} "
                f"| {opening.complete_s:.2f} | {peer or '-'} | {opening.cached_s:.3f} "
                f"| {opening.window_mb:.0f} | {opening.worker_mb:.0f} |\n"
            )
            out.flush()
        out.write(f"\nA frame, {WIDTH} x {HEIGHT}, with overview and ruler; medians in ms\n\n")
        out.write(
            "| visible, s | pan | zoom | zoom, processor | pan with spectrogram | playhead |\n"
        )
        out.write("|---|---|---|---|---|---|\n")
        for frame in measure_frames(Path(folder)):
            out.write(
                f"| {frame.span_s:g} | {frame.pan_ms:.1f} | {frame.zoom_ms:.1f} "
                f"| {frame.zoom_cpu_ms:.1f} | {frame.spectrogram_ms:.1f} "
                f"| {frame.playhead_ms:.2f} |\n"
            )


if __name__ == "__main__":
    kind, path, suffix, hours = sys.argv[1:]
    measurement = {"open": _open, "frames": _frames}[kind]
    print(json.dumps(measurement(Path(path), suffix, float(hours))))  # noqa: T201
