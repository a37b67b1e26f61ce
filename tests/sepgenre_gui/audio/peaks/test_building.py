"""Building peaks: readable while they grow, cached when whole, nothing after a cancel or a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import psutil
import pytest

from sepgenre_gui.audio.peaks import Peaks, PeaksGrown, PeaksTask, build_peaks, building
from sepgenre_gui.jobs.lane import Lane
from sepgenre_training.cache import Cache
from sepgenre_training.compute import worker
from sepgenre_training.errors import AudioError, CancelledError, SepgenreError
from sepgenre_training.separation.stems import Audio
from tests.cancelling import RaisedFlag
from tests.sepgenre_gui.audio.peaks.conftest import decode
from tests.sepgenre_gui.jobs.test_lane import Calls

Make = Callable[..., Path]
TaskFor = Callable[[Path], PeaksTask]


def files(task: PeaksTask) -> list[Path]:
    return [path for path in task.cache_root.rglob("*") if path.is_file()]


class Listener:
    """Looks at the growing file at each report, as the window does."""

    def __init__(self, look: Callable[[PeaksGrown], None]) -> None:
        self.send = look


@pytest.mark.parametrize("block_samples", [65_536, 20_480])
def test_a_growing_file_is_right_at_each_step(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch, block_samples: int
) -> None:
    path = write("a.flac")
    task, samples = task_for(path), decode(path)
    grown: list[int] = []

    def look(event: PeaksGrown) -> None:
        peaks = Peaks.open_growing(task, event.path)
        grown.append(event.n_ready_samples)
        assert peaks.n_ready_samples == event.n_ready_samples
        assert event.n_samples == task.n_samples
        assert Peaks.open_cached(task) is None
        for zoom in (256.0, 1024.0, 4096.0, 5000.0):
            columns = peaks.read_columns(0, 10_000, zoom)
            ready = samples[:, : event.n_ready_samples]
            assert len(columns) == -(-event.n_ready_samples // int(zoom))
            assert np.abs(columns.maxima.max(axis=1) - ready.max(axis=1)).max() < 1e-4
            assert np.abs(columns.minima.min(axis=1) - ready.min(axis=1)).max() < 1e-4

    monkeypatch.setattr(building, "BLOCK_SAMPLES", block_samples)
    monkeypatch.setattr(building, "_REPORT_EVERY_S", 0.0)
    monkeypatch.setattr(worker, "_channel", Listener(look))
    assert build_peaks(task) == task.file

    assert len(grown) > 5
    assert grown == sorted(grown)
    assert grown[-1] == task.n_samples


@pytest.mark.parametrize("report_every_s", [0.0, 10.0])
def test_bins_longer_than_blocks_are_whole(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch, report_every_s: float
) -> None:
    task = task_for(write("a.wav"))
    build_peaks(task)
    whole = task.file.read_bytes()
    task.file.unlink()
    # In long tracks the bins of high levels are longer than a block.
    monkeypatch.setattr(building, "BLOCK_SAMPLES", 768)
    monkeypatch.setattr(building, "_REPORT_EVERY_S", report_every_s)
    build_peaks(task)
    assert task.file.read_bytes() == whole


def test_what_was_mapped_while_it_grew_stays_readable(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = task_for(write("a.wav"))
    opened: list[Peaks] = []
    monkeypatch.setattr(
        worker,
        "_channel",
        Listener(lambda event: opened.append(Peaks.open_growing(task, event.path))),
    )
    build_peaks(task)
    cached = Peaks.open_cached(task)

    assert cached is not None
    assert opened[0].is_complete
    np.testing.assert_array_equal(
        opened[0].read_columns(0, 500, 700.0).maxima, cached.read_columns(0, 500, 700.0).maxima
    )


def test_a_second_build_finds_the_first_by_content(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    path = write("a.wav")
    task = task_for(path)
    build_peaks(task)
    written = task.file.stat().st_ino
    path.rename(tmp_path / "moved.wav")
    moved = attrs.evolve(task, path=tmp_path / "moved.wav")
    os.utime(task.file, (5, 5))

    assert Peaks.open_cached(moved) is not None
    assert build_peaks(moved) == task.file
    assert task.file.stat().st_ino == written
    assert task.file.stat().st_mtime > 5  # it was used, which keeps it in the cache
    assert files(task) == [task.file]


def test_a_cancel_leaves_nothing(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = task_for(write("a.wav"))

    monkeypatch.setattr(worker, "_flag", RaisedFlag(at=4))
    with pytest.raises(CancelledError):
        build_peaks(task)

    assert files(task) == []
    assert Peaks.open_cached(task) is None


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


@pytest.mark.parametrize("damage", ["empty", "short", "zeros", "other"])
def test_a_damaged_cache_file_is_replaced(write: Make, task_for: TaskFor, damage: str) -> None:
    task = task_for(write("a.wav"))
    build_peaks(task)
    good = task.file.read_bytes()
    task.file.write_bytes(
        {
            "empty": b"",
            "short": good[:-1],
            "zeros": bytes(len(good)),
            "other": b"RIFF" + good[4:],
        }[damage]
    )

    assert Peaks.open_cached(task) is None
    build_peaks(task)
    assert task.file.read_bytes() == good


def test_a_track_that_was_changed_is_refused(write: Make, task_for: TaskFor) -> None:
    task = task_for(write("a.wav"))
    write("a.wav", duration_s=13.0)
    with pytest.raises(AudioError, match=r"a\.wav.*changed") as longer:
        build_peaks(task)
    write("a.wav", duration_s=11.0)
    with pytest.raises(AudioError, match=r"a\.wav.*changed"):
        build_peaks(task)
    write("a.wav", channels=1)
    with pytest.raises(AudioError, match=r"a\.wav.*channels"):
        build_peaks(task)

    assert longer.value.remedy
    assert files(task) == []


def test_samples_that_are_not_numbers_are_refused(write_samples: Make, task_for: TaskFor) -> None:
    samples = np.full((1, 70_000), 0.1, np.float32)
    task = task_for(write_samples(samples))
    samples[0, 66_000] = np.nan
    write_samples(samples)
    with pytest.raises(AudioError, match="not numbers"):
        build_peaks(task)


def test_a_missing_file_is_an_audio_error(write: Make, task_for: TaskFor) -> None:
    path = write("a.wav")
    task = task_for(path)
    path.unlink()
    with pytest.raises(AudioError, match="does not exist"):
        build_peaks(task)
    assert files(task) == []


def test_a_cache_that_cannot_be_written_is_named(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(SepgenreError, match="cache") as caught:
        build_peaks(task_for(write("a.wav")))
    assert caught.value.remedy


def test_a_growing_file_that_is_gone_is_named(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    with pytest.raises(SepgenreError, match=r"a\.wav"):
        Peaks.open_growing(task_for(write("a.wav")), tmp_path / "gone.peaks")


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
