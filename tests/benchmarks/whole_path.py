"""Where the time of the whole path goes: each stage's seconds, and how busy it keeps the cores.

Generated songs, as the demo's, and two workers that live from the import to the last trial.
``python -m tests.benchmarks.whole_path`` prints this table alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import psutil

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.demo import generate_songs
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.run_experiment import prepare_data, run_experiment
from sepgenre_gui.services.run_records import run_record
from sepgenre_gui.services.suggest_segments import suggest_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.report.writing import write_report

N_WORKERS = 2
SONGS_PER_GENRE = 6
CONFIG = ExperimentConfig(trials=4)


@attrs.frozen(kw_only=True)
class StageTiming:
    """A stage: how long it took, and how many seconds of processor, of all processes together."""

    stage: str
    wall_s: float
    cpu_s: float

    @property
    def busy(self) -> float:
        """The share of the workers' cores that was in use, from 0 to 1."""
        return self.cpu_s / (N_WORKERS * self.wall_s)


def write_table() -> None:
    """Print a row for each stage, as soon as it is measured."""
    sys.stdout.write("| stage | s | share of the path | cores busy |\n|---|---|---|---|\n")
    timings = list(measure())
    total_s = sum(timing.wall_s for timing in timings)
    for timing in timings:
        sys.stdout.write(
            f"| {timing.stage} | {timing.wall_s:.1f} | {timing.wall_s / total_s:.0%} | "
            f"{timing.busy:.0%} |\n"
        )
    cpu_s = sum(timing.cpu_s for timing in timings)
    sys.stdout.write(
        f"| all of {6 * SONGS_PER_GENRE} songs | {total_s:.1f} | 100% | "
        f"{cpu_s / (N_WORKERS * total_s):.0%} |\n"
    )


def measure() -> Iterator[StageTiming]:
    """Yield the timing of each stage, from the import to the report."""
    with tempfile.TemporaryDirectory(prefix="sepgenre-path-") as name:
        folder = Path(name)
        with Project.create(folder / "project") as project, WorkerPool(N_WORKERS) as pool:
            generate_songs(
                folder / "music", songs_per_genre=SONGS_PER_GENRE, pool=pool, on_event=_ignore
            )
            yield from _stages(project, folder, pool)


def _stages(project: Project, folder: Path, pool: WorkerPool) -> Iterator[StageTiming]:
    with_pool = {"pool": pool, "on_event": _ignore}
    songs = folder / "music" / "songs"
    yield _time("import", lambda: import_tracks(project, [songs], layout="folders", **with_pool))
    yield _time("suggest segments", lambda: suggest_segments(project, **with_pool))
    yield _time(
        "separate, extract features", lambda: prepare_data(project, CONFIG, "hpss", pool, _ignore)
    )
    yield _time(
        f"{CONFIG.trials} trials of four networks",
        lambda: run_experiment(project, CONFIG, separator="hpss", **with_pool),
    )
    yield _time("report", lambda: write_report(run_record(project, 1), folder / "report"))


def _time(stage: str, work: Callable[[], object]) -> StageTiming:
    cpu_s, started_s = _cpu_s(), time.perf_counter()
    work()
    return StageTiming(stage=stage, wall_s=time.perf_counter() - started_s, cpu_s=_cpu_s() - cpu_s)


def _cpu_s() -> float:
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    times = [process.cpu_times() for process in processes]
    return sum(each.user + each.system for each in times)


def _ignore(_: object) -> None:
    pass


if __name__ == "__main__":
    write_table()
