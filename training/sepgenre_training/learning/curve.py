"""The learning curve: held-out accuracy and macro F1 against the number of labels."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.experiment.metrics import classification_metrics
from sepgenre_training.learning.held_out import FoldTask, LabelledFeatures, fold_tasks
from sepgenre_training.learning.model import ModelChoice, fit_model

Indices = npt.NDArray[np.int64]

POINTS = 6
"""Numbers of labels at which the curve is computed, unless they are given."""


@attrs.frozen(kw_only=True)
class CurveTask:
    """A fold to predict with few labels, then with more.

    Attributes
    ----------
    fold : FoldTask
        Its training side is what labels are taken from.
    sizes : tuple of int
        Numbers of labels, ascending; none above the training side's.
    """

    fold: FoldTask
    sizes: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Score:
    """How well a model does that learned from `n_labels` segments."""

    n_labels: int
    accuracy: float
    macro_f1: float


@attrs.frozen(kw_only=True)
class CurvePoint:
    """Scores with `n_labels` labels: the mean over folds, and the deviation between them.

    The folds' training sides overlap, so the deviation is no standard error of the mean.
    """

    n_labels: int
    accuracy: float
    accuracy_deviation: float
    macro_f1: float
    macro_f1_deviation: float
    folds: int


def curve_tasks(
    data: LabelledFeatures,
    model: ModelChoice,
    *,
    seed: int,
    sizes: Sequence[int] = (),
    repeats: int = 1,
) -> tuple[CurveTask, ...]:
    """Return a task for each fold, grouped so that no song is on two sides.

    Raises
    ------
    ExperimentError
        Where there are not two genres of two songs each.
    """
    folds = fold_tasks(data, model, seed=seed, repeats=repeats)
    smallest = min(len(fold.train) for fold in folds)
    wanted = sorted(set(sizes)) or curve_sizes(smallest, len(set(data.labels)))
    fitting = tuple(size for size in wanted if 0 < size <= smallest)
    return tuple(CurveTask(fold=fold, sizes=fitting) for fold in folds)


def curve_sizes(largest: int, n_classes: int, points: int = POINTS) -> tuple[int, ...]:
    """Return up to `points` numbers of labels, evenly from one for each class to `largest`."""
    first = min(n_classes, largest)
    return tuple(sorted({round(float(size)) for size in np.linspace(first, largest, points)}))


def score_sizes(task: CurveTask) -> tuple[Score, ...]:
    """Return the held-out scores at each size; each set of labels contains the smaller ones."""
    data, fold = task.fold.data, task.fold
    order = balanced_order([data.labels[row] for row in fold.train], seed=fold.seed)
    train = np.array(fold.train)[order]
    truth = np.array([data.labels[row] for row in fold.asked], np.int32)
    asked = [data.paths[row] for row in fold.asked]
    scores = []
    for size in task.sizes:
        check_cancelled()
        rows = train[:size].tolist()
        labels = np.array([data.labels[row] for row in rows], np.int32)
        predict = fit_model(
            fold.model,
            [data.paths[row] for row in rows],
            labels,
            data.n_classes,
            seed=fold.seed,
        )
        metrics = classification_metrics(truth, predict(asked))
        scores.append(Score(n_labels=size, accuracy=metrics.accuracy, macro_f1=metrics.macro_f1))
    return tuple(scores)


def balanced_order(labels: Sequence[int], *, seed: int) -> Indices:
    """Return a random order of rows in which the classes take turns as long as they last.

    So that few labels hold every class, as with a person who sees to that.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(len(labels))
    seen: dict[int, int] = {}
    turns = []
    for row in drawn:
        label = labels[int(row)]
        turns.append(seen.get(label, 0))
        seen[label] = turns[-1] + 1
    return np.asarray(drawn[np.argsort(turns, kind="stable")], np.int64)


def merge_scores(scores: Sequence[Sequence[Score]]) -> tuple[CurvePoint, ...]:
    """Return the curve of all folds' scores, by number of labels."""
    by_size: dict[int, list[Score]] = {}
    for fold in scores:
        for score in fold:
            by_size.setdefault(score.n_labels, []).append(score)
    return tuple(_point(size, by_size[size]) for size in sorted(by_size))


def _point(n_labels: int, scores: Sequence[Score]) -> CurvePoint:
    accuracy = np.array([score.accuracy for score in scores])
    macro_f1 = np.array([score.macro_f1 for score in scores])
    return CurvePoint(
        n_labels=n_labels,
        accuracy=float(accuracy.mean()),
        accuracy_deviation=float(accuracy.std()),
        macro_f1=float(macro_f1.mean()),
        macro_f1_deviation=float(macro_f1.std()),
        folds=len(scores),
    )
