"""Training for use: one network on all labelled segments, with what its trials say of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sepgenre_gui.project.classifier import StoredClassifier
from sepgenre_gui.project.database import utc_now
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run
from sepgenre_gui.services.extract_features import LabelledData
from sepgenre_gui.services.run_experiment import prepare_data
from sepgenre_gui.services.training_request import TrainingRequest, choose_network
from sepgenre_training.classification.classifier import Classifier, require_trainable
from sepgenre_training.classification.files.description import format_classifier
from sepgenre_training.classification.held_out import (
    Evidence,
    EvidenceTask,
    HeldOut,
    held_out_of_trials,
    weigh,
)
from sepgenre_training.classification.identity import identity_here
from sepgenre_training.classification.training import (
    FOLD_STAGE,
    TRAIN_STAGE,
    FoldTask,
    NetworkTask,
    TrainedNetwork,
    draw_folds,
    held_out_of_folds,
    run_fold,
    train_network,
)
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.provenance import describe_machine, describe_versions
from sepgenre_training.separation.registry import describe_separator

Task = TypeVar("Task")
Value = TypeVar("Value")
OnEvent = Callable[[Any], None]


def train_classifier(
    project: Project, request: TrainingRequest, *, pool: WorkerPool, on_event: OnEvent
) -> tuple[StoredClassifier, Classifier]:
    """Train a network on all labelled segments, and store it as a classifier of the project.

    Stems and features that are missing are made first. How long it is trained, its temperature,
    threshold and expected accuracy come from networks that were trained like it and tested on
    songs that they had not seen: a run's trials, or a cross-validation by song or artist.

    Raises
    ------
    ClassifierError
        Where the network cannot be trained for use.
    ExperimentError
        Where the data cannot be split, or the run is not of these genres and this separator.
    ProjectError
        Where the name is taken.
    """
    network = choose_network(project, request)
    require_trainable(network)
    name = choose_name(project, request.name)
    data = prepare_data(project, request.config, request.separator, pool, on_event)
    held_out = _hold_out(project, request, network, data, pool, on_event)
    evidence = _run_one(
        pool, weigh, EvidenceTask(held_out=held_out, target_accuracy=request.target_accuracy)
    )
    on_event(Progressed(stage=TRAIN_STAGE, done=0, total=held_out.epochs, item=network))
    task = _network_task(request.config, network, data, epochs=held_out.epochs)
    trained = _run_one(pool, train_network, task, on_event=on_event)
    classifier = _describe(project, request, name, task, data, evidence, trained)
    stored = project.classifiers.add(
        name=name, description=format_classifier(classifier), weights=trained.weights
    )
    return stored, classifier


def choose_name(project: Project, name: str) -> str:
    """Return `name`, or where it is empty one that no classifier has.

    Raises
    ------
    ProjectError
        Where it is taken; told before the training, not after it.
    """
    name = " ".join(name.split())
    if name:
        project.classifiers.require_free(name)
        return name
    number = 1
    while project.classifiers.find(f"Classifier {number}") is not None:
        number += 1
    return f"Classifier {number}"


def _hold_out(
    project: Project,
    request: TrainingRequest,
    network: str,
    data: LabelledData,
    pool: WorkerPool,
    on_event: OnEvent,
) -> HeldOut:
    if request.run is None:
        return _cross_validate(request, network, data, pool, on_event)
    _require_same(request.run, data)
    on_event(Progressed(stage=FOLD_STAGE, done=1, total=1, item=request.run.name))
    return held_out_of_trials(
        project.runs.trials(request.run.id),
        network,
        segment_genres=request.run.segment_genres,
        songs={segment.segment_id: segment.song_id for segment in data.segments},
        source=f"run {request.run.id} ({request.run.name})",
    )


def _require_same(run: Run, data: LabelledData) -> None:
    """Raise where the trials of `run` say nothing of networks trained on `data`."""
    separator = describe_separator(data.separator)
    here = f"{separator.name}, version {separator.version}"
    if run.provenance.get("separator") != here or run.genres != data.genres:
        raise ExperimentError(
            f"{run.name!r} was made of stems by {run.provenance.get('separator')} and the genres "
            f"{', '.join(run.genres)}; there are now stems by {here} and the genres "
            f"{', '.join(data.genres)}.",
            remedy="Run the experiment again, or train without a run.",
        )


def _cross_validate(
    request: TrainingRequest,
    network: str,
    data: LabelledData,
    pool: WorkerPool,
    on_event: OnEvent,
) -> HeldOut:
    config = request.config
    folds = draw_folds(
        data.segments, group=config.split.group, n_folds=request.n_folds, seed=config.seed
    )
    task = _network_task(config, network, data, epochs=config.epochs)
    tasks = [FoldTask(data=task, test=fold) for fold in folds]
    results = {}
    on_event(Progressed(stage=FOLD_STAGE, done=0, total=len(folds), item=network))
    for done, outcome in enumerate(pool.run(run_fold, tasks), start=1):
        if outcome.value is None:
            raise ExperimentError(
                f"A fold of the cross-validation failed ({outcome.error}).",
                remedy="Train it again; stems and features are kept.",
            ) from outcome.error
        results[outcome.position] = outcome.value
        on_event(Progressed(stage=FOLD_STAGE, done=done, total=len(folds), item=f"fold {done}"))
    by = {"artist": "artist", "song": "song", "none": "segment"}[config.split.group]
    return held_out_of_folds(
        folds,
        [results[position] for position in range(len(folds))],
        data.segments,
        source=f"{len(folds)}-fold cross-validation by {by}",
    )


def _network_task(
    config: ExperimentConfig, network: str, data: LabelledData, *, epochs: int
) -> NetworkTask:
    return NetworkTask(
        network=network,
        network_config=config.network,
        training_config=config.training,
        tensors=data.tensors,
        labels=tuple(segment.label for segment in data.segments),
        n_classes=len(data.genres),
        epochs=epochs,
        seed=config.seed,
    )


def _describe(
    project: Project,
    request: TrainingRequest,
    name: str,
    task: NetworkTask,
    data: LabelledData,
    evidence: Evidence,
    trained: TrainedNetwork,
) -> Classifier:
    return Classifier(
        name=name,
        classes=data.genres,
        network=task.network,
        network_config=task.network_config,
        training_config=task.training_config,
        identity=identity_here(data.separator, request.config.features, project.segments.length_s),
        statistics=trained.statistics,
        epochs=task.epochs,
        seed=task.seed,
        n_segments=len(data.segments),
        n_songs=len({segment.song_id for segment in data.segments}),
        calibration=evidence.calibration,
        decision=evidence.decision,
        expected=evidence.expected,
        provenance=_provenance(request, data),
        weights_sha256=hashlib.sha256(trained.weights).hexdigest(),
        created_at=utc_now(),
    )


def _provenance(request: TrainingRequest, data: LabelledData) -> Mapping[str, str]:
    run = request.run
    separator = describe_separator(data.separator)
    return {
        "held-out predictions": "cross-validation" if run is None else f"run {run.name}",
        **({} if run is None else {"run": run.identity}),
        "separator": f"{separator.name}, version {separator.version}",
        "tensors": data.key,
        "network chosen by": "the person"
        if request.network
        else "the highest mean macro F1"
        if run
        else "the paper's Table 1",
        **{f"version of {name}": version for name, version in describe_versions().items()},
        **describe_machine(),
    }


def _run_one(
    pool: WorkerPool,
    function: Callable[[Task], Value],
    task: Task,
    *,
    on_event: OnEvent | None = None,
) -> Value:
    (outcome,) = pool.run(function, [task], on_event=on_event)
    if outcome.value is None:
        raise outcome.error or ExperimentError("A worker gave no result.")
    return outcome.value
