"""Workers killed, caches removed, the program killed, all at once: work goes on."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs import requests
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_training.compute.pool import WorkerPool
from tests.curated_project import fill, write_music
from tests.sepgenre_gui.jobs.queue.asking import wait_for, wait_for_state
from tests.sepgenre_gui.services.jobs.aftermath import (
    check_cache,
    check_no_orphan,
    check_opens,
    check_stems,
    unfinished,
    workers,
)

pytestmark = pytest.mark.slow

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
N_SEGMENTS, N_KILLS = 10, 4
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project with ten segments, and nothing in its cache."""
    folder = tmp_path_factory.mktemp("filled")
    music = write_music(folder / "music", duration_s=12.0)
    with Project.create(folder / "project") as made, WorkerPool(1) as pool:
        fill(made, music, pool)
    return folder / "project"


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that project, which can be opened again after whatever happened to it."""
    copy = tmp_path / "project"
    shutil.copytree(filled, copy)
    yield copy
    with Project.open(copy) as project:
        assert len(project.segments.list()) == N_SEGMENTS


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project.open(folder) as opened:
        yield opened


@pytest.fixture
def queue(project: Project) -> Iterator[JobQueue]:
    """A queue of two workers: whatever was done to it, the project is whole, and no orphan left."""
    before = {process.pid for process in workers()}
    opened = open_queue(project, n_workers=2)
    yield opened
    check_no_orphan(opened, before)
    check_opens(project)
    check_cache(project)
    opened.close()
    wait_for(
        lambda: not [each for each in workers() if each.pid not in before], "orphans", timeout_s=5.0
    )


def run(queue: JobQueue) -> Job:
    job_id = queue.add(requests.separate_request(N_SEGMENTS, "hpss"))
    return wait_for_state(queue, job_id, *ENDED)


def until_done(queue: JobQueue, job_id: int) -> Job:
    """Wait for the end of a job, and retry it once where something of it failed."""
    job = wait_for_state(queue, job_id, *ENDED)
    if job.state is JobState.FAILED:
        queue.retry(job_id)
        wait_for(lambda: queue.job(job_id).state is not JobState.FAILED, "the second try")
        job = wait_for_state(queue, job_id, *ENDED)
    return job


def test_workers_killed_at_random_fail_what_they_were_at_alone(
    project: Project, queue: JobQueue
) -> None:
    rng = random.Random(1)
    job_id = queue.add(requests.separate_request(N_SEGMENTS, "hpss"))
    killed = 0
    while not queue.job(job_id).state.is_finished() and killed < N_KILLS:
        time.sleep(rng.uniform(0.2, 1.2))
        alive = workers()
        if alive:
            with suppress(psutil.NoSuchProcess):
                rng.choice(alive).kill()
                killed += 1

    job = wait_for_state(queue, job_id, *ENDED)
    log = "\n".join(line.text for line in queue.log(job_id))
    assert killed
    assert log.count("died while it was at this") == job.failed_items <= killed
    assert until_done(queue, job_id).state is JobState.DONE, log
    check_stems(project)


def test_of_stems_whose_worker_is_killed_as_they_grow_nothing_stays(
    project: Project, queue: JobQueue
) -> None:
    track = project.tracks.list()[0]
    job_id = queue.add(requests.preview_request(track, None, "hpss"))
    root = project.cache.root
    wait_for(lambda: unfinished(root), "growing stems")
    for process in workers():
        process.kill()

    job = wait_for_state(queue, job_id, *ENDED)
    assert job.state is JobState.FAILED
    assert "died while it was at this" in job.reason
    assert job.remedy
    # At once, and not only when the project is opened the next time.
    assert unfinished(root) == []
    assert until_done(queue, job_id).state is JobState.DONE


def test_a_cache_removed_while_jobs_wait_and_run_is_computed_anew(
    project: Project, queue: JobQueue
) -> None:
    first = queue.add(requests.separate_request(N_SEGMENTS, "hpss"))
    waits = queue.add(requests.separate_request(N_SEGMENTS, "hpss"))
    wait_for(lambda: queue.job(first).progress.done >= N_SEGMENTS // 2, "half of the stems")
    assert queue.job(waits).state is JobState.QUEUED

    for name in ("stems", "features", "tensors"):
        shutil.rmtree(project.cache.root / name, ignore_errors=True)

    wait_for_state(queue, first, *ENDED)
    job = until_done(queue, waits)
    assert job.state is JobState.DONE
    assert int(job.reason.split()[1]) >= N_SEGMENTS // 2
    check_stems(project)
    assert "5 segments" in until_done(queue, queue.add(requests.features_request("hpss"))).reason


def test_what_was_queued_survives_a_killed_program_and_no_worker_does(folder: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.sepgenre_gui.services.jobs.killed_window", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "working\n"
    children = psutil.Process(program.pid).children(recursive=True)
    assert len(children) >= 2
    program.kill()
    program.wait()
    program.stdout.close()

    wait_for(lambda: not any(map(is_alive, children)), "orphans", timeout_s=10.0)
    with Project.open(folder) as project:
        queue = open_queue(project, n_workers=2)
        try:
            assert [job.request.kind for job in queue.jobs] == ["separate", "separate"]
            assert all(job.is_left_over and job.state is JobState.PAUSED for job in queue.jobs)
            queue.resume_left_over()
            first, second = (job.id for job in queue.jobs)
            job = until_done(queue, first)
            assert job.state is JobState.DONE
            assert int(job.reason.split()[1]) < N_SEGMENTS
            assert until_done(queue, second).state is JobState.DONE
            check_stems(project)
            check_opens(project)
            check_cache(project)
        finally:
            queue.close()


def test_pauses_kills_and_cancels_at_once_leave_a_queue_that_works(
    project: Project, queue: JobQueue
) -> None:
    job_id = queue.add(requests.separate_request(N_SEGMENTS, "hpss"))
    asks: list[Callable[[], None]] = [
        lambda: queue.pause(job_id),
        lambda: queue.resume(job_id),
        lambda: queue.cancel(job_id),
        lambda: queue.retry(job_id),
        lambda: [each.kill() for each in workers()[:1]] and None,
    ]
    ends_s = time.monotonic() + 6.0

    def act(seed: int) -> None:
        rng = random.Random(seed)
        while time.monotonic() < ends_s:
            with suppress(psutil.NoSuchProcess):
                rng.choice(asks)()
            time.sleep(rng.uniform(0.0, 0.4))

    threads = [threading.Thread(target=act, args=(seed,)) for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    queue.resume(job_id)
    queue.cancel(job_id)
    wait_for_state(queue, job_id, *ENDED)
    assert run(queue).state is JobState.DONE
    check_stems(project)


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process still works."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
