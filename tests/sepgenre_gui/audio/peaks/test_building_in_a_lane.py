"""Peaks that a worker builds: started, cancelled, killed, and how much it needs for it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import psutil

from sepgenre_gui.audio.peaks import Peaks, PeaksGrown, PeaksTask, build_peaks, building
from sepgenre_gui.jobs.lane import Lane
from sepgenre_training.cache import Cache
from sepgenre_training.compute import worker
from sepgenre_training.separation.stems import Audio
from tests.sepgenre_gui.audio.peaks.builds import Listener, Make, TaskFor, files
from tests.sepgenre_gui.jobs.lane_tasks import Calls

SLOW_BUILD = """
import sys, time
from pathlib import Path
from sepgenre_gui.audio.peaks import PeaksTask, build_peaks, building
from sepgenre_training.compute import worker

class Slow:
    def send(self, event):
        print(event.path, event.n_ready_samples, flush=True)
        time.sleep(0.05)

worker._channel = Slow()
building._REPORT_EVERY_S = 0.0
path, root, n_samples = sys.argv[1:]
build_peaks(PeaksTask(path=Path(path), decoder="libsndfile", content_hash="music",
    n_samples=int(n_samples), sample_rate_hz=44100, n_channels=2, cache_root=Path(root)))
"""


def test_a_build_that_was_killed_is_done_again(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    path = write("a.wav", duration_s=25.0)
    task = attrs.evolve(task_for(path), content_hash="music")
    arguments = [str(path), str(task.cache_root), str(task.n_samples)]
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_BUILD, *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    growing = Path([process.stdout.readline() for _ in range(4)][-1].rsplit(" ", 1)[0])
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    process.stdout.close()

    assert growing.exists()
    assert Peaks.open_cached(task) is None
    half = Peaks.open_growing(task, growing)
    assert 0 < half.n_ready_samples < task.n_samples
    assert build_peaks(task) == task.file
    built = Peaks.open_cached(task)
    assert built is not None
    assert built.is_complete
    Cache(root=task.cache_root).remove_unfinished()
    assert files(task) == [task.file]


def build_slowly(task: PeaksTask) -> Path:
    """Build with a pause after each block, so that a cancel finds the build under way."""
    original = building.iter_blocks

    def pause(*arguments: Any, **options: Any) -> Iterator[Audio]:
        for block in original(*arguments, **options):
            yield block
            time.sleep(0.1)

    building.iter_blocks = pause
    try:
        return build_peaks(task)
    finally:
        building.iter_blocks = original


def test_a_lane_builds_and_cancels(write: Make, task_for: TaskFor) -> None:
    first, second = task_for(write("a.wav")), task_for(write("b.wav", duration_s=40.0))
    lane, events, values, ends = Lane("test"), Calls(), Calls(), Calls()
    try:
        lane.submit(build_peaks, first, on_event=events, on_value=values)
        assert values.wait_for(1) == [first.file]
        assert events.made[-1].n_ready_samples == first.n_samples
        ticket = lane.submit(build_slowly, second, on_event=events, on_value=ends, on_error=ends)
        events.wait_for(len(events.made) + 1)
        ticket.cancel()
        lane.submit(build_peaks, first, on_value=values)
        values.wait_for(2)
    finally:
        lane.close()
    assert ends.made == []
    assert files(first) == [first.file]


def test_the_worker_imports_only_what_decoding_needs() -> None:
    script = (
        "import sys\n"
        "import sepgenre_gui.audio.peaks, sepgenre_gui.audio.spectrogram_tiles\n"
        "heavy = ('scipy', 'librosa', 'numba', 'sklearn', 'tensorflow', 'PySide6', 'pyqtgraph')\n"
        "print(*[name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_memory_is_bounded(tmp_path: Path) -> None:
    import soundfile

    path = tmp_path / "long.wav"
    block = np.random.default_rng(0).integers(-9000, 9000, (44_100 * 60, 2), np.int16)
    n_minutes = 20
    with soundfile.SoundFile(path, "w", 44_100, 2) as file:
        for _ in range(n_minutes):
            file.write(block)
    task = PeaksTask(
        path=path,
        decoder="libsndfile",
        content_hash="long",
        n_samples=len(block) * n_minutes,
        sample_rate_hz=44_100,
        n_channels=2,
        cache_root=tmp_path / "cache",
    )
    lane, processes, values = Lane("test"), Calls(), Calls()
    try:
        lane.submit(measure_growth, task, on_value=values, on_error=processes)
        (grown_bytes,) = values.wait_for(1)
    finally:
        lane.close()
    # The whole track would be 423 MB of floats.
    assert grown_bytes < 30e6


def measure_growth(task: PeaksTask) -> int:
    """Return by how many bytes a build lets this process grow."""
    process: Any = psutil.Process()
    before = process.memory_info().rss
    highest = before

    def look(_: PeaksGrown) -> None:
        nonlocal highest
        highest = max(highest, process.memory_info().rss)

    worker._channel = Listener(look)
    build_peaks(task)
    return int(highest - before)
