"""What a cluster costs, and how it scales: trials by workers of a pool, and by Dask workers.

Scheduler and workers run on this machine, with TLS and without a shared folder, so that the
tensors are sent to each worker. ``python -m tests.benchmarks.cluster`` prints this table alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import psutil

from sepgenre_training.cluster.pool import ClusterPool
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.features.tensors import write_tensors
from sepgenre_training.networks.names import BASELINE
from tests.benchmarks.trials import make_task, make_tensors
from tests.cluster import LocalCluster, local_cluster

N_TRIALS = 8
CONFIG = ExperimentConfig(networks=(BASELINE,))


@attrs.frozen(kw_only=True)
class ClusterTiming:
    """Seconds for all trials, graphs traced and tensors sent before, by so many workers."""

    n_workers: int
    pool_s: float
    cluster_s: float
    sending_s: float
    """From the connection to the end of the first trial, less that trial in the pool."""


def write_table() -> None:
    """Print the table."""
    sys.stdout.write(
        "| workers | pool, s a trial | cluster, s a trial | ratio | connecting and sending, s |\n"
        "|---|---|---|---|---|\n"
    )
    for timing in measure():
        ours, theirs = timing.cluster_s / N_TRIALS, timing.pool_s / N_TRIALS
        sys.stdout.write(
            f"| {timing.n_workers} | {theirs:.2f} | {ours:.2f} | {ours / theirs:.2f} | "
            f"{timing.sending_s:.1f} |\n"
        )
        sys.stdout.flush()


def measure() -> Iterator[ClusterTiming]:
    """Yield the timing by one worker, then by two."""
    with tempfile.TemporaryDirectory(prefix="sepgenre-cluster-") as name:
        folder = Path(name)
        write_tensors(make_tensors(), folder / "tensors")
        with local_cluster(folder / "cluster") as cluster:
            for n_workers in (1, 2):
                worker = cluster.add_worker()
                # As the pool's are, whatever else this machine is at.
                psutil.Process(cluster.pid(worker)).nice(10)
                yield _measure(folder / "tensors", cluster, n_workers)


def _measure(tensors: Path, cluster: LocalCluster, n_workers: int) -> ClusterTiming:
    with WorkerPool(n_workers) as pool:
        first_pool_s = _time(pool, tensors, 2 * n_workers)
        pool_s = _time(pool, tensors, N_TRIALS)
    started = time.perf_counter()
    with ClusterPool(cluster.address(), 1) as pool:
        _time(pool, tensors, 2 * n_workers)
        first_cluster_s = time.perf_counter() - started
        cluster_s = _time(pool, tensors, N_TRIALS)
    return ClusterTiming(
        n_workers=n_workers,
        pool_s=pool_s,
        cluster_s=cluster_s,
        sending_s=first_cluster_s - first_pool_s,
    )


def _time(pool: WorkerPool, tensors: Path, n_trials: int) -> float:
    tasks: list[TrialTask] = [make_task(tensors, index, CONFIG) for index in range(n_trials)]
    started = time.perf_counter()
    for outcome in pool.run(run_trial, tasks):
        if outcome.error is not None:
            raise outcome.error
    return time.perf_counter() - started


if __name__ == "__main__":
    write_table()
