"""What has to hold after anything was stopped: the project opens, no orphan, no half file."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import psutil
import soundfile

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.opening import DATABASE_NAME
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.separate_segments import separation_task, tracked_segments
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.task import has_stems, stems_path
from tests.sepgenre_gui.jobs.queue.asking import wait_for


def workers() -> list[psutil.Process]:
    """Return the processes that this one has started, but for Python's own tracker."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "resource_tracker" not in " ".join(process.cmdline()):
                found.append(process)
    return found


def check_no_orphan(queue: JobQueue, others: Collection[int] = ()) -> None:
    """Check that only processes that `queue` knows are left, beside `others`."""
    # A lane that was opened beside the others ends its process in a thread.
    wait_for(
        lambda: {each.pid for each in workers()} <= {*queue.worker_pids, *others},
        f"orphans among {workers()}",
        timeout_s=10.0,
    )


def check_opens(project: Project) -> None:
    """Check that the folder of `project`, which is open, is whole and holds the same."""
    path = project.folder / DATABASE_NAME
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Project.open(project.folder, read_only=True) as reader:
        assert reader.tracks.list() == project.tracks.list() != []
        assert reader.segments.list() == project.segments.list()
        keys = project.settings.keys()
        assert reader.settings.keys() == keys
        for key in keys:
            assert reader.settings.find(key) == project.settings.find(key)


def check_cache(project: Project) -> None:
    """Check that the cache holds whole files alone: every stem and feature can be read."""
    root = project.cache.root
    assert unfinished(root) == []
    for path in root.glob("stems/*/*"):
        samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
        assert len(samples) == soundfile.info(path).frames > 0
        assert np.isfinite(samples).all()
    for path in root.glob("features/*/*"):
        assert np.isfinite(np.load(path, allow_pickle=False)).all()
    for path in root.glob("tensors/*/*/*.npy"):
        assert np.load(path, allow_pickle=False).size


def unfinished(root: Path) -> list[Path]:
    """Return what is half-written below `root`."""
    return list(root.rglob(f"{UNFINISHED_PREFIX}*"))


def check_stems(project: Project) -> None:
    """Check that every segment has stems that add up to it."""
    for track, segment in tracked_segments(project):
        task = separation_task(project, track, segment, "hpss")
        assert has_stems(task)
        # Of other formats, a plain read finds another window.
        if track.path.suffix.lower() in (".wav", ".flac"):
            mixture, _ = soundfile.read(
                track.path, start=segment.start_sample, frames=segment.n_samples, always_2d=True
            )
            stems = read_stems(stems_path(task), track.channels)
            assert np.abs(sum(stems.values()) - mixture.T).max() < 1e-3
