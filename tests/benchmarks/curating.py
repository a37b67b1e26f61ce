"""How long a person who curates by keys waits for the program, track by track."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.demo import generate_songs
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_training.compute.pool import WorkerPool

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from sepgenre_gui.screens.curation.screen import CurationScreen

LISTENS_S = 5.0
"""How long the person listens to each track before going on."""

_SONGS_PER_GENRE = 2
_SONGS_OF_PAPER = 66
_PATIENCE_S = 120.0
_ROWS = 10_000
_SCROLLS = 100


def write_table(out: TextIO = sys.stdout) -> None:
    """Print what a person waits for, from opening a project without segments to its last track."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        folder = _make_project(Path(scratch))
        waveforms, places = _curate(folder, Path(scratch))
    out.write("| waits for | median, s | longest, s | longest after the first, s |\n")
    out.write("| --- | --- | --- | --- |\n")
    for name, waits in (("its waveform", waveforms), ("S: the best place", places)):
        out.write(
            f"| {name} | {np.median(waits):.2f} | {max(waits):.2f} | {max(waits[1:]):.2f} |\n"
        )
    per_track_s = float(np.mean(waveforms) + np.mean(places))
    out.write(
        f"\nOf {_SONGS_OF_PAPER} songs in 20 minutes, each may take 18.2 s; the program takes "
        f"{per_track_s:.2f} s of that.\n"
    )
    out.write(f"\nA frame of scrolling {_ROWS} tracks: {1e3 * _scroll_s():.1f} ms, median\n")


def _make_project(scratch: Path) -> Path:
    with WorkerPool() as pool:
        generate_songs(
            scratch / "music",
            songs_per_genre=_SONGS_PER_GENRE,
            pool=pool,
            on_event=lambda _: None,
        )
        with Project.create(scratch / "songs") as project:
            import_tracks(
                project,
                [scratch / "music" / "songs"],
                pool=pool,
                on_event=lambda _: None,
            )
            # As where nobody has sorted them yet.
            for track in project.tracks.list():
                project.tracks.set_genre(track.id, None)
            return project.folder


def _curate(folder: Path, scratch: Path) -> tuple[list[float], list[float]]:
    """Curate all tracks; return how long each waveform and each place was waited for."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from sepgenre_gui.app import build_screen
    from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
    from sepgenre_gui.screens.preferences import Preferences
    from sepgenre_gui.screens.shell.main_window import MainWindow
    from sepgenre_gui.screens.workspace.workspace import Workspace

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = MainWindow(
        preferences=Preferences(scratch / "settings.ini"),
        theme=Theme(application, ThemeChoice.LIGHT),
        build_screen=build_screen,
    )
    window.show()
    window.activateWindow()
    window.projects.open(folder)
    workspace = window.screen_shown
    assert isinstance(workspace, Workspace)
    screen: CurationScreen = workspace.screen("curation")  # type: ignore[assignment]
    waveforms, places = [], []
    for _ in range(len(screen.session.rows())):
        waveforms.append(_wait(application, lambda: _is_drawn(screen)))
        _wait(application, lambda: False, LISTENS_S)
        QTest.keyClick(window, Qt.Key.Key_S)
        places.append(_wait(application, lambda: screen.session.segment is not None))
        QTest.keyClick(window, Qt.Key.Key_1)
    window.shut_down()
    return waveforms, places


def _scroll_s() -> float:
    """Return how long a frame takes while a long list of tracks is scrolled."""
    from PySide6.QtWidgets import QApplication

    from sepgenre_gui.screens.curation.tracks.panel import TrackPanel
    from tests.sepgenre_gui.screens.curation.tracks.rows import make_row

    panel = TrackPanel()
    panel.resize(600, 900)
    panel.show()
    panel.set_rows(
        make_row(number, f"Song {number}", genre_name="House", genre_color="#e69f00")
        for number in range(_ROWS)
    )
    QApplication.processEvents()
    bar, viewport = panel.table.verticalScrollBar(), panel.table.viewport()
    frames_s = []
    for number in range(_SCROLLS):
        began_s = time.perf_counter()
        bar.setValue(number * bar.maximum() // _SCROLLS)
        viewport.repaint()
        frames_s.append(time.perf_counter() - began_s)
    return float(np.median(frames_s))


def _is_drawn(screen: CurationScreen) -> bool:
    peaks = screen.analysis.peaks
    return peaks is not None and peaks.is_complete


def _wait(
    application: QApplication, condition: Callable[[], bool], at_most_s: float = _PATIENCE_S
) -> float:
    began_s = time.perf_counter()
    while not condition() and time.perf_counter() - began_s < at_most_s:
        application.processEvents()
        time.sleep(0.005)
    return time.perf_counter() - began_s


if __name__ == "__main__":
    write_table()
