"""How a project behaves as it grows: from 100 tracks to 10,000, ten segments in each.

``python -m tests.benchmarks.large_project`` prints this table alone. The tracks' files are not
there: to open a project looks at none of them, so what is measured is the project's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.app import build_screen
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.garbage import GarbageCollector
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import CLASSIFY, CURATION, EXPERIMENT, REVIEW, STEMS
from sepgenre_gui.screens.workspace.workspace import Workspace
from tests.large_project import SEGMENTS_PER_TRACK, make_project

_REST_MS = 3_000
ROOT = Path(__file__).parents[2]
SIZES = (100, 1_000, 10_000)
OPEN_GOAL_S, FILTER_GOAL_MS, SIZE_GOAL_MB = 2.0, 100.0, 200.0


@attrs.frozen(kw_only=True)
class Growth:
    """The figures of one size of project.

    Attributes
    ----------
    tracks : int
    open_s : float
        From the request to the first picture of the curation page, all events handled.
    filter_ms : float
        The slowest of some letters typed into the filter, until the list is painted.
    pages_ms : dict of str to float
        The first look at each other page.
    size_mb : float
        Of the database.
    memory_mb : float
        Of the window's process.
    """

    tracks: int
    open_s: float
    filter_ms: float
    pages_ms: dict[str, float]
    size_mb: float
    memory_mb: float

    @property
    def segments(self) -> int:
        """Number of segments."""
        return self.tracks * SEGMENTS_PER_TRACK


def main() -> None:
    """Print the table, or measure the project that is named."""
    if len(sys.argv) > 1:
        json.dump(attrs.asdict(_look(Path(sys.argv[1]))), sys.stdout)
    else:
        write_table()


def write_table() -> None:
    """Print a row for each size."""
    sys.stdout.write(
        "| tracks | segments | open, s | goal | filter, ms | goal | database, MB | goal | "
        "memory, MB | other pages at first, ms |\n|---|---|---|---|---|---|---|---|---|---|\n"
    )
    for growth in measure():
        pages = ", ".join(f"{name} {value:.0f}" for name, value in growth.pages_ms.items())
        sys.stdout.write(
            f"| {growth.tracks} | {growth.segments} | {growth.open_s:.2f} | {OPEN_GOAL_S} | "
            f"{growth.filter_ms:.0f} | {FILTER_GOAL_MS:.0f} | {growth.size_mb:.1f} | "
            f"{SIZE_GOAL_MB:.0f} | {growth.memory_mb:.0f} | {pages} |\n"
        )
        sys.stdout.flush()


def measure() -> Iterator[Growth]:
    """Yield the figures of each size."""
    for tracks in SIZES:
        with tempfile.TemporaryDirectory(prefix="sepgenre-large-") as folder:
            place = Path(folder, "project")
            make_project(place, tracks)
            command = [sys.executable, "-m", "tests.benchmarks.large_project", str(place)]
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder}
            done = subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            )
        yield Growth(**json.loads(done.stdout))


def _look(folder: Path) -> Growth:
    application = QApplication(sys.argv[:1])
    window = MainWindow(
        preferences=Preferences(folder.parent / "settings.ini"),
        theme=Theme(application, ThemeChoice.LIGHT),
        build_screen=build_screen,
    )
    collector = GarbageCollector()
    window.projects.changed.connect(collector.collect_all, Qt.ConnectionType.QueuedConnection)
    window.resize(1_440, 900)
    window.show()
    _settle(application)
    open_s = _timed(application, lambda: window.projects.open(folder)) / 1e3
    workspace = window.screen_shown
    assert isinstance(workspace, Workspace)
    screen = workspace.screen(CURATION)
    assert isinstance(screen, CurationScreen)
    n_tracks = screen.layout.tracks.model.rowCount()
    box = screen.layout.tracks.text_filter
    # What a worker finds out about the files arrives meanwhile, and is no part of a filter's time.
    # One long wait would keep Python from the thread that delivers it.
    for _ in range(_REST_MS // 50):
        QTest.qWait(50)
    filter_ms = 0.0
    for text in ("0", "07", "077", "", "artist 12", "nothing is so called", ""):
        filter_ms = max(filter_ms, _timed(application, lambda text=text: box.setText(text)))
    pages_ms = {
        name: _timed(application, lambda name=name: workspace.show_page(name))
        for name in (STEMS, EXPERIMENT, CLASSIFY, REVIEW)
    }
    memory_mb = psutil.Process().memory_info().rss / 1e6
    size_mb = (folder / "project.sqlite").stat().st_size / 1e6
    window.shut_down()
    collector.end()
    return Growth(
        tracks=n_tracks,
        open_s=open_s,
        filter_ms=filter_ms,
        pages_ms=pages_ms,
        size_mb=size_mb,
        memory_mb=memory_mb,
    )


def _timed(application: QApplication, action: Callable[[], object]) -> float:
    """Return the milliseconds of `action`, until all that it caused is handled and painted.

    They are those of the window's thread, so that other programs do not count.
    """
    started = time.thread_time()
    action()
    _settle(application)
    return (time.thread_time() - started) * 1e3


def _settle(application: QApplication) -> None:
    for _ in range(3):
        application.processEvents()


if __name__ == "__main__":
    main()
