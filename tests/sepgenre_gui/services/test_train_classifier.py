"""Training for use: from a run and without one, with what its held-out predictions say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classifiers import describe_stored, find_classifier
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_gui.services.train_classifier import train_classifier
from sepgenre_gui.services.training_request import TrainingRequest, request_of_run
from sepgenre_training.classification.calibration import fit_temperature
from sepgenre_training.classification.training import FOLD_STAGE, TRAIN_STAGE
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ClassifierError, ExperimentError, ProjectError
from sepgenre_training.networks.names import BASELINE, STEMS_SEPARABLE, ablation_name
from tests.small_experiment import CONFIG, make_project

pytestmark = pytest.mark.slow  # The worker loads TensorFlow.

TWO = attrs.evolve(CONFIG, epochs=2, trials=2, networks=(BASELINE, STEMS_SEPARABLE))


def ignore(_: object) -> None:
    pass


@pytest.fixture(scope="module")
def experiment(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """A project of eight songs of two genres with one run; copy it, do not change it."""
    folder = make_project(tmp_path_factory.mktemp("experiment"), pool)
    with Project.open(folder) as project:
        run_experiment(project, TWO, separator="hpss", pool=pool, on_event=ignore)
    return folder


@pytest.fixture
def project(experiment: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(Path(shutil.copytree(experiment, tmp_path / "project"))) as opened:
        yield opened


def test_without_a_run_songs_are_held_out_in_turn(project: Project, pool: WorkerPool) -> None:
    events: list[Any] = []
    request = TrainingRequest(config=TWO, network=BASELINE, name=" My  one ", n_folds=2)

    stored, classifier = train_classifier(project, request, pool=pool, on_event=events.append)

    assert stored.name == "My one"
    assert describe_stored(stored) == classifier
    assert stored.weights.is_file()
    assert not stored.weights.is_relative_to(project.cache.root)
    assert (classifier.classes, classifier.network) == (("Genre 0", "Genre 1"), BASELINE)
    assert (classifier.n_segments, classifier.n_songs) == (8, 8)
    assert classifier.epochs in (1, 2)
    assert classifier.expected.source == "2-fold cross-validation by artist"
    assert classifier.calibration.n_predictions == 8
    assert classifier.identity.separator == "hpss"
    stages = [
        (each.stage, each.done, each.total) for each in events if isinstance(each, Progressed)
    ]
    assert (FOLD_STAGE, 2, 2) in stages
    assert stages[-1] == (TRAIN_STAGE, classifier.epochs, classifier.epochs)

    with pytest.raises(ProjectError, match="already has a classifier 'My one'"):
        train_classifier(project, request, pool=pool, on_event=ignore)


def test_a_run_says_how_long_how_sure_and_what_to_expect(
    project: Project, pool: WorkerPool
) -> None:
    (run,) = project.runs.list()
    request = request_of_run(project, run.id)

    stored, classifier = train_classifier(project, request, pool=pool, on_event=ignore)

    means = project.run_scores.means()[run.id]
    best = max(TWO.networks, key=lambda name: means[name].macro_f1 or 0.0)
    assert classifier.network == best
    assert classifier.expected.accuracy.mean == pytest.approx(means[best].accuracy)
    assert classifier.expected.n_trials == 2
    fits = [trial.fit(best) for trial in project.runs.trials(run.id)]
    assert classifier.epochs in {1, 2} | {fit.chosen_epoch for fit in fits}
    tested = [each for trial in project.runs.trials(run.id) for each in trial.split.test]
    temperature = fit_temperature(
        np.concatenate([np.array(fit.probabilities) for fit in fits]),
        np.array([run.segment_genres[each] for each in tested], np.int32),
    )
    assert classifier.calibration.temperature == temperature
    assert classifier.provenance["run"] == run.identity
    assert stored.name == "Classifier 1"
    assert find_classifier(project, str(stored.id)) == stored


def test_what_a_run_cannot_say_is_told(project: Project, pool: WorkerPool) -> None:
    (run,) = project.runs.list()
    request = request_of_run(project, run.id)
    absent = attrs.evolve(request, network="1 spec, 2DConv-Full")
    with pytest.raises(ExperimentError, match="did not run the network"):
        train_classifier(project, absent, pool=pool, on_event=ignore)
    shuffled = attrs.evolve(request, network=ablation_name("shuffled", "bass"))
    with pytest.raises(ClassifierError, match="no network that can be trained"):
        train_classifier(project, shuffled, pool=pool, on_event=ignore)
    older = attrs.evolve(run, provenance={**run.provenance, "separator": "hpss, version 0"})
    with pytest.raises(ExperimentError, match=r"hpss, version 0.*there are now"):
        train_classifier(project, attrs.evolve(request, run=older), pool=pool, on_event=ignore)
    assert project.classifiers.list() == ()
