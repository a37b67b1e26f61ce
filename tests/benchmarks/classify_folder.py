"""A folder of 300 files, 10 of them broken: classified, killed in the middle, gone on with.

``python -m tests.benchmarks.classify_folder [FILES]`` prints a table; not part of `make bench`, for
it takes minutes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import attrs
import psutil

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classifiers import import_classifier
from sepgenre_training.classification.files.archive import write_archive
from tests.small_classifier import small_classifier, write_broken, write_new_song

FILES, BROKEN = 300, 10
_LOOK_S = 0.5


@attrs.frozen(kw_only=True)
class Sample:
    """Seconds since the start, files stored, and memory of the command and of its workers."""

    at_s: float
    n_files: int
    main_mb: float
    workers_mb: float


@attrs.frozen(kw_only=True)
class Run:
    """One run of the command, until its end or until it was killed."""

    name: str
    took_s: float
    stored_before: int
    stored_after: int
    samples: tuple[Sample, ...]


def write_files(folder: Path, n_files: int) -> None:
    """Write `n_files` songs of 10 to 11 s, of which `BROKEN` are broken."""
    for number in range(n_files - BROKEN):
        duration_s = 10.0 + number % 11 / 10
        write_new_song(folder / f"{number:04}.wav", number % 2, number, duration_s=duration_s)
    for part in range(BROKEN // 5):
        # Among the others by their names, too.
        (folder / f"{part * n_files // 3:04} broken").mkdir()
        write_broken(folder / f"{part * n_files // 3:04} broken")


def make_project(folder: Path) -> Path:
    """Make a project with a small classifier; return its folder."""
    write_archive(small_classifier(), folder / "tiny")
    with Project.create(folder / "project") as project:
        import_classifier(project, folder / "tiny")
    return folder / "project"


def watch(name: str, project: Path, music: Path, *, kill_at: int | None = None) -> Run:
    """Run the command, kill it once `kill_at` files are stored, and sample its memory."""
    command = [sys.executable, "-m", "sepgenre_gui.cli", "classify", str(project), str(music)]
    with Project.open(project, read_only=True) as watched:
        (classifier,) = watched.classifiers.list()

        def count() -> int:
            return watched.classified_files.count(classifier.id)

        before, started, samples = count(), time.monotonic(), list[Sample]()
        process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            with suppress(psutil.Error):
                samples.append(_sample(process, time.monotonic() - started, count()))
            if kill_at is not None and count() >= kill_at:
                process.kill()
                process.wait()
            time.sleep(_LOOK_S)
        return Run(
            name=name,
            took_s=time.monotonic() - started,
            stored_before=before,
            stored_after=count(),
            samples=tuple(samples),
        )


def measure(n_files: int = FILES) -> Iterator[Run]:
    """Yield the run that is killed, the one that goes on, and one that finds nothing to do."""
    with tempfile.TemporaryDirectory(prefix="sepgenre-bench-") as name:
        folder = Path(name)
        (folder / "music").mkdir()
        write_files(folder / "music", n_files)
        project = make_project(folder)
        yield watch("killed in the middle", project, folder / "music", kill_at=n_files // 2)
        yield watch("gone on with", project, folder / "music")
        yield watch("once more", project, folder / "music")


def write_table(n_files: int = FILES) -> None:
    """Print a row for each run, and the memory over time of each."""
    write = sys.stdout.write
    write(f"{n_files} files of 10 to 11 s, {BROKEN} of them broken\n\n")
    write("| run | s | stored before | stored after |\n|---|---|---|---|\n")
    runs = []
    for run in measure(n_files):
        runs.append(run)
        write(f"| {run.name} | {run.took_s:.0f} | {run.stored_before} | {run.stored_after} |\n")
        sys.stdout.flush()
    write("\n| run | s | files | command, MB | workers, MB |\n|---|---|---|---|---|\n")
    for run in runs[:2]:
        for sample in run.samples[:: max(1, len(run.samples) // 8)]:
            write(
                f"| {run.name} | {sample.at_s:.0f} | {sample.n_files} | {sample.main_mb:.0f} | "
                f"{sample.workers_mb:.0f} |\n"
            )


def _sample(process: psutil.Popen, at_s: float, n_files: int) -> Sample:
    workers = sum(child.memory_info().rss for child in process.children(recursive=True))
    return Sample(
        at_s=at_s,
        n_files=n_files,
        main_mb=process.memory_info().rss / 1e6,
        workers_mb=workers / 1e6,
    )


if __name__ == "__main__":
    write_table(*(int(each) for each in sys.argv[1:2]))
