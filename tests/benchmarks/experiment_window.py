"""The window's event loop while an experiment runs in two workers, and while 200 fits are drawn.

`python -m tests.benchmarks.experiment_window` prints this table alone. It is timed as in
`queue_window`, with the whole window on the page of the run.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from sepgenre_gui.app import build_screen
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.screen import ExperimentScreen
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import EXPERIMENT
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from tests.benchmarks.queue_window import (
    MOST_MS,
    ROOT,
    ROUNDS,
    LoopTiming,
    after,
    time_loop,
    when_over,
)
from tests.music import write_library
from tests.track_imports import run_import

N_TRIALS, N_DRAWN = 12, 50
DRAWING_S, REDRAW_MS = 15.0, 250
CONFIG = ExperimentConfig(
    name="benchmark",
    trials=N_TRIALS,
    network=NetworkConfig(filters=(2, 3), pool_size=(8, 8)),
    training=TrainingConfig(batch_size=4),
)
"""Small networks: epochs come faster than those of real ones, so there is more to draw."""


def measure(rounds: int = ROUNDS) -> Iterator[LoopTiming]:
    """Yield timings of an idle window, of a run, and of drawing, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "tests.benchmarks.experiment_window",
                    str(Path(folder) / str(number)),
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
        "| what goes on | s | gap, median, ms | 99 %, ms | longest, ms | longest, its own, ms "
        f"| over {MOST_MS:.0f} ms | share of the time |\n|---|---|---|---|---|---|---|---|\n"
    )
    for row in measure():
        sys.stdout.write(
            f"| {row.what} | {row.seconds:.0f} | {row.median_ms:.1f} | {row.p99_ms:.1f} "
            f"| {row.longest_ms:.1f} | {row.longest_own_ms:.1f} | {row.n_over} "
            f"| {100 * row.share_over:.2f} % |\n"
        )
        sys.stdout.flush()


def make_project(folder: Path) -> Path:
    """Make a project of ten songs with a segment each; return its folder."""
    music = write_library(folder / "music", genres=2, songs=5)
    with Project.create(folder / "project") as project, WorkerPool(1) as pool:
        run_import(project, pool, music, layout="folders")
        for track in project.tracks.list():
            project.segments.add(track, 0, track.genre_id, Origin.BY_HAND)
    return folder / "project"


def main(folder: Path) -> None:
    """Print the timings of one window as JSON."""
    application = QApplication(sys.argv[:1])
    project_folder = make_project(folder)
    config_path = folder / "benchmark.toml"
    config_path.write_text(format_config(CONFIG), encoding="utf-8")
    window = MainWindow(
        preferences=Preferences(folder / "settings.ini"),
        theme=Theme(application, ThemeChoice.LIGHT),
        build_screen=build_screen,
    )
    window.resize(1440, 900)
    window.show()
    window.projects.open(project_folder)
    workspace = window.screen_shown
    assert isinstance(workspace, Workspace)
    workspace.show_page(EXPERIMENT)
    screen = workspace.screen(EXPERIMENT)
    assert isinstance(screen, ExperimentScreen)
    screen.setting_up.read_file(config_path)
    _wait(lambda: screen.setting_up.looking.is_known)
    rows = [time_loop("nothing", after(3_000))]
    screen.setting_up.run()
    _wait(lambda: bool(screen.run_id and screen.watch.live(screen.run_id).unfinished))
    what = f"{N_TRIALS} trials of {len(CONFIG.networks)} networks"
    rows.append(time_loop(what, when_over(workspace.queue)))
    rows.append(_time_drawing(screen))
    window.shut_down()
    sys.stdout.write(json.dumps([attrs.asdict(row) for row in rows]) + "\n")


def _time_drawing(screen: ExperimentScreen) -> LoopTiming:
    """Time the loop while a run of 200 fits is drawn as often as one that goes on."""
    run_id = screen.run_id
    assert run_id is not None
    live = screen.watch.live(run_id)
    trials = live.record.trials
    assert len(trials) == N_TRIALS
    many = tuple(attrs.evolve(trials[at % N_TRIALS], index=at) for at in range(N_DRAWN))

    fewer = itertools.cycle(range(N_TRIALS))

    def draw() -> None:
        # Each time other trials: no chart may find that it shows them already, and the worker has
        # its figures to compute, too.
        live.record = attrs.evolve(live.record, trials=many[next(fewer) :])
        screen.watch.numbers_changed.emit(run_id)

    drawing = QTimer()
    drawing.setInterval(REDRAW_MS)
    drawing.timeout.connect(draw)
    drawing.start()
    what = f"{N_DRAWN * len(CONFIG.networks)} fits drawn every {REDRAW_MS} ms"
    timing = time_loop(what, after(round(1000 * DRAWING_S)))
    drawing.stop()
    return timing


def _wait(condition: Callable[[], bool], at_most_s: float = 300.0) -> None:
    loop, poll, limit = QEventLoop(), QTimer(), QTimer()
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    poll.start(50)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    limit.start(round(1000 * at_most_s))
    loop.exec()
    assert condition(), "waited in vain"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        write_table()
