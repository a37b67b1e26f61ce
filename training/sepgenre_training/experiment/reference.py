"""Reference rows: what a reader compares the networks with to see whether they learned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.features.array_file import scratch_array
from sepgenre_training.networks.inputs import Inputs, StreamedInputs, in_parts

Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

MAJORITY_CLASS = "majority class"
MEL_STATISTICS = "logistic regression on mel statistics"

_SCALED_AT_ONCE = 1_024
"""Rows: to scale all at once takes twice their memory."""

REFERENCE_NAMES = (MAJORITY_CLASS, MEL_STATISTICS)


def mel_statistics(spectrograms: Inputs) -> Float64:
    """Return mean, deviation and mean absolute difference over time of each mel band.

    Parameters
    ----------
    spectrograms : Inputs [shape=(n, n_mels, n_frames, 1)]
        Log-mel spectrograms, in dB.

    Returns
    -------
    ndarray [shape=(n, 3 * n_mels)], float64
        In a scratch file where the spectrograms are streamed.
    """
    shape = (len(spectrograms), 3 * spectrograms.shape[1])
    is_streamed = isinstance(spectrograms, StreamedInputs)
    statistics: Float64 = scratch_array(shape, np.float64) if is_streamed else np.empty(shape)
    start = 0
    for part in in_parts(spectrograms):
        check_cancelled()
        bands = part[..., 0].astype(np.float64)
        change = np.abs(np.diff(bands, axis=2)).mean(axis=2)
        rows = [bands.mean(axis=2), bands.std(axis=2), change]
        statistics[start : start + len(part)] = np.concatenate(rows, axis=1)
        start += len(part)
    return statistics


def predict_majority(labels: Labels, n_test: int, n_classes: int) -> Float64:
    """Return the training side's class frequencies for each of `n_test` segments."""
    frequencies = np.bincount(labels, minlength=n_classes) / len(labels)
    return np.tile(frequencies, (n_test, 1))


def predict_by_mel_statistics(
    train: Float64, labels: Labels, test: Float64, n_classes: int
) -> Float64:
    """Return the probabilities that a logistic regression gives `test`.

    Parameters
    ----------
    train, test : ndarray [shape=(n, 3 * n_mels)]
        From `mel_statistics`; standardised here, in place, with the training side's statistics.
    labels : ndarray [shape=(n_train,)]
        Classes of the training side; a class that it lacks gets probability 0, so the only
        one that it has, 1.

    Returns
    -------
    ndarray [shape=(n_test, n_classes)]
    """
    # Half a second to import: only what trains pays.
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler(copy=False)
    for start in range(0, len(train), _SCALED_AT_ONCE):
        scaler.partial_fit(train[start : start + _SCALED_AT_ONCE])
    for values in (train, test):
        for start in range(0, len(values), _SCALED_AT_ONCE):
            part = values[start : start + _SCALED_AT_ONCE]
            part[...] = scaler.transform(part)
    return predict_by_regression(train, labels, test, n_classes)


def predict_by_regression(train: Float64, labels: Labels, test: Float64, n_classes: int) -> Float64:
    """Return the probabilities that a logistic regression gives `test`; see above.

    Parameters
    ----------
    train, test : ndarray [shape=(n, d)]
        Scaled: the squares of all weights are penalised alike.
    """
    from sklearn.linear_model import LogisticRegression

    probabilities = np.zeros((len(test), n_classes))
    known = np.unique(labels)
    if len(known) == 1:
        probabilities[:, known] = 1.0
        return probabilities
    model = LogisticRegression(class_weight="balanced", max_iter=5000)
    model.fit(train, labels)
    probabilities[:, model.classes_] = model.predict_proba(test)
    return probabilities
