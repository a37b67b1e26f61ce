"""Predictions for labelled segments by models that have heard nothing of their songs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.errors import ExperimentError
from sepgenre_training.learning.model import ModelChoice, fit_model

Float64 = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

FOLDS = 5
"""Each song is held out once, and the model has four fifths of the others."""


@attrs.frozen(kw_only=True)
class LabelledFeatures:
    """Labelled segments as files of features; picklable.

    Attributes
    ----------
    paths : tuple of Path [n]
        Files of `extract_segment_features`.
    labels : tuple of int [n]
        Classes, from 0.
    groups : tuple of str [n]
        What must not stand on two sides of a split, such as the song.
    n_classes : int
        Number of classes.
    """

    paths: tuple[Path, ...]
    labels: tuple[int, ...]
    groups: tuple[str, ...]
    n_classes: int

    def __attrs_post_init__(self) -> None:
        if not len(self.paths) == len(self.labels) == len(self.groups):
            raise ValueError("paths, labels and groups belong to one set of segments")


@attrs.frozen(kw_only=True)
class FoldTask:
    """A model to fit without some songs, and then to ask about them.

    Attributes
    ----------
    data : LabelledFeatures
    train, asked : tuple of int
        Rows of `data`.
    model : ModelChoice
    seed : int
    """

    data: LabelledFeatures
    train: tuple[int, ...]
    asked: tuple[int, ...]
    model: ModelChoice
    seed: int


def predict_fold(task: FoldTask) -> Float64:
    """Return the probabilities of the fold's rows [shape=(len(asked), n_classes)]."""
    data = task.data
    predict = fit_model(
        task.model,
        [data.paths[row] for row in task.train],
        np.array([data.labels[row] for row in task.train], np.int32),
        data.n_classes,
        seed=task.seed,
    )
    return predict([data.paths[row] for row in task.asked])


def draw_folds(
    labels: Sequence[int], groups: Sequence[str], *, seed: int, folds: int = FOLDS
) -> tuple[Indices, ...]:
    """Divide rows into folds; no group is in two of them.

    Groups are dealt out class by class (that of most of their rows), the largest first, each to
    the fold with fewest rows of that class, then with fewest rows; equals fall by lot. So every
    fold has about the same share of every class, and a class of two groups is never missing from
    a training side.

    Parameters
    ----------
    labels : sequence of int [n]
    groups : sequence of str [n]
    seed : int
    folds : int
        How many; fewer where there are not so many groups.

    Returns
    -------
    tuple of ndarray [shape=(n_fold,)], int64
        The rows of each fold, ascending; together all rows.

    Raises
    ------
    ExperimentError
        Where there are fewer than two classes, or a class has all its rows in one group.
    """
    _check_groups(labels, groups)
    rows: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        rows.setdefault(group, []).append(row)
    n_folds = min(folds, len(rows))
    n_classes = 1 + max(labels)
    counts = np.zeros((n_folds, n_classes))
    dealt: list[list[int]] = [[] for _ in range(n_folds)]
    rng = np.random.default_rng(seed)
    drawn = [sorted(rows)[index] for index in rng.permutation(len(rows))]
    kinds = {
        group: int(np.bincount([labels[row] for row in rows[group]]).argmax()) for group in drawn
    }
    for group in sorted(drawn, key=lambda each: (kinds[each], -len(rows[each]))):
        lots = rng.random(n_folds)
        fold = int(np.lexsort((lots, counts.sum(axis=1), counts[:, kinds[group]]))[0])
        dealt[fold].extend(rows[group])
        counts[fold, kinds[group]] += len(rows[group])
    return tuple(np.array(sorted(each), np.int64) for each in dealt if each)


def fold_tasks(
    data: LabelledFeatures, model: ModelChoice, *, seed: int, repeats: int = 1, folds: int = FOLDS
) -> tuple[FoldTask, ...]:
    """Return the tasks that together ask about each row `repeats` times; errors of `draw_folds`."""
    tasks = []
    for repeat in range(repeats):
        drawn_by = seed + repeat
        for asked in draw_folds(data.labels, data.groups, seed=drawn_by, folds=folds):
            train = np.setdiff1d(np.arange(len(data.labels)), asked)
            tasks.append(
                FoldTask(
                    data=data,
                    train=tuple(train.tolist()),
                    asked=tuple(asked.tolist()),
                    model=model,
                    seed=drawn_by,
                )
            )
    return tuple(tasks)


def merge_folds(tasks: Sequence[FoldTask], predictions: Sequence[Float64]) -> Float64:
    """Return the mean prediction of each row [shape=(n, n_classes)] over those that asked it."""
    data = tasks[0].data
    total = np.zeros((len(data.labels), data.n_classes))
    asked = np.zeros((len(data.labels), 1))
    for task, probabilities in zip(tasks, predictions, strict=True):
        total[list(task.asked)] += probabilities
        asked[list(task.asked)] += 1
    return np.asarray(total / asked)


def _check_groups(labels: Sequence[int], groups: Sequence[str]) -> None:
    held: dict[int, set[str]] = {}
    for label, group in zip(labels, groups, strict=True):
        held.setdefault(label, set()).add(group)
    if len(held) < 2:
        raise ExperimentError(
            f"The labelled segments have {len(held)} genre(s); a model needs two.",
            remedy="Name the genre of more segments.",
        )
    alone = [label for label, its in held.items() if len(its) < 2]
    if alone:
        raise ExperimentError(
            f"{len(alone)} of {len(held)} genres have one song each: without it, a model would "
            "not know the genre.",
            remedy="Label segments of another song of each, or clear the genre of that one.",
        )
