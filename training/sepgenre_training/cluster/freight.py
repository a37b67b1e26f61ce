"""Which files the tasks of each function read and write, so that they can travel with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.classification.track_task import TrackTask, classify_track
from sepgenre_training.classification.training import (
    FoldTask,
    NetworkTask,
    run_fold,
    train_network,
)
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.features.task import FeatureTask, extract_segment_features, features_path
from sepgenre_training.separation.task import SeparationTask, separate_segment, stems_path

Paths = Mapping[str, Path]


@attrs.frozen(kw_only=True)
class Freight:
    """What travels with a task of one function.

    Attributes
    ----------
    inputs : callable
        Returns the files and folders that the task reads, by a name for each.
    moved : callable
        Returns the task with these paths in place of its own, and the cache in that folder.
    cached_inputs : callable
        Returns the files of the task's cache that it reads.
    cached_outputs : callable
        Returns the files of the task's cache that it writes.
    cache_root : callable
        Returns the folder of the task's cache; None where it uses none.
    """

    inputs: Callable[[Any], Paths]
    moved: Callable[[Any, Paths, Path], Any]
    cached_inputs: Callable[[Any], Sequence[Path]] = lambda _: ()
    cached_outputs: Callable[[Any], Sequence[Path]] = lambda _: ()
    cache_root: Callable[[Any], Path | None] = lambda _: None


def _move_separation(task: SeparationTask, paths: Paths, cache: Path) -> SeparationTask:
    return attrs.evolve(task, path=paths["track"], cache_root=cache)


def _move_features(task: FeatureTask, paths: Paths, cache: Path) -> FeatureTask:
    moved = _move_separation(task.separation, paths, cache)
    return attrs.evolve(task, separation=moved, cache_root=cache)


def _move_trial(task: TrialTask, paths: Paths, _: Path) -> TrialTask:
    return attrs.evolve(task, tensors=paths["tensors"])


def _move_network(task: NetworkTask, paths: Paths, _: Path) -> NetworkTask:
    return attrs.evolve(task, tensors=paths["tensors"])


def _move_fold(task: FoldTask, paths: Paths, cache: Path) -> FoldTask:
    return attrs.evolve(task, data=_move_network(task.data, paths, cache))


def _move_track(task: TrackTask, paths: Paths, _: Path) -> TrackTask:
    return attrs.evolve(task, path=paths["track"], weights=paths["weights"])


FREIGHT: Mapping[Callable[[Any], Any], Freight] = {
    separate_segment: Freight(
        inputs=lambda task: {"track": task.path},
        moved=_move_separation,
        cached_outputs=lambda task: (stems_path(task),),
        cache_root=lambda task: task.cache_root,
    ),
    extract_segment_features: Freight(
        inputs=lambda task: {"track": task.separation.path},
        moved=_move_features,
        cached_inputs=lambda task: (stems_path(task.separation),),
        cached_outputs=lambda task: (features_path(task),),
        cache_root=lambda task: task.cache_root,
    ),
    run_trial: Freight(inputs=lambda task: {"tensors": task.tensors}, moved=_move_trial),
    run_fold: Freight(inputs=lambda task: {"tensors": task.data.tensors}, moved=_move_fold),
    train_network: Freight(inputs=lambda task: {"tensors": task.tensors}, moved=_move_network),
    classify_track: Freight(
        inputs=lambda task: {"track": task.path, "weights": task.weights}, moved=_move_track
    ),
}
"""The functions that a cluster runs; all others stay on this machine."""
