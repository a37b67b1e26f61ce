"""Whole trials of the paper's protocol: our workers against the plain Keras loop.

The peer is what a researcher writes: build, compile, fit with validation data and predict, for each
network of each trial, in one process with TensorFlow's own number of threads. Both take the same
tensors, splits and hyperparameters. ``python -m tests.benchmarks.trials`` prints this table alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np
import psutil

from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.splits import LabelledSegment, draw_split, trial_seed
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.features.tensors import Tensors, load_tensors, write_tensors
from sepgenre_training.networks.names import NETWORKS

ROOT = Path(__file__).parents[2]
N_SEGMENTS, N_GENRES = 66, 6
PEER_TRIALS, OUR_TRIALS = 1, 12
FULL_TRIALS = 50
WORKERS = 2


@attrs.frozen(kw_only=True)
class TrialTiming:
    """Seconds of a trial in a round: by the peer, and by us.

    Attributes
    ----------
    peer_s : float
        Its process has loaded TensorFlow before; networks are built within.
    start_s : float
        Until each of our workers has loaded TensorFlow, built its networks and finished a trial.
    further_s : float
        Of each further trial, all workers together.
    growth_mb : float
        How much a worker grew over its trials.
    """

    peer_s: float
    start_s: float
    further_s: float
    growth_mb: float

    @property
    def full_s(self) -> float:
        """Of the full protocol, our workers' start included."""
        return self.start_s + (FULL_TRIALS - WORKERS) * self.further_s

    @property
    def ours_s(self) -> float:
        """Of a trial of the full protocol."""
        return self.full_s / FULL_TRIALS


def main() -> None:
    """Print the table, or be the peer."""
    if len(sys.argv) > 1:
        if hasattr(os, "nice"):
            os.nice(10)  # as our workers are, whatever else this machine is at
        json.dump(_run_peer(Path(sys.argv[1])), sys.stdout)
    else:
        write_table()


def write_table(rounds: int = 2) -> None:
    """Print a row for each round, as soon as it is measured."""
    sys.stdout.write(
        "| plain Keras, s a trial | ours, s a trial | ratio | goal | 50 trials, minutes | goal | "
        "growth of a worker, MB | goal |\n|---|---|---|---|---|---|---|---|\n"
    )
    for timing in measure(rounds):
        sys.stdout.write(
            f"| {timing.peer_s:.1f} | {timing.ours_s:.1f} | "
            f"{timing.peer_s / timing.ours_s:.1f} | 4 | "
            f"{timing.full_s / 60:.1f} | 10 | {timing.growth_mb:.0f} | 100 |\n"
        )
        sys.stdout.flush()


def measure(rounds: int) -> Iterator[TrialTiming]:
    """Yield the timing of each round."""
    with tempfile.TemporaryDirectory(prefix="sepgenre-trials-") as folder:
        write_tensors(make_tensors(), Path(folder))
        for _ in range(rounds):
            yield _measure(Path(folder))


def _measure(folder: Path) -> TrialTiming:
    command = [sys.executable, "-m", "tests.benchmarks.trials", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    with WorkerPool(WORKERS) as pool:
        memory: list[int] = []
        ended: list[float] = []
        started = time.perf_counter()
        for outcome in pool.run(run_trial, [make_task(folder, each) for each in range(OUR_TRIALS)]):
            if outcome.error is not None:
                raise outcome.error
            memory.append(sum(_resident()))
            ended.append(time.perf_counter() - started)
    # Graphs are traced, and buffers taken, in the first trial of each worker.
    first = WORKERS - 1
    return TrialTiming(
        peer_s=float(json.loads(done.stdout)),
        start_s=ended[first],
        further_s=(ended[-1] - ended[first]) / (OUR_TRIALS - WORKERS),
        growth_mb=(memory[-1] - memory[WORKERS]) / WORKERS / 1e6,
    )


def _resident() -> list[int]:
    return [child.memory_info().rss for child in psutil.Process().children(recursive=True)]


def _run_peer(folder: Path) -> float:
    import keras

    from sepgenre_training.networks.architecture import build_network

    tensors, config = load_tensors(folder), ExperimentConfig()
    started = time.perf_counter()
    for index in range(PEER_TRIALS):
        task = make_task(folder, index)
        split = draw_split(task.segments, config, trial_seed(config, index))
        labels = np.array([each.label for each in task.segments], np.int32)
        for name in config.networks:
            inputs = getattr(tensors, NETWORKS[name].tensor)
            model = build_network(
                NETWORKS[name], config.network, input_shape=inputs.shape[1:], n_classes=N_GENRES
            )
            model.compile(
                optimizer=keras.optimizers.Adam(config.training.learning_rate),
                loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                metrics=["accuracy"],
            )
            train, test = list(split.train), list(split.test)
            model.fit(
                inputs[train],
                labels[train],
                batch_size=config.training.batch_size,
                epochs=config.epochs,
                validation_data=(inputs[test], labels[test]),
                verbose=0,
            )
            model.predict(inputs[test], verbose=0)
    return (time.perf_counter() - started) / PEER_TRIALS


def make_task(
    folder: Path,
    index: int,
    config: ExperimentConfig = ExperimentConfig(),  # noqa: B008 - frozen
) -> TrialTask:
    """Return trial `index` on the tensors in `folder`, which are those of `make_tensors`."""
    segments = tuple(
        LabelledSegment(segment_id=place, song_id=place, artist=None, label=place % N_GENRES)
        for place in range(N_SEGMENTS)
    )
    return TrialTask(config=config, index=index, segments=segments, tensors=folder)


def make_tensors() -> Tensors:
    """Return noise of the shapes of the paper."""
    rng = np.random.default_rng(0)
    full_mix, no_vox, stems = (
        rng.standard_normal((N_SEGMENTS, 128, 458, channels), dtype=np.float32)
        for channels in (1, 1, 3)
    )
    return Tensors(full_mix=full_mix, no_vox=no_vox, stems=stems)


if __name__ == "__main__":
    main()
