"""The whole path on a cluster of real processes, encrypted: what comes out is what one machine's
workers give, with a worker killed, with a shared folder and without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import soundfile

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classify_tracks import classify_tracks
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_gui.services.train_classifier import train_classifier
from sepgenre_gui.services.training_request import TrainingRequest
from sepgenre_training.classification.track_task import TrackProgressed
from sepgenre_training.cluster.pool import ClusterPool
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.events import EpochFinished, TrialFinished
from tests.cluster import LocalCluster, local_cluster
from tests.small_experiment import CONFIG, make_project

pytestmark = pytest.mark.slow  # Each worker loads TensorFlow.

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
