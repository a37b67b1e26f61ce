"""Separating with Spleeter's networks: ours, the package, and the floor that arithmetic sets.

Every measurement runs in a process of its own, with a random checkpoint of the official shape:
speed does not depend on the weights' values.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import platformdirs
import psutil

from sepgenre_training.errors import SeparationError

RATE_HZ = 44_100
SHORT_S, LONG_S = 10, 180
REPEATS = 5
ROUNDS = 3
SEGMENTS_PER_ROUND = 4
# Of one chunk through all four networks, from the shapes of their convolutions.
CHUNK_GFLOP = 48.8
_MATRIX = 2048
_PACKAGE = "spleeter 2.4.2"


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
    return [sys.executable, "-m", "tests.benchmarks.separation", kind, str(weights), *arguments]


def _environment(threads: int) -> dict[str, str]:
    names = (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
    )
    return {**os.environ, **dict.fromkeys(names, str(threads))}


def _threads() -> int:
    return int(os.environ["TF_NUM_INTRAOP_THREADS"])


def _music(seconds: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    from sepgenre_training.datasets.synthetic.song import render_song, song_specs

    song = render_song(song_specs(seed=66, songs_per_genre=1)[0]).mixture
    n_samples = seconds * RATE_HZ
    return np.tile(song, (1, -(-n_samples // song.shape[1])))[:, :n_samples]


def _run_engine(weights: Path, seconds: int) -> dict[str, Any]:
    from sepgenre_training.separation.spleeter.engine import SpleeterSeparator

    separator = SpleeterSeparator(weights=weights)
    return _time_separator(separator, "ours", seconds, os.getpid)


def _run_package(weights: Path, seconds: int) -> dict[str, Any]:
    from sepgenre_training.separation.external.environment import require_environment
    from sepgenre_training.separation.external.spleeter_package import (
        SPLEETER_ENVIRONMENT,
        SpleeterPackageSeparator,
    )

    try:
        python = require_environment(SPLEETER_ENVIRONMENT, root=_environments())
    except SeparationError:
        return {}
    separator = SpleeterPackageSeparator(weights=weights, python=python)
    try:
        return _time_separator(separator, _PACKAGE, seconds, lambda: separator.child.pid or 0)
    finally:
        separator.child.stop()


def _environments() -> Path | None:
    # Where the tests keep theirs; a person's own otherwise.
    tests = platformdirs.user_cache_path("sepgenre-tests", appauthor=False) / "environments"
    return tests if tests.is_dir() else None


def _time_separator(
    separator: Any, engine: str, seconds: int, process_id: Callable[[], int]
) -> dict[str, Any]:
    mixture = _music(seconds)
    separator.separate(mixture[:, : RATE_HZ * SHORT_S], RATE_HZ)
    process = psutil.Process(process_id())
    walls, cpus = [], []
    for _ in range(REPEATS if seconds == SHORT_S else 1):
        wall, cpu = time.perf_counter(), _cpu_s(process)
        separator.separate(mixture, RATE_HZ)
        walls.append(time.perf_counter() - wall)
        cpus.append(_cpu_s(process) - cpu)
    return {
        "engine": engine,
        "threads": _threads(),
        "seconds_of_audio": seconds,
        "wall_s": float(np.median(walls)),
        "cpu_s": float(np.median(cpus)),
        "peak_rss_mb": _peak_rss_mb(process),
    }


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _peak_rss_mb(process: psutil.Process) -> float:
    status = Path("/proc", str(process.pid), "status")
    if not status.exists():
        return float(process.memory_info().rss) / 1e6
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def _run_networks(weights: Path) -> dict[str, Any]:
    from sepgenre_training.separation.spleeter.network import load_networks
    from sepgenre_training.separation.spleeter.spectra import CHUNK_FRAMES, MODELLED_BINS

    networks = load_networks(weights)
    rng = np.random.default_rng(0)
    magnitudes = rng.random((2, CHUNK_FRAMES, MODELLED_BINS), dtype=np.float32)
    left, right = rng.random((2, _MATRIX, _MATRIX), dtype=np.float32)
    product_gflop = 2.0 * _MATRIX**3 / 1e9
    networks.estimate_masks(magnitudes)
    chunk_s, product_s = [], []
    for _ in range(2 * REPEATS):
        chunk_s.append(_time(lambda: networks.estimate_masks(magnitudes)))
        product_s.append(_time(lambda: np.matmul(left, right)))
    # The least disturbed of each: another process delays one as it does the other.
    floor_s = min(product_s) * CHUNK_GFLOP / product_gflop
    return {
        "threads": _threads(),
        "networks_s": min(chunk_s),
        "floor_s": floor_s,
    }


def _time(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _work(weights: Path, kind: str) -> None:
    action = _make_product() if kind == "product" else _make_separation(weights)
    action()
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    for _ in sys.stdin:
        for _ in range(SEGMENTS_PER_ROUND):
            action()
        print("done", flush=True)  # noqa: T201


def _make_separation(weights: Path) -> Callable[[], object]:
    from sepgenre_training.separation.spleeter.engine import SpleeterSeparator

    separator = SpleeterSeparator(weights=weights)
    mixture = _music(SHORT_S)
    return lambda: separator.separate(mixture, RATE_HZ)


def _make_product() -> Callable[[], object]:
    left, right = np.random.default_rng(0).random((2, _MATRIX, _MATRIX), dtype=np.float32)
    # About as long as one segment takes.
    return lambda: [np.matmul(left, right) for _ in range(3)]


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
        engines = set()
        for timing in chain(measure_engines(weights), measure_package(weights)):
            engines.add(timing.engine)
            out.write(
                f"| {timing.engine} | {timing.threads} | {timing.seconds_of_audio} "
                f"| {timing.wall_s:.2f} | {timing.cpu_s:.2f} | {timing.peak_rss_mb:.0f} |\n"
            )
            out.flush()
        if _PACKAGE not in engines:
            out.write(f"\n{_PACKAGE} was not measured: its environment is not installed.\n")
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
    kind, *rest = sys.argv[1:]
    if kind in ("worker", "product"):
        _work(Path(rest[0]), kind)
    else:
        runs: dict[str, Callable[..., dict[str, Any]]] = {
            "engine": lambda weights, seconds: _run_engine(weights, int(seconds)),
            "package": lambda weights, seconds: _run_package(weights, int(seconds)),
            "networks": _run_networks,
        }
        print(json.dumps(runs[kind](Path(rest[0]), *rest[1:])))  # noqa: T201
