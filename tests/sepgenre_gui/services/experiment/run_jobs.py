"""Runs as jobs of a queue, waited for, and what they told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import attrs

from sepgenre_gui.jobs.queue import Job, JobEvent, JobQueue, JobReported, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.events import RunStarted
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.events import TrialFinished
from sepgenre_training.experiment.results import TrialResult
from tests.sepgenre_gui.jobs.queue.asking import Heard, wait_for
from tests.small_experiment import CONFIG

Told = TypeVar("Told")

PATIENCE_S = 600.0
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def of(trials: int) -> ExperimentConfig:
    return attrs.evolve(CONFIG, trials=trials)


def trials(project: Project, run_id: int) -> tuple[TrialResult, ...]:
    return tuple(attrs.evolve(each, elapsed_s=0.0) for each in project.runs.trials(run_id))


def ended(queue: JobQueue, job_id: int) -> Job:
    wait_for(lambda: queue.job(job_id).state in ENDED, f"{queue.job(job_id)}", PATIENCE_S)
    return queue.job(job_id)


def told(heard: Heard, kind: type[Told]) -> list[Told]:
    """Return what jobs told beside progress, of one kind."""
    events = [event.event for event in list(heard.events) if isinstance(event, JobReported)]
    return [event for event in events if isinstance(event, kind)]


def run(
    queue: JobQueue,
    request: JobRequest,
    on_trial: Callable[[int, TrialFinished], None] = lambda *_: None,
) -> RunStarted:
    """Run a job to its end, which has to be good; return what it told when it began its run."""
    begun: list[RunStarted] = []

    def hear(event: JobEvent) -> None:
        if isinstance(event, JobReported) and isinstance(event.event, RunStarted):
            begun.append(event.event)
        elif isinstance(event, JobReported) and isinstance(event.event, TrialFinished):
            on_trial(begun[0].run_id, event.event)

    end = queue.subscribe(hear)
    job = ended(queue, queue.add(request))
    end()
    assert job.state is JobState.DONE, "\n".join(line.text for line in queue.log(job.id))
    (started,) = begun
    return started
