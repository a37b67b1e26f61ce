"""The whole path on a cluster of real processes, encrypted: what comes out is what one machine's
workers give, with a worker killed, with a shared folder and without."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import soundfile

from sepgenre_gui.cli import run
from sepgenre_gui.jobs.queue import JobQueue, JobReported, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classify_tracks import classify_tracks
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_gui.services.jobs.requests import experiment_request
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_gui.services.train_classifier import train_classifier
from sepgenre_gui.services.training_request import TrainingRequest
from sepgenre_training.classification.track_task import TrackProgressed
from sepgenre_training.cluster.pool import ClusterPool
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.events import EpochFinished, TrialFinished
from tests.cluster import LocalCluster, local_cluster
from tests.sepgenre_gui.jobs.queue.asking import Heard, wait_for
from tests.small_experiment import CONFIG, make_project

pytestmark = pytest.mark.slow  # Each worker loads TensorFlow.

PATIENCE_S = 120.0
LONGER = attrs.evolve(CONFIG, trials=6, epochs=3)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two workers."""
    with local_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.add_worker()
        cluster.add_worker()
        yield cluster


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of eight songs, without stems; copy it, do not change it."""
    with WorkerPool(1) as pool:
        return make_project(tmp_path_factory.mktemp("songs"), pool, separated=False)


@pytest.fixture(scope="module")
def here(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a run that this machine's workers did, and a classifier."""
    folder = Path(shutil.copytree(imported, tmp_path_factory.mktemp("here") / "project"))
    with WorkerPool(1) as pool:
        _work(folder, pool, [])
    return folder


def _work(folder: Path, pool: WorkerPool, events: list[Any], on_event: Any = None) -> None:
    """Separate, run, train, and classify one of the songs."""

    def hear(event: Any) -> None:
        events.append(event)
        if on_event is not None:
            on_event(event)

    with Project.open(folder) as project:
        separate_segments(project, separator="hpss", pool=pool, on_event=hear)
        run_experiment(project, LONGER, separator="hpss", pool=pool, on_event=hear)
        request = TrainingRequest(config=CONFIG, network=CONFIG.networks[0], separator="hpss")
        train_classifier(project, request, pool=pool, on_event=hear)
        song = project.tracks.list()[0].path
        classify_tracks(project, [song], pool=pool, on_event=hear)


def _stored(folder: Path) -> tuple[Any, ...]:
    """Return what a project has of stems, features, trials, weights and verdicts."""
    with Project.open(folder, read_only=True) as project:
        (run,) = project.runs.list()
        trials = [attrs.evolve(trial, elapsed_s=0) for trial in project.runs.trials(run.id)]
        (classifier,) = project.classifiers.list()
        (file,) = project.classified_files.iterate(classifier.id)
        # A WAV file of floats says when it was written.
        stems = {
            path.name: soundfile.read(path)[0].tobytes()
            for path in (folder / "cache" / "stems").rglob("*.wav")
        }
        features = {
            path.name: path.read_bytes() for path in (folder / "cache" / "features").rglob("*.npy")
        }
        return stems, features, trials, classifier.weights.read_bytes(), file.probabilities


def test_the_same_comes_out_although_a_worker_is_killed(
    cluster: LocalCluster, imported: Path, here: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(imported, tmp_path / "project"))
    doomed = cluster.add_worker()
    events: list[Any] = []

    def kill_once(event: Any) -> None:
        if isinstance(event, TrialFinished) and event.done == 1:
            cluster.kill(doomed)

    with ClusterPool(cluster.address(), 1) as pool:
        assert pool.n_workers == 3
        _work(folder, pool, events, kill_once)
        assert len(pool.runner.connection.refresh()) == 2

    for there, local in zip(_stored(folder), _stored(here), strict=True):
        assert there
        assert there == local
    # Curves and progress come while the work goes on, with this machine's names.
    of_trials = [event for event in events if isinstance(event, EpochFinished | TrialFinished)]
    first = next(n for n, event in enumerate(of_trials) if isinstance(event, TrialFinished))
    assert 0 < first < len(of_trials) - 1
    with Project.open(folder, read_only=True) as project:
        song = project.tracks.list()[0].path
    assert {event.path for event in events if isinstance(event, TrackProgressed)} == {song}


