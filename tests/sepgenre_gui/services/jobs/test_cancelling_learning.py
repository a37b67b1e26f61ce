"""Jobs that train, cancelled in the midst of it: they end, and leave nothing half-done."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

from sepgenre_gui.jobs.queue import JobQueue, JobReported, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.services.jobs import classification_requests, learning_requests
from sepgenre_gui.services.jobs.kinds import STAGES, open_queue
from sepgenre_gui.services.training_request import TrainingRequest
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.networks.names import STEMS_CONV
from tests.sepgenre_gui.jobs.queue.asking import Heard, wait_for, wait_for_state
from tests.sepgenre_gui.services.jobs.aftermath import (
    check_cache,
    check_no_orphan,
    check_opens,
    workers,
)
from tests.small_experiment import CONFIG, make_project

pytestmark = pytest.mark.slow  # A worker loads TensorFlow.

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

PATIENCE_S = 180.0

EPOCHS = 1
"""Each job trains several networks, or does much after the first: it is cancelled in between."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Iterator[Project]:
    """Eight songs of two genres, separated."""
    with Project.open(make_project(tmp_path_factory.mktemp("cancel"), pool)) as opened:
        for segment in opened.segments.list()[:4]:
            opened.segments.set_origin(segment.id, Origin.SUGGESTED)
        yield opened


@pytest.fixture(scope="module")
def queue(project: Project) -> Iterator[JobQueue]:
    """One queue for all, so that one worker loads TensorFlow once."""
    opened = open_queue(project, n_workers=1)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def others() -> set[int]:
    """The processes that were there before."""
    return {process.pid for process in workers()}


def request_of(kind: str, project: Project) -> JobRequest:
    if kind == classification_requests.TRAIN:
        config = attrs.evolve(CONFIG, epochs=EPOCHS)
        return classification_requests.train_request(
            TrainingRequest(config=config, n_folds=4), "hpss"
        )
    if kind == learning_requests.EXPLAIN:
        segment = project.segments.get(1)
        track = project.tracks.get(segment.track_id)
        return learning_requests.explain_request(track, segment, epochs=EPOCHS)
    if kind == learning_requests.REVIEW:
        # Suggested segments are asked about, and learned from by all models but their own.
        return learning_requests.review_request(
            model=STEMS_CONV, epochs=EPOCHS, trust_suggested=True
        )
    make = {
        learning_requests.CURVE: learning_requests.curve_request,
        learning_requests.SUSPECTS: learning_requests.suspects_request,
    }[kind]
    return make(model=STEMS_CONV, epochs=EPOCHS)


@pytest.mark.parametrize(
    "kind", [*sorted(learning_requests.PASSING), classification_requests.TRAIN]
)
def test_what_trains_is_cancelled_midway(
    kind: str, project: Project, others: set[int], queue: JobQueue
) -> None:
    heard = Heard()
    stop = queue.subscribe(heard)
    job_id = queue.add(request_of(kind, project))

    def is_midway() -> bool:
        job = queue.job(job_id)
        assert job.state not in ENDED, [line.text for line in queue.log(job_id)]
        progress = job.progress
        return progress.stage in STAGES[kind][2:] and progress.done > 0

    wait_for(is_midway, f"{kind} is in the midst of it", timeout_s=PATIENCE_S)
    queue.cancel(job_id)

    assert wait_for_state(queue, job_id, *ENDED).state is JobState.CANCELLED
    assert not any(isinstance(event, JobReported) for event in heard.events)
    assert project.classifiers.list() == ()
    check_no_orphan(queue, others)
    check_opens(project)
    check_cache(project)
    stop()
