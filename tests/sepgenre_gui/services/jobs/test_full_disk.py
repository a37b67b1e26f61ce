"""A job on a disk that fills up: it fails with the remedy, nothing is half, and retry goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs import requests
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_track
from tests.sepgenre_gui.jobs.queue.asking import wait_for, wait_for_state
from tests.sepgenre_gui.services.jobs.aftermath import (
    check_cache,
    check_no_orphan,
    check_opens,
    workers,
)
from tests.small_disk import SmallDisk, mounted
from tests.track_imports import run_import

KEPT_BYTES = 400_000
"""Left free, so that the database has room: what fails is the job alone."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted(tmp_path / "disk", 48 << 20) as small:
        yield small


@pytest.fixture
def project(tmp_path: Path, disk: SmallDisk) -> Iterator[Project]:
    """A project on the small disk, of two tracks with segments that lie elsewhere."""
    for number in range(2):
        path = tmp_path / "music" / f"Genre {number}" / "song.wav"
        write_track(path, make_track(number, number))
    with Project.create(disk.root / "songs") as made:
        with WorkerPool(1) as pool:
            run_import(made, pool, tmp_path / "music", layout="folders")
        for track in made.tracks.list():
            made.segments.add(track, 1_000, track.genre_id)
        yield made


@pytest.mark.slow
def test_a_full_disk_fails_the_job_alone_and_retry_goes_on(
    project: Project, disk: SmallDisk
) -> None:
    before = {process.pid for process in workers()}
    queue = open_queue(project, n_workers=2)
    try:
        disk.fill(leave_bytes=KEPT_BYTES)
        job_id = queue.add(requests.separate_request(2, "hpss"))
        job = wait_for_state(queue, job_id, JobState.FAILED)

        assert job.failed_items == 2
        log = "\n".join(line.text for line in queue.log(job_id))
        assert "the disk is full" in log
        assert "Free some disk space, or clear the cache" in log
        check_cache(project)
        check_opens(project)
        check_no_orphan(queue, before)

        disk.empty()
        queue.retry_failed()
        assert wait_for_state(queue, job_id, JobState.DONE).failed_items == 0
        assert queue.worker_pids
    finally:
        queue.close()
    wait_for(lambda: {each.pid for each in workers()} <= before, "orphans", timeout_s=5.0)
