"""Metrics of one set of predictions: accuracy, F1 in three averages, confusion, loss."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.experiment.results import ClassificationMetrics

_SMALLEST_PROBABILITY = 1e-12


def cross_entropy(labels: npt.NDArray[np.int32], probabilities: npt.NDArray[np.float64]) -> float:
    """Return the mean cross-entropy in nats; guessing among k classes gives ln k.

    Parameters
    ----------
    labels : ndarray [shape=(n,)]
        True classes.
    probabilities : ndarray [shape=(n, n_classes)]
        Rows sum to 1. Probabilities under 1e-12 count as 1e-12, so the loss stays finite.
    """
    chosen = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(chosen, _SMALLEST_PROBABILITY)).mean())


def classification_metrics(
    labels: npt.NDArray[np.int32], probabilities: npt.NDArray[np.float64]
) -> ClassificationMetrics:
    """Return the metrics of `probabilities` [shape=(n, n_classes)] against `labels` [shape=(n,)].

    The predicted class is the most probable one, the first among equals. A class that is
    neither present nor predicted has no F1: it is NaN, and the macro average, as scikit-learn's,
    is over the others.
    """
    # Half a second to import: only what trains pays.
    from sklearn.metrics import confusion_matrix, f1_score

    n_classes = probabilities.shape[1]
    classes = np.arange(n_classes)
    guesses = probabilities.argmax(axis=1)
    per_class = f1_score(labels, guesses, labels=classes, average=None, zero_division=0)
    weighted = f1_score(labels, guesses, labels=classes, average="weighted", zero_division=0)
    per_class[~np.isin(classes, np.union1d(labels, guesses))] = np.nan
    confusion = confusion_matrix(labels, guesses, labels=classes)
    return ClassificationMetrics(
        accuracy=float((guesses == labels).mean()),
        macro_f1=float(np.nanmean(per_class)),
        weighted_f1=float(weighted),
        loss=cross_entropy(labels, probabilities),
        per_class_f1=tuple(float(value) for value in per_class),
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
    )
