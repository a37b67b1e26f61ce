"""The review queue, computed by a worker: guesses for segments, and the order to ask in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import report
from sepgenre_training.errors import ExperimentError
from sepgenre_training.learning.held_out import LabelledFeatures, fold_tasks, predict_fold
from sepgenre_training.learning.model import ModelChoice, fit_model
from sepgenre_training.learning.ordering import order_for_review
from sepgenre_training.learning.statistics import place, read_statistics
from sepgenre_training.learning.strategies import DEFAULT_STRATEGY

Float64 = npt.NDArray[np.float64]

STAGE = "guess"


@attrs.frozen(kw_only=True)
class ReviewTask:
    """Segments to ask a person about; picklable.

    Attributes
    ----------
    data : LabelledFeatures
        The segments to learn from.
    asked : tuple of Path [n]
        Features of the segments to be reviewed. What is in `data`, too, is guessed by models
        that have not heard its song.
    songs : tuple of int [n]
        The song of each.
    """

    data: LabelledFeatures
    asked: tuple[Path, ...]
    songs: tuple[int, ...]
    model: ModelChoice = attrs.field(factory=ModelChoice)
    strategy: str = DEFAULT_STRATEGY
    seed: int = 0


@attrs.frozen(kw_only=True, eq=False)
class ReviewOrder:
    """What a review begins with.

    Attributes
    ----------
    order : ndarray [shape=(n,)], int64
        Positions in `ReviewTask.asked`, in the order to be shown.
    probabilities : ndarray [shape=(n, n_classes)], float64
        The guesses, in the order of `ReviewTask.asked`.
    """

    order: npt.NDArray[np.int64]
    probabilities: Float64


def order_review(task: ReviewTask) -> ReviewOrder:
    """Guess the genre of each segment that is asked about, and put them in order.

    Raises
    ------
    ExperimentError
        Where there are not two genres to learn from, or one has a single song that is asked
        about itself.
    DatasetError
        Where features cannot be read.
    """
    if len(set(task.data.labels)) < 2:
        raise ExperimentError(
            f"There are {len(set(task.data.labels))} genre(s) to learn from; guessing needs two.",
            remedy="Name the genre of more segments.",
        )
    if not task.asked:
        return ReviewOrder(
            order=np.zeros(0, np.int64), probabilities=np.zeros((0, task.data.n_classes))
        )
    probabilities = _guess(task)
    everything = read_statistics((*task.data.paths, *task.asked))
    (points,) = place(everything)
    known, asked = points[: len(task.data.paths)], points[len(task.data.paths) :]
    heard = set(task.asked)
    apart = [row for row, path in enumerate(task.data.paths) if path not in heard]
    order = order_for_review(
        probabilities, asked, task.songs, task.strategy, task.seed, known=known[apart]
    )
    return ReviewOrder(order=order, probabilities=probabilities)


def _guess(task: ReviewTask) -> Float64:
    rows = {path: row for row, path in enumerate(task.data.paths)}
    taught = [position for position, path in enumerate(task.asked) if path in rows]
    new = [position for position, path in enumerate(task.asked) if path not in rows]
    probabilities = np.zeros((len(task.asked), task.data.n_classes))
    folds = fold_tasks(task.data, task.model, seed=task.seed) if taught else ()
    total = len(folds) + bool(new)
    for done, fold in enumerate(folds, start=1):
        predicted = dict(zip(fold.asked, predict_fold(fold), strict=True))
        for position in taught:
            row = rows[task.asked[position]]
            if row in predicted:
                probabilities[position] = predicted[row]
        report(Progressed(stage=STAGE, done=done, total=total))
    if new:
        probabilities[new] = _guess_new(task, [task.asked[position] for position in new])
        report(Progressed(stage=STAGE, done=total, total=total))
    return probabilities


def _guess_new(task: ReviewTask, asked: Sequence[Path]) -> Float64:
    data = task.data
    labels = np.array(data.labels, np.int32)
    return fit_model(task.model, data.paths, labels, data.n_classes, seed=task.seed)(asked)
