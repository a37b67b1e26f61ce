"""Separating with Spleeter's networks: ours, the package, and the floor that arithmetic sets.

`python -m tests.benchmarks.separation` prints these tables alone. Every measurement runs in a
process of its own, with a random checkpoint of the official shape: speed does not depend on the
weights' values.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from tests.benchmarks.separation_child import OURS, PACKAGE, SHORT_S

LONG_S = 180
VERY_LONG_S = 1_200
ROUNDS = 3


@attrs.frozen(kw_only=True)
class SeparationTiming:
    """One engine on one length: warm medians; peak RSS of its whole process."""

    engine: str
    threads: int
    seconds_of_audio: int
    wall_s: float
    cpu_s: float
    peak_rss_mb: float


@attrs.frozen(kw_only=True)
class NetworkTiming:
    """The networks alone on one chunk, beside a float32 matrix product's time for as much."""

    threads: int
    networks_s: float
    floor_s: float


def measure_engines(weights: Path) -> Iterator[SeparationTiming]:
    """Yield the timings of our engine on one thread and on two, for both lengths."""
    for threads in (1, 2):
        for seconds in (SHORT_S, LONG_S):
            yield SeparationTiming(**_child("engine", weights, threads, str(seconds)))


def measure_package(weights: Path) -> Iterator[SeparationTiming]:
    """Yield the timings of the `spleeter` package; none where its environment is not installed."""
    for seconds in (SHORT_S, LONG_S):
        found = _child("package", weights, 2, str(seconds))
        if found:
            yield SeparationTiming(**found)


def measure_tracks(weights: Path) -> Iterator[SeparationTiming]:
    """Yield the timings of our engine from a file into files, whose memory must not grow."""
    for seconds in (LONG_S, VERY_LONG_S):
        yield SeparationTiming(**_child("track", weights, 2, str(seconds)))


def measure_networks(weights: Path) -> Iterator[NetworkTiming]:
    """Yield the time of the networks and of the floor, on one thread and on two."""
    for threads in (1, 2):
        yield NetworkTiming(**_child("networks", weights, threads))


def measure_workers(weights: Path, kind: str) -> float:
    """Return the throughput of two one-thread workers over that of one, median of rounds.

    `kind` is ``worker`` for our engine, or ``product`` for a matrix product alone: what the
    machine itself gives, whose two cores may share their clock, caches or even one real core.
    """
    ratios = []
    with _worker(weights, kind) as first, _worker(weights, kind) as second:
        for _ in range(ROUNDS):
            alone_s = _round(first)
            both_s = _round(first, second)
            ratios.append(2.0 * alone_s / both_s)
    return float(np.median(ratios))


def _round(*workers: subprocess.Popen[str]) -> float:
    started = time.perf_counter()
    for worker in workers:
        print("go", file=worker.stdin, flush=True)
    for worker in workers:
        _await(worker)
    return time.perf_counter() - started


@contextmanager
def _worker(weights: Path, kind: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        _command(kind, weights),
        env=_environment(1),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        _await(process)
        yield process
        process.stdin.close()


def _await(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout is not None
    if not worker.stdout.readline():
        # Taken for an answer, the end of a dead worker would look like speed.
        raise RuntimeError(f"a worker of the benchmark died (status {worker.wait()})")


def _child(kind: str, weights: Path, threads: int, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        _command(kind, weights, *arguments),
        env=_environment(threads),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _command(kind: str, weights: Path, *arguments: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "tests.benchmarks.separation_child",
        kind,
        str(weights),
        *arguments,
    ]


def _environment(threads: int) -> dict[str, str]:
    names = (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
    )
    return {**os.environ, **dict.fromkeys(names, str(threads))}


def write_tables() -> None:
    """Measure everything and write the tables to standard output."""
    from tests.sepgenre_training.separation.spleeter.random_checkpoint import (
        write_random_checkpoint,
    )

    out = sys.stdout
    with tempfile.TemporaryDirectory() as folder:
        weights = write_random_checkpoint(Path(folder, "weights"), seed=1)
        out.write("| engine | threads | audio, s | wall, s | CPU, s | peak RSS, MB |\n")
        out.write("|---|---|---|---|---|---|\n")
        short_s = {}
        for timing in chain(
            measure_engines(weights), measure_tracks(weights), measure_package(weights)
        ):
            if timing.threads == 2 and timing.seconds_of_audio == SHORT_S:
                short_s[timing.engine] = timing.wall_s
            out.write(
                f"| {timing.engine} | {timing.threads} | {timing.seconds_of_audio} "
                f"| {timing.wall_s:.2f} | {timing.cpu_s:.2f} | {timing.peak_rss_mb:.0f} |\n"
            )
            out.flush()
        if PACKAGE in short_s:
            times = short_s[PACKAGE] / short_s[OURS]
            out.write(f"\n{SHORT_S} s on two threads: {times:.1f} times faster than {PACKAGE}.\n")
        else:
            out.write(f"\n{PACKAGE} was not measured: its environment is not installed.\n")
        out.write("\n| threads | networks, s a chunk | GEMM floor, s | ratio |\n")
        out.write("|---|---|---|---|\n")
        for network in measure_networks(weights):
            ratio = network.networks_s / network.floor_s
            out.write(
                f"| {network.threads} | {network.networks_s:.3f} | {network.floor_s:.3f} "
                f"| {ratio:.2f} |\n"
            )
            out.flush()
        out.write("\nTwo one-thread workers over one, times the throughput:\n")
        for kind, what in (("worker", "separating"), ("product", "a matrix product alone")):
            out.write(f"{what}: {measure_workers(weights, kind):.2f}\n")


if __name__ == "__main__":
    write_tables()
