"""Training and classification through the queue: done, cancelled, and offered again."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_gui.jobs.queue import JobReported, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classify_tracks import STAGE as CLASSIFY_STAGE
from sepgenre_gui.services.classify_tracks import FileClassified
from sepgenre_gui.services.jobs import classification_requests
from sepgenre_gui.services.jobs.classifying import ClassifierTrained
from sepgenre_gui.services.jobs.kinds import STAGES, open_queue
from sepgenre_gui.services.training_request import TrainingRequest
from sepgenre_training.classification.training import FOLD_STAGE, TRAIN_STAGE
from sepgenre_training.compute.pool import WorkerPool
from tests.sepgenre_gui.jobs.queue.asking import Heard, wait_for, wait_for_state
from tests.small_classifier import write_new_song
from tests.small_experiment import CONFIG, make_project

pytestmark = pytest.mark.slow  # Workers load TensorFlow.

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def test_the_stages_are_those_that_the_services_name() -> None:
    assert STAGES[classification_requests.TRAIN][2:] == (FOLD_STAGE, TRAIN_STAGE)
    assert STAGES[classification_requests.CLASSIFY] == (CLASSIFY_STAGE,)


def test_train_then_classify_pause_cancel_and_go_on(tmp_path: Path, pool: WorkerPool) -> None:
    music = tmp_path / "new"
    for number in range(6):
        write_new_song(music / f"{number}.wav", number % 2, number, duration_s=20.0)
    (music / "broken.wav").write_text("no audio")
    with Project.open(make_project(tmp_path, pool)) as project:
        queue = open_queue(project, n_workers=1)
        heard = Heard()
        queue.subscribe(heard)
        try:
            request = TrainingRequest(config=attrs.evolve(CONFIG, epochs=2), n_folds=2)
            training = queue.add(classification_requests.train_request(request, "hpss"))
            job = wait_for_state(queue, training, *ENDED)
            assert job.state is JobState.DONE, queue.log(training)
            assert job.reason.startswith("Classifier 1: trained on 8 segments")
            (stored,) = project.classifiers.list()
            assert ClassifierTrained(classifier_id=stored.id, name=stored.name) in [
                event.event for event in heard.events if isinstance(event, JobReported)
            ]

            wanted = classification_requests.classify_request([music], stored.name, hop_s=2.0)
            first = queue.add(wanted)
            wait_for(lambda: project.classified_files.count(stored.id) >= 2, "two files")
            queue.pause(first)
            queue.cancel(first)
            assert wait_for_state(queue, first, *ENDED).state is JobState.CANCELLED
            before = project.classified_files.count(stored.id)
            assert before < 7

            again = queue.add(wanted)
            job = wait_for_state(queue, again, *ENDED)
            # One of its items failed, as with every job.
            assert (job.state, job.failed_items) == (JobState.FAILED, 1)
            assert project.classified_files.count(stored.id) == 7
            known = [
                event.event.is_known
                for event in heard.events
                if isinstance(event, JobReported)
                and event.job_id == again
                and isinstance(event.event, FileClassified)
            ]
            assert 1 <= sum(known) < 7
        finally:
            queue.close()
