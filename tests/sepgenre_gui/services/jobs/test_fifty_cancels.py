"""Fifty cancels at random moments of real work: after each, everything is whole."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sepgenre_gui.jobs.queue import JobContext, JobKind, JobQueue, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.services.jobs import requests
from sepgenre_gui.services.jobs.kinds import job_kinds
from sepgenre_gui.services.jobs.store import ProjectJobStore
from sepgenre_gui.services.suggest_segments import suggest_segments
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_track
from tests.sepgenre_gui.jobs.queue.asking import wait_for_state
from tests.sepgenre_gui.services.jobs.aftermath import (
    check_cache,
    check_no_orphan,
    check_opens,
    check_stems,
    workers,
)
from tests.track_imports import run_import

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
N_CANCELS = 50
N_TRACKS, N_SUGGESTED = 6, 2
"""Of the tracks, the last ones get their segments by suggestion alone."""

SUGGEST = "suggest"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project whose tracks have segments, but for the last ones."""
    for number in range(N_TRACKS):
        samples = make_track(number % 2, number, duration_s=11.0)
        write_track(tmp_path / "music" / f"Genre {number % 2}" / f"{number}.wav", samples)
    with Project.create(tmp_path / "songs") as made:
        with WorkerPool(1) as pool:
            run_import(made, pool, tmp_path / "music", layout="folders")
        for track in made.tracks.list()[:-N_SUGGESTED]:
            made.segments.add(track, 1_000, track.genre_id)
        yield made
    # Whatever was done to it, it opens for writing.
    with Project.open(tmp_path / "songs") as reopened:
        assert len(reopened.tracks.list()) == N_TRACKS


@pytest.fixture
def queue(project: Project) -> Iterator[JobQueue]:
    """The queue of the project, which can also be asked for suggestions."""

    def suggest(context: JobContext) -> str:
        found = suggest_segments(project, pool=context.pool, on_event=context.on_event)
        return f"Suggested {len(found.added)}."

    kinds = (*job_kinds(project), JobKind(name=SUGGEST, run=suggest))
    opened = JobQueue(kinds, store=ProjectJobStore(project), n_workers=2)
    yield opened
    opened.close()


def remove_some(project: Project, rng: random.Random) -> None:
    """Remove some of what was computed, so that there is work for every kind."""
    for path in [*project.cache.root.glob("stems/*/*"), *project.cache.root.glob("features/*/*")]:
        if rng.random() < 0.7:
            path.unlink()
    segments = project.segments.list()
    project.segments.remove([each.id for each in segments if each.origin is Origin.SUGGESTED])


def requests_of(project: Project, rng: random.Random) -> list[JobRequest]:
    """Return what is asked for at once: one or two jobs."""
    segment = rng.choice(project.segments.list())
    track = project.tracks.get(segment.track_id)
    offered: list[Callable[[], JobRequest]] = [
        lambda: requests.separate_request(N_TRACKS, "hpss"),
        lambda: requests.features_request("hpss"),
        lambda: JobRequest(kind=SUGGEST, title="Suggest segments"),
        lambda: requests.preview_request(track, rng.choice([segment, None]), "hpss"),
        lambda: requests.analyse_request([each.id for each in project.tracks.list()]),
    ]
    return [make() for make in rng.sample(offered, rng.choice([1, 1, 2]))]


@pytest.mark.slow
def test_after_each_of_fifty_cancels_the_project_is_whole(
    project: Project, queue: JobQueue
) -> None:
    rng = random.Random(7)
    others = {process.pid for process in workers()}
    first = queue.add(requests.features_request("hpss"))
    assert wait_for_state(queue, first, *ENDED).state is JobState.DONE
    acknowledged_s, stopped_s, states = [], [], []
    for _ in range(N_CANCELS):
        remove_some(project, rng)
        ids = [queue.add(request) for request in requests_of(project, rng)]
        time.sleep(rng.choice([0.0, rng.uniform(0.0, 0.05), rng.uniform(0.0, 0.8)]))
        for job_id in ids:
            asked_s = time.monotonic()
            queue.cancel(job_id)
            acknowledged_s.append(time.monotonic() - asked_s)
            assert queue.job(job_id).state in (JobState.CANCELLING, *ENDED)
        states += [wait_for_state(queue, job_id, *ENDED).state for job_id in ids]
        stopped_s.append(time.monotonic() - asked_s)

        assert JobState.FAILED not in states
        check_no_orphan(queue, others)
        check_opens(project)
        check_cache(project)
        assert not queue.is_busy

    # Most came in the midst of the work. On a busy machine, single ones may take their time.
    assert states.count(JobState.CANCELLED) >= N_CANCELS // 2
    assert statistics.median(acknowledged_s) < 0.1
    assert statistics.median(stopped_s) < 5.0
    assert max(stopped_s) < 30.0
    last = queue.add(requests.separate_request(N_TRACKS, "hpss"))
    assert wait_for_state(queue, last, *ENDED).state is JobState.DONE
    check_stems(project)
