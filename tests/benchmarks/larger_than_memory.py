"""The experiment as its data grow from 100 to 10,000 tracks, one segment of each.

``python -m tests.benchmarks.larger_than_memory`` prints this table alone. The features are noise,
some files linked many times, so that only the tensors take disk space: 0.8 GB at most. What is
counted of memory is what belongs to a process alone: pages of mapped files are given back whenever
the system wants them. Seconds are those of processors, so that other programs do not count.

Where Linux lets us, the largest is run once more with less memory than its tensors take, for all
its processes and the pages of all their files together.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import psutil

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.participants import feature_task, participants
from sepgenre_gui.services.run_experiment import RunSummary, run_experiment
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import features_path
from sepgenre_training.features.tensors import FEATURE_CHANNELS
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import STEMS_SEPARABLE
from tests.benchmarks.memory_group import join, memory_group
from tests.large_project import make_project

ROOT = Path(__file__).parents[2]
SIZES = (100, 1_000, 10_000)
GROWTH_GOAL = 1.25
WORKER_GOAL_MB, PROGRAM_GOAL_MB = 1_500.0, 200.0
LIMIT_MB, LIMITED_GOAL = 650, 1.5
_SEPARATOR = "hpss"
_LOOK_S = 0.02
_N_FRAMES, _N_FILES = 115, 50
_CONFIG = ExperimentConfig(
    name="growth",
    trials=1,
    epochs=1,
    networks=(STEMS_SEPARABLE,),
    baseline=STEMS_SEPARABLE,
    features=FeatureSettings(n_mels=32, hop_length=1_928),
    network=NetworkConfig(filters=(4, 4)),
    training=TrainingConfig(batch_size=16),
)


@attrs.frozen(kw_only=True)
class DataGrowth:
    """The figures of one size of data set.

    Attributes
    ----------
    tracks : int
    tensors_mb : float
        Of all tensors on disk.
    run_s : float
        From features to a stored trial, by the service that `sepgenre run` calls.
    program_mb, worker_mb : float
        The most memory that the program and its worker held meanwhile.
    streamed_s, streamed_mb : float
        Of a worker that runs the trial once more and copies nothing.
    limited_s : float or None
        As `run_s`, with `LIMIT_MB` for all processes and pages of files; None where that is more
        than the tensors take, or cannot be had.
    """

    tracks: int
    tensors_mb: float
    run_s: float
    program_mb: float
    worker_mb: float
    streamed_s: float
    streamed_mb: float
    limited_s: float | None = None


def main() -> None:
    """Print the table, or measure one project."""
    if len(sys.argv) > 1:
        if hasattr(os, "nice"):
            os.nice(10)
        if len(sys.argv) > 2:
            join(Path(sys.argv[2]))
            json.dump(_run_experiment(Path(sys.argv[1]))[1].seconds, sys.stdout)
        else:
            json.dump(attrs.asdict(_run(Path(sys.argv[1]))), sys.stdout)
    else:
        write_table()


def write_table() -> None:
    """Print a row for each size, as soon as it is measured."""
    sys.stdout.write(
        "| tracks | tensors, MB | run, s | memory of the program, MB | of its worker, MB | a trial "
        "that copies nothing, s | memory of its worker, MB | run within "
        f"{LIMIT_MB} MB, s |\n|---|---|---|---|---|---|---|---|\n"
    )
    for growth in measure(SIZES):
        limited = "" if growth.limited_s is None else f"{growth.limited_s:.1f}"
        sys.stdout.write(
            f"| {growth.tracks} | {growth.tensors_mb:.0f} | {growth.run_s:.1f} | "
            f"{growth.program_mb:.0f} | {growth.worker_mb:.0f} | {growth.streamed_s:.1f} | "
            f"{growth.streamed_mb:.0f} | {limited} |\n"
        )
        sys.stdout.flush()


def measure(sizes: tuple[int, ...]) -> Iterator[DataGrowth]:
    """Yield the figures of each size."""
    for tracks in sizes:
        with tempfile.TemporaryDirectory(prefix="sepgenre-growth-") as folder:
            place = _make_project(Path(folder, "first"), tracks)
            growth = DataGrowth(**_in_process(place))
            if growth.tensors_mb > LIMIT_MB:
                # A project of its own: nothing of the first run is there to go on from.
                place = _make_project(Path(folder, "second"), tracks)
                with memory_group(LIMIT_MB) as group:
                    if group is not None:
                        growth = attrs.evolve(growth, limited_s=_in_process(place, group))
        yield growth


def _make_project(folder: Path, tracks: int) -> Path:
    place = folder / "project"
    folder.mkdir()
    make_project(place, tracks, segments_per_track=1)
    _link_features(place, folder)
    return place


def _in_process(*arguments: Path) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks.larger_than_memory", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _link_features(project_folder: Path, folder: Path) -> None:
    """Put features of every segment into the cache."""
    rng = np.random.default_rng(0)
    files = [folder / f"{number}.npy" for number in range(_N_FILES)]
    for file in files:
        shape = (len(FEATURE_CHANNELS), _CONFIG.features.n_mels, _N_FRAMES)
        np.save(file, -40 + 8 * rng.standard_normal(shape, dtype=np.float32))
    with Project.open(project_folder) as project:
        for number, (track, segment) in enumerate(participants(project)):
            task = feature_task(project, track, segment, _SEPARATOR, _CONFIG.features)
            path = features_path(task)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(files[number % len(files)])


def _run_experiment(folder: Path) -> tuple[RunSummary, _Watch]:
    with Project.open(folder) as project, _Watch() as watch, WorkerPool(1) as pool:
        summary = run_experiment(
            project, _CONFIG, separator=_SEPARATOR, pool=pool, on_event=lambda _: None
        )
    return summary, watch


def _run(folder: Path) -> DataGrowth:
    summary, ours = _run_experiment(folder)
    data = summary.data
    task = TrialTask(config=_CONFIG, index=0, segments=data.segments, tensors=data.tensors)
    with _Watch() as theirs, WorkerPool(1) as pool:
        streaming = functools.partial(run_trial, in_memory_bytes=0)
        (outcome,) = pool.run(streaming, [task])
        if outcome.error is not None:
            raise outcome.error
    tensors_mb = sum(each.stat().st_size for each in data.tensors.iterdir()) / 1e6
    return DataGrowth(
        tracks=len(data.segments),
        tensors_mb=tensors_mb,
        run_s=ours.seconds,
        program_mb=ours.own_mb,
        worker_mb=ours.child_mb,
        streamed_s=theirs.seconds,
        streamed_mb=theirs.child_mb,
    )


class _Watch:
    """Looks at the memory of this process and its children, every few milliseconds."""

    def __init__(self) -> None:
        self.own_mb = self.child_mb = self.child_s = 0.0
        self._started = time.process_time()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.process_time() - self._started + self.child_s
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        process = psutil.Process()
        while not self._ended.wait(_LOOK_S):
            self.own_mb = max(self.own_mb, _memory_mb(process))
            for child in process.children():
                with suppress(psutil.Error):
                    self.child_mb = max(self.child_mb, _memory_mb(child))
                    times = child.cpu_times()
                    self.child_s = max(self.child_s, times.user + times.system)


def _memory_mb(process: psutil.Process) -> float:
    memory = process.memory_info()
    # Linux tells the pages of files apart; elsewhere they are part of it.
    return (memory.rss - getattr(memory, "shared", 0)) / 1e6


if __name__ == "__main__":
    main()
