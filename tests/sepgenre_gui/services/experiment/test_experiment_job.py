"""A run as a job: what it tells, trials that are wanted on the way, restarts, old requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.jobs.queue import JobQueue, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import RunState
from sepgenre_gui.services.experiment.events import RunStarted
from sepgenre_gui.services.experiment.runs import (
    delete_run,
    list_runs,
    paired_runs,
    request_again,
    request_continue,
)
from sepgenre_gui.services.jobs import report_requests, requests
from sepgenre_gui.services.jobs.experimenting import STAGE
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_gui.services.run_records import run_record
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.events import EpochFinished, TrialFinished
from sepgenre_training.experiment.results import TrialResult
from sepgenre_training.report.charts import GenreCount, chart_names
from tests.sepgenre_gui.jobs.queue.asking import Heard, wait_for
from tests.sepgenre_gui.services.experiment.run_jobs import PATIENCE_S, ended, of, run, told, trials
from tests.small_experiment import CONFIG, make_project

pytestmark = pytest.mark.slow  # Each worker loads TensorFlow.


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Iterator[Project]:
    folder = make_project(tmp_path_factory.mktemp("experiment"), pool, genres=3)
    with Project.open(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def queue(project: Project) -> Iterator[JobQueue]:
    """One queue for all, whose workers load TensorFlow once."""
    opened = open_queue(project, n_workers=2)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def undisturbed(project: Project, queue: JobQueue) -> tuple[TrialResult, ...]:
    """Four trials of a run that nobody disturbed."""
    run_id = run(queue, requests.experiment_request(of(4), "hpss", new=True)).run_id
    return trials(project, run_id)


def test_a_job_tells_its_run_then_each_epoch_and_trial(project: Project, queue: JobQueue) -> None:
    heard = Heard()
    end = queue.subscribe(heard)
    request = requests.experiment_request(of(2), "hpss", new=True, run_name="First try")
    job = ended(queue, queue.add(request))
    end()

    events = told(heard, object)
    kinds = [type(event) for event in events]
    assert job.state is JobState.DONE
    assert kinds[0] is RunStarted
    assert (kinds.count(EpochFinished), kinds.count(TrialFinished)) == (2, 2)
    (started,) = told(heard, RunStarted)
    assert (started.name, started.trials_before, started.trials_wanted) == ("First try", 0, 2)
    stored = project.runs.get(started.run_id)
    assert (stored.name, stored.state, stored.separator) == ("First try", RunState.DONE, "hpss")
    assert (job.progress.stage, job.progress.done, job.progress.total) == (STAGE, 2, 2)


def test_the_command_line_gets_the_same_results(
    project: Project, pool: WorkerPool, undisturbed: tuple[TrialResult, ...]
) -> None:
    # What `sepgenre run` calls, with a pool of processes of its own.
    summary = run_experiment(
        project, of(4), separator="hpss", pool=pool, on_event=lambda _: None, new=True
    )

    assert trials(project, summary.run.id) == undisturbed


def test_more_trials_that_are_wanted_on_the_way_are_run_too(
    project: Project, queue: JobQueue, undisturbed: tuple[TrialResult, ...]
) -> None:
    def want_more(run_id: int, event: TrialFinished) -> None:
        if event.done == 1:
            project.runs.set_trials_wanted(run_id, 4)

    begun = run(queue, requests.experiment_request(of(2), "hpss", new=True), want_more)

    assert project.runs.get(begun.run_id).state is RunState.DONE
    assert trials(project, begun.run_id) == undisturbed


def test_fewer_trials_that_are_wanted_on_the_way_end_the_run(
    project: Project, queue: JobQueue
) -> None:
    refused: list[str] = []

    def want_fewer(run_id: int, event: TrialFinished) -> None:
        if event.done == 1:
            project.runs.set_trials_wanted(run_id, 2)
            with pytest.raises(ExperimentError) as refusal:
                delete_run(project, run_id)
            refused.append(refusal.value.remedy)

    begun = run(queue, requests.experiment_request(of(9), "hpss", new=True), want_fewer)

    ended = project.runs.get(begun.run_id)
    assert (ended.state, ended.trials_wanted) == (RunState.DONE, 2)
    assert len(project.runs.trial_indices(begun.run_id)) == 2
    assert refused == ["Stop it first."]
    delete_run(project, begun.run_id)
    assert begun.run_id not in {each.run.id for each in list_runs(project)}


def test_a_run_is_gone_on_with_and_run_again_exactly(
    project: Project, queue: JobQueue, undisturbed: tuple[TrialResult, ...]
) -> None:
    first = run(queue, requests.experiment_request(of(2), "hpss", new=True)).run_id
    project.runs.set_trials_wanted(first, 4)
    continued = request_continue(project, first)
    again = request_again(project, first)
    assert continued.changes == again.changes == ()

    second = run(queue, continued.request)
    third = run(queue, again.request)

    assert (second.run_id, second.trials_before, second.is_continued) == (first, 2, True)
    assert third.run_id != first
    assert trials(project, first) == trials(project, third.run_id) == undisturbed
    assert paired_runs(project, first)[third.run_id] == 4


def test_a_run_of_other_data_is_not_gone_on_with(project: Project, queue: JobQueue) -> None:
    first = run(queue, requests.experiment_request(of(1), "hpss", new=True)).run_id
    project.runs.set_trials_wanted(first, 2)
    segment = project.segments.list()[0]
    project.segments.set_genre(segment.id, None)
    try:
        continued = request_continue(project, first)
        job = ended(queue, queue.add(continued.request))
    finally:
        project.segments.set_genre(segment.id, segment.genre_id)

    assert continued.changes == ("1 segment would no longer take part.",)
    assert job.state is JobState.FAILED
    assert "1 segment would no longer take part." in job.reason
    assert project.runs.trial_indices(first) == {0}


def test_the_genres_that_are_named_take_part_alone(project: Project, queue: JobQueue) -> None:
    config = attrs.evolve(of(1), genres=("Genre 2", "genre 0"))

    begun = run(queue, requests.experiment_request(config, "hpss"))

    made = project.runs.get(begun.run_id)
    assert made.genres == ("Genre 0", "Genre 2")
    assert len(made.segment_genres) == 8
    assert not any("Genre 1" in each or "left out" in each for each in made.warnings)
    assert request_again(project, made.id).changes == ()


def test_a_genre_that_the_project_lacks_is_told(project: Project, queue: JobQueue) -> None:
    config = attrs.evolve(of(1), genres=("Genre 2", "Polka"))

    job = ended(queue, queue.add(requests.experiment_request(config, "hpss")))

    assert job.state is JobState.FAILED
    assert "'Polka'" in job.reason
    assert "'Genre 0'" in job.remedy


def test_a_report_is_written_and_another_page_is_left_alone(
    project: Project, queue: JobQueue, tmp_path: Path
) -> None:
    run_id = run(queue, requests.experiment_request(of(1), "hpss")).run_id
    request = report_requests.export_report_request(run_id, "tiny", tmp_path / "report")
    job = ended(queue, queue.add(request))
    page = tmp_path / "report" / "index.html"
    assert (job.state, job.reason) == (JobState.DONE, f"Wrote {page}.")
    assert page.is_file()

    page.write_text("My home page", encoding="utf-8")
    job = ended(queue, queue.add(request))

    assert job.state is JobState.FAILED
    assert job.remedy
    assert page.read_text(encoding="utf-8") == "My home page"


def test_charts_are_written_in_the_format_of_their_suffix(
    project: Project, queue: JobQueue, tmp_path: Path
) -> None:
    run_id = run(queue, requests.experiment_request(of(1), "hpss")).run_id
    (name, *_) = chart_names(run_record(project, run_id))
    for suffix, begin in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".csv", b"")):
        path = tmp_path / f"chart{suffix}"
        job = ended(queue, queue.add(report_requests.export_chart_request(run_id, name, path)))
        assert (job.state, job.reason) == (JobState.DONE, f"Wrote {path}.")
        assert path.read_bytes().startswith(begin)
        assert path.stat().st_size > 50

    pair = run_id, run(queue, requests.experiment_request(of(1), "hpss", new=True)).run_id
    for request, path in (
        (
            report_requests.export_comparison_chart_request(
                pair, "run_accuracy_1", tmp_path / "pair.csv"
            ),
            tmp_path / "pair.csv",
        ),
        (
            report_requests.export_genre_chart_request(
                [GenreCount(name="Genre 0", color="#d55e00", songs=4, segments=5)],
                tmp_path / "genres.csv",
            ),
            tmp_path / "genres.csv",
        ),
    ):
        job = ended(queue, queue.add(request))
        assert (job.state, job.reason) == (JobState.DONE, f"Wrote {path}.")
        assert path.read_text().count("tiny") == 2 or "Genre 0" in path.read_text()

    wrong = report_requests.export_chart_request(run_id, "no chart", tmp_path / "none.svg")
    job = ended(queue, queue.add(wrong))

    assert job.state is JobState.FAILED
    assert job.remedy
    assert not (tmp_path / "none.svg").exists()


def test_a_request_that_an_older_version_stored_runs(
    project: Project, queue: JobQueue, tmp_path: Path
) -> None:
    config = tmp_path / "mine.toml"
    config.write_text(format_config(attrs.evolve(CONFIG, seed=5)), encoding="utf-8")
    arguments = {"config": str(config), "separator": "hpss", "trials": 1}

    begun = run(queue, JobRequest(kind=requests.EXPERIMENT, title="old", arguments=arguments))

    assert len(project.runs.trial_indices(begun.run_id)) == 1


def test_after_a_restart_a_job_goes_on_with_its_own_run(
    project: Project, undisturbed: tuple[TrialResult, ...]
) -> None:
    first = open_queue(project, n_workers=1)
    heard = Heard()
    first.subscribe(heard)
    job_id = first.add(requests.experiment_request(of(9), "hpss", new=True))
    wait_for(lambda: told(heard, TrialFinished), "a trial", PATIENCE_S)
    first.close()
    (started,) = told(heard, RunStarted)
    run_id = started.run_id
    assert 1 <= len(project.runs.trial_indices(run_id)) < 4
    project.runs.stop_interrupted()  # As when the project is opened.
    project.runs.set_trials_wanted(run_id, 4)

    second = open_queue(project, n_workers=1)
    try:
        assert [job.id for job in second.jobs if job.is_left_over] == [job_id]
        second.resume_left_over()
        job = ended(second, job_id)
    finally:
        second.close()

    assert job.state is JobState.DONE, job.reason
    assert trials(project, run_id) == undisturbed