def test_a_shared_folder_spares_the_sending(
    cluster: LocalCluster, imported: Path, here: Path, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    folder = Path(shutil.copytree(imported, shared / "project"))

    with ClusterPool(cluster.address(shared_folder=shared), 1) as pool:
        _work(folder, pool, [])

    assert _stored(folder) == _stored(here)
    # The music lies elsewhere, so it was copied, each song once; the cache was worked in.
    copied = [path for path in (shared / "sepgenre-files").rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in copied) == [".wav"] * 8
    assert not list(shared.glob(".sepgenre-probe-*"))


def test_an_error_names_the_file_of_this_machine(
    cluster: LocalCluster, here: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(here, tmp_path / "project"))
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF and nothing that follows from it")
    missing, empty = tmp_path / "missing.wav", tmp_path / "empty.wav"
    empty.touch()

    with Project.open(folder) as project, ClusterPool(cluster.address(), 1) as pool:
        moved = project.tracks.list()[0]
        shutil.rmtree(folder / "cache" / "stems")
        kept = moved.path.with_suffix(".away")
        moved.path.rename(kept)
        try:
            separated = separate_segments(project, pool=pool, on_event=lambda _: None)
        finally:
            kept.rename(moved.path)
        classified = classify_tracks(
            project, [broken, missing, empty], pool=pool, on_event=lambda _: None
        )

    assert [problem.path for problem in separated.problems] == [moved.path]
    assert separated.separated == 7
    reasons = {problem.path: problem.reason for problem in classified.problems}
    assert set(reasons) == {broken, missing, empty}
    # The file's name is taken off a message that begins with it: it was the name here.
    assert reasons[broken].startswith("is not audio in a format that libsndfile knows")
    assert reasons[missing].startswith("does not exist")
    assert reasons[empty].startswith("is empty (0 bytes)")


def test_a_job_on_a_cluster_waits_goes_on_and_is_cancelled(
    cluster: LocalCluster, imported: Path, here: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(imported, tmp_path / "project"))
    request = experiment_request(attrs.evolve(LONGER, trials=40), "hpss")
    with Project.open(folder) as project:
        queue = open_queue(project, n_workers=1, cluster=cluster.address)
        heard = Heard()
        queue.subscribe(heard)
        try:
            job = queue.add(request)
            _wait_for_state(queue, job, JobState.RUNNING)
            wait_for(lambda: _told(heard, EpochFinished) > 0, "no epoch", PATIENCE_S)
            queue.pause(job)
            time.sleep(2)  # What was reported before the workers' next check has come by now.
            so_far = _told(heard, EpochFinished)
            time.sleep(2)
            assert _told(heard, EpochFinished) == so_far
            assert _told(heard, TrialFinished) < 40
            queue.resume(job)
            wait_for(lambda: _told(heard, EpochFinished) > so_far, "no more", PATIENCE_S)
            queue.cancel(job)
            _wait_for_state(queue, job, JobState.CANCELLED)
            assert _told(heard, TrialFinished) < 40
            again = queue.add(request)
            _wait_for_state(queue, again, JobState.DONE)
        finally:
            queue.close()
        (run,) = project.runs.list()
        trials = [attrs.evolve(trial, elapsed_s=0) for trial in project.runs.trials(run.id)]
    assert len(trials) == 40
    assert trials[:6] == _stored(here)[2]


def _wait_for_state(queue: JobQueue, job: int, state: JobState) -> None:
    wait_for(lambda: queue.job(job).state is state, f"never {state}", PATIENCE_S)


def _told(heard: Heard, kind: type) -> int:
    told = [event.event for event in list(heard.events) if isinstance(event, JobReported)]
    return sum(isinstance(event, kind) for event in told)


def test_the_command_line_takes_a_scheduler(
    cluster: LocalCluster, imported: Path, here: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(imported, tmp_path / "project"))
    config = tmp_path / "tiny.toml"
    config.write_text(format_config(LONGER), encoding="utf-8")
    assert cluster.files is not None
    files = cluster.files
    options = (
        *("--scheduler", cluster.scheduler, "--cluster-ca", files.certificate),
        *("--cluster-certificate", files.certificate, "--cluster-key", files.key),
    )

    def sepgenre(*words: object) -> int:
        return run([str(word) for word in words])

    assert sepgenre("cluster", "check", *options) == 0
    assert sepgenre("separate", folder, "--separator", "hpss", "--workers", 1, *options) == 0
    assert sepgenre("run", folder, "--config", config, "--workers", 1, *options) == 0

    with Project.open(folder, read_only=True) as project:
        (stored,) = project.runs.list()
        trials = [attrs.evolve(trial, elapsed_s=0) for trial in project.runs.trials(stored.id)]
    assert trials == _stored(here)[2]
