"""Importing tracks, against bare decoding of the same files by as many processes.

``python -m tests.benchmarks.importing`` prints this table alone. Each format has its own music:
noise that fades with frequency, notes, and a beat. Seconds are those of all processors that took
part, the least of some rounds, so that other programs do not count.

Every import has to hash the file as well (SHA-256), by which it is found again after a move. With
uncompressed formats there is next to nothing to decode, and the hash takes longer than that.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import psutil
import scipy.signal
import soundfile

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_training.audio.files import content_hash
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import DatasetError
from sepgenre_training.separation.stems import Audio

FORMATS = ("wav", "flac", "mp3")
N_TRACKS, SECONDS, RATE_HZ = 8, 150, 44_100
UNCOMPRESSED = ("wav",)
GROWTH, GROWTH_SECONDS, GROWTH_RATE_HZ = (100, 1_000, 10_000), 11, 8_000
_GROWTH_ROUNDS_OF = 2_000
GOAL, GROWTH_GOAL = 1.5, 1.25
WORKERS, ROUNDS = 2, 3


@attrs.frozen(kw_only=True)
class ImportTiming:
    """Seconds of a format's tracks, of processors: decoded, hashed, imported; of the clock."""

    format: str
    decoded_s: float
    hashed_s: float
    ours_s: float
    wall_s: float


@attrs.frozen(kw_only=True)
class ImportGrowth:
    """Processor milliseconds of each of so many short tracks that are imported at once.

    Few tracks are imported several times, and the least counts.
    """

    tracks: int
    each_ms: float


def write_table() -> None:
    """Print a row for each format, and one for each number of tracks."""
    sys.stdout.write(
        f"| {N_TRACKS} tracks of {SECONDS} s | decoded, s | hashed, s | imported, s | by decoding "
        "| by both | goal | imported, s by the clock |\n|---|---|---|---|---|---|---|---|\n"
    )
    for timing in measure():
        sys.stdout.write(
            f"| {timing.format} | {timing.decoded_s:.2f} | {timing.hashed_s:.2f} | "
            f"{timing.ours_s:.2f} | {timing.ours_s / timing.decoded_s:.2f} | "
            f"{timing.ours_s / (timing.decoded_s + timing.hashed_s):.2f} | {GOAL:g} | "
            f"{timing.wall_s:.2f} |\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"\n| tracks of {GROWTH_SECONDS} s | ms each |\n|---|---|\n")
    for growth in measure_growth():
        sys.stdout.write(f"| {growth.tracks} | {growth.each_ms:.1f} |\n")
        sys.stdout.flush()


def measure() -> Iterator[ImportTiming]:
    """Yield the timing of each format."""
    with (
        tempfile.TemporaryDirectory(prefix="sepgenre-import-") as folder,
        WorkerPool(WORKERS) as pool,
    ):
        for suffix in FORMATS:
            place = Path(folder, suffix)
            files = _write_tracks(place, suffix, N_TRACKS, _music(SECONDS), RATE_HZ)
            decoded, hashed, ours = [], [], []
            for number in range(ROUNDS):
                decoded.append(_timed(lambda files=files: list(pool.run(decode, files))))
                hashed.append(_timed(lambda files=files: list(pool.run(content_hash, files))))
                project = place.with_name(f"{suffix} {number}")
                ours.append(_timed(lambda at=project, music=place: _import(at, music, pool)))
            yield ImportTiming(
                format=suffix,
                decoded_s=min(each[0] for each in decoded),
                hashed_s=min(each[0] for each in hashed),
                ours_s=min(each[0] for each in ours),
                wall_s=min(each[1] for each in ours),
            )


def measure_growth() -> Iterator[ImportGrowth]:
    """Yield how long each track takes where few and where many are imported."""
    with (
        tempfile.TemporaryDirectory(prefix="sepgenre-import-") as folder,
        WorkerPool(WORKERS) as pool,
    ):
        short = _music(GROWTH_SECONDS)[: GROWTH_SECONDS * GROWTH_RATE_HZ, :1]
        for n_tracks in GROWTH:
            music = Path(folder, f"music {n_tracks}")
            _write_tracks(music, "flac", n_tracks, short, GROWTH_RATE_HZ)
            _import(Path(folder, f"first {n_tracks}"), music, pool, only=WORKERS)
            seconds = []
            for number in range(max(1, _GROWTH_ROUNDS_OF // n_tracks)):
                project = Path(folder, f"project {n_tracks} {number}")
                seconds.append(_timed(lambda at=project, music=music: _import(at, music, pool))[0])
            shutil.rmtree(music)
            yield ImportGrowth(tracks=n_tracks, each_ms=1e3 * min(seconds) / n_tracks)


def decode(path: Path) -> int:
    """Decode a file and nothing else; return its number of samples."""
    return len(soundfile.read(path, dtype="float32")[0])


def _import(folder: Path, music: Path, pool: WorkerPool, only: int | None = None) -> None:
    paths = [music] if only is None else sorted(music.iterdir())[:only]
    with Project.create(folder) as project:
        summary = import_tracks(project, paths, pool=pool, on_event=lambda _: None)
    if summary.problems:
        raise DatasetError(f"{summary.problems[0].path}: {summary.problems[0].reason}")


def _write_tracks(
    folder: Path, suffix: str, n_tracks: int, music: Audio, rate_hz: int
) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"track {number:04}.{suffix}" for number in range(n_tracks)]
    for number, path in enumerate(paths):
        # Turned a little each, so that no two have one content.
        soundfile.write(path, np.roll(music, 37 * number, axis=0), rate_hz)
    return paths


def _music(seconds: int) -> Audio:
    """Return stereo [shape=(samples, 2)], about as hard to encode as music is."""
    rng = np.random.default_rng(0)
    n_samples = seconds * RATE_HZ
    noise = scipy.signal.lfilter([0.02], [1, -0.98], rng.standard_normal((n_samples, 2)), axis=0)
    at_s = np.arange(n_samples)[:, np.newaxis] / RATE_HZ
    notes = sum(np.sin(2 * np.pi * hertz * at_s) for hertz in (55.0, 220.0, 277.2, 329.6))
    beat = np.exp(-8 * (at_s % 0.5))
    return np.asarray(0.1 * notes * beat + noise, np.float32)


def _timed(action: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of all processors, and those of the clock."""
    before, started = _processor_s(), time.perf_counter()
    action()
    return _processor_s() - before, time.perf_counter() - started


def _processor_s() -> float:
    processes = (psutil.Process(), *psutil.Process().children(recursive=True))
    times = [each.cpu_times() for each in processes]
    return sum(each.user + each.system for each in times)


if __name__ == "__main__":
    write_table()
