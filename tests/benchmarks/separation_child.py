"""The processes that `separation` times: each loads one engine, and says what it took."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import psutil
import soundfile

from sepgenre_training.errors import SeparationError

RATE_HZ = 44_100
SHORT_S = 10
OURS = "ours"
PACKAGE = "spleeter 2.4.2"
REPEATS = 5
SEGMENTS_PER_ROUND = 4
# Of one chunk through all four networks, from the shapes of their convolutions.
CHUNK_GFLOP = 48.8
_MATRIX = 2048


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
    return _time_separator(separator, OURS, seconds, os.getpid)


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
        return _time_separator(separator, PACKAGE, seconds, lambda: separator.child.pid or 0)
    finally:
        separator.child.stop()


def _run_track(weights: Path, seconds: int) -> dict[str, Any]:
    from sepgenre_training.separation.spleeter.engine import SpleeterSeparator
    from sepgenre_training.separation.whole_track import task

    separator = SpleeterSeparator(weights=weights)
    separator.separate(_music(SHORT_S), RATE_HZ)
    # The registry would refuse weights that are not the published ones.
    task.loaded_separator = lambda _: separator  # type: ignore[assignment]
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        track, stems = Path(folder, "track.flac"), Path(folder, "stems")
        _write_track(track, seconds)
        stems.mkdir()
        wall, cpu = time.perf_counter(), _cpu_s(process)
        task.separate_track(
            task.TrackTask(path=track, separator="spleeter", folder=stems, stem_format="wav")
        )
        return {
            "engine": f"{OURS}, file to files",
            "threads": _threads(),
            "seconds_of_audio": seconds,
            "wall_s": time.perf_counter() - wall,
            "cpu_s": _cpu_s(process) - cpu,
            "peak_rss_mb": _peak_rss_mb(process),
        }


def _write_track(path: Path, seconds: int) -> None:
    minute = _music(60).T
    with soundfile.SoundFile(path, "w", RATE_HZ, minute.shape[1]) as file:
        for _ in range(seconds // 60):
            file.write(minute)


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


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    if kind in ("worker", "product"):
        _work(Path(rest[0]), kind)
    else:
        runs: dict[str, Callable[..., dict[str, Any]]] = {
            "engine": lambda weights, seconds: _run_engine(weights, int(seconds)),
            "package": lambda weights, seconds: _run_package(weights, int(seconds)),
            "track": lambda weights, seconds: _run_track(weights, int(seconds)),
            "networks": _run_networks,
        }
        print(json.dumps(runs[kind](Path(rest[0]), *rest[1:])))  # noqa: T201
