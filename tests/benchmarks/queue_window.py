"""The window's event loop while two workers separate through the real queue, with the dock shown.

`python -m tests.benchmarks.queue_window` prints this table alone. A timer of 5 ms notes when it is
called, in a process of its own: what lies between two calls is what a person waits for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.dock import JobDock
from sepgenre_gui.screens.queue.overall import OverallProgress
from sepgenre_gui.screens.queue.specs import QUEUE_SPECS
from sepgenre_gui.services.jobs import requests
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_track
from tests.track_imports import run_import

ROOT = Path(__file__).resolve().parents[2]
SEGMENTS_A_TRACK, N_SEGMENTS = 4, 20
TIMER_MS, MOST_MS = 5, 100.0
ROUNDS = 3


@attrs.frozen(kw_only=True)
class LoopTiming:
    """The gaps between two calls of a timer, while a job runs or while nothing does.

    Attributes
    ----------
    what : str
        What went on.
    seconds : float
        For how long.
    median_ms, p99_ms, longest_ms : float
        Of the gaps.
    longest_own_ms : float
        Of the gaps without the time in which other programs had the processors, as far as the
        system tells it (Linux); on a busy machine, that is most of the longest.
    n_over : int
        Gaps longer than `MOST_MS`.
    share_over : float
        The part of the time that lies in such gaps.
    """

    what: str
    seconds: float
    median_ms: float
    p99_ms: float
    longest_ms: float
    longest_own_ms: float
    n_over: int
    share_over: float


def measure(rounds: int = ROUNDS, n_segments: int = N_SEGMENTS) -> Iterator[LoopTiming]:
    """Yield timings of an idle window and of separations, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "tests.benchmarks.queue_window",
                    str(Path(folder) / str(number)),
                    str(n_segments),
                ],
                cwd=ROOT,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                capture_output=True,
                text=True,
                check=True,
            )
            for row in json.loads(done.stdout.splitlines()[-1]):
                yield LoopTiming(**row)


def write_table() -> None:
    """Print the timings."""
    sys.stdout.write(
        f"| what goes on | s | gap, median, ms | 99 %, ms | longest, ms | longest, its own, ms "
        f"| over {MOST_MS:.0f} ms |\n|---|---|---|---|---|---|---|\n"
    )
    for row in measure():
        sys.stdout.write(
            f"| {row.what} | {row.seconds:.0f} | {row.median_ms:.1f} | {row.p99_ms:.1f} "
            f"| {row.longest_ms:.1f} | {row.longest_own_ms:.1f} | {row.n_over} |\n"
        )
        sys.stdout.flush()


def make_project(folder: Path, n_segments: int) -> Project:
    """Make a project of generated tracks with `n_segments` segments."""
    for number in range(n_segments // SEGMENTS_A_TRACK):
        samples = make_track(number, number, duration_s=45.0, rate_hz=44_100)
        write_track(folder / "music" / f"{number}.wav", samples, rate_hz=44_100)
    project = Project.create(folder / "project")
    with WorkerPool(1) as pool:
        run_import(project, pool, folder / "music", layout="folders")
    for track in project.tracks.list():
        for number in range(SEGMENTS_A_TRACK):
            project.segments.add(track, number * 10 * track.sample_rate_hz, track.genre_id)
    return project


@contextmanager
def shown_window(queue: JobQueue, folder: Path, theme: Theme) -> Iterator[QMainWindow]:
    """Show a window with the dock of `queue`."""
    window = QMainWindow()
    window.resize(1180, 760)
    window.setCentralWidget(QWidget())
    book = ActionBook(window, Preferences(folder / "settings.ini"), theme)
    book.add(QUEUE_SPECS)
    dock = JobDock(queue, theme, window)
    dock.connect_actions(book)
    progress = OverallProgress(queue, window)
    progress.changed.connect(window.setWindowTitle)
    window.show()
    dock.show()
    yield window
    progress.detach()
    dock.close_dock()


def note_calls(until: QTimer) -> tuple[list[float], list[float]]:
    """Run the event loop until `until` is called; return when a timer was called.

    Beside it, how long this thread had waited for a processor by then, in seconds.
    """
    calls: list[float] = []
    waited: list[float] = []
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(TIMER_MS)
    timer.timeout.connect(lambda: calls.append(time.perf_counter()))
    timer.timeout.connect(lambda: waited.append(_waited_s()))
    until.timeout.connect(loop.quit)
    timer.start()
    loop.exec()
    timer.stop()
    return calls, waited


def time_loop(what: str, is_over: QTimer) -> LoopTiming:
    """Time the event loop until `is_over` is called."""
    calls, waited = note_calls(is_over)
    gaps = 1e3 * np.diff(calls)
    own = gaps - 1e3 * np.diff(waited)
    return LoopTiming(
        what=what,
        seconds=calls[-1] - calls[0],
        median_ms=float(np.median(gaps)),
        p99_ms=float(np.percentile(gaps, 99)),
        longest_ms=float(gaps.max()),
        longest_own_ms=float(own.max()),
        n_over=int((gaps > MOST_MS).sum()),
        share_over=float(gaps[gaps > MOST_MS].sum() / gaps.sum()),
    )


def main(folder: Path, n_segments: int) -> None:
    """Print the timings of one window as JSON."""
    application = QApplication(sys.argv[:1])
    theme = Theme(application, ThemeChoice.LIGHT)
    bridge = Bridge()
    with make_project(folder, n_segments) as project:
        queue = open_queue(project, deliver=bridge.deliver, n_workers=2)
        with shown_window(queue, folder, theme):
            rows = [time_loop("nothing", after(3_000))]
            job_id = queue.add(requests.separate_request(n_segments, "hpss"))
            what = f"separating {n_segments} segments"
            rows.append(time_loop(what, when_over(queue)))
            assert queue.job(job_id).progress.done == n_segments
        queue.close()
    bridge.close()
    sys.stdout.write(json.dumps([attrs.asdict(row) for row in rows]) + "\n")


def after(milliseconds: int) -> QTimer:
    """Return a timer that is called once, so late."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.start(milliseconds)
    return timer


def when_over(queue: JobQueue) -> QTimer:
    """Return a timer that is called when the queue has nothing left to do."""
    over, looking = QTimer(), QTimer()
    over.setSingleShot(True)
    looking.setInterval(200)
    looking.timeout.connect(lambda: None if queue.is_busy else over.start(0))
    looking.setParent(over)
    looking.start()
    return over


def _waited_s() -> float:
    path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return int(path.read_text().split()[1]) / 1e9 if path.exists() else 0.0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        write_table()
