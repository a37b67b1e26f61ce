"""Reference rows: what a reader compares the networks with to see whether they learned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

MAJORITY_CLASS = "majority class"
MEL_STATISTICS = "logistic regression on mel statistics"

REFERENCE_NAMES = (MAJORITY_CLASS, MEL_STATISTICS)


def mel_statistics(spectrograms: npt.NDArray[np.float32]) -> Float64:
    """Return mean, deviation and mean absolute difference over time of each mel band.

    Parameters
    ----------
    spectrograms : ndarray [shape=(n, n_mels, n_frames, 1)]
        Log-mel spectrograms, in dB.

    Returns
    -------
    ndarray [shape=(n, 3 * n_mels)], float64
    """
    bands = spectrograms[..., 0].astype(np.float64)
    change = np.abs(np.diff(bands, axis=2)).mean(axis=2)
    return np.concatenate([bands.mean(axis=2), bands.std(axis=2), change], axis=1)


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
        From `mel_statistics`; standardised here with the training side's statistics.
    labels : ndarray [shape=(n_train,)]
        Classes of the training side; a class that it lacks gets probability 0, so the only
        one that it has, 1.

    Returns
    -------
    ndarray [shape=(n_test, n_classes)]
    """
    # Half a second to import: only what trains pays.
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return predict_by_regression(scaler.transform(train), labels, scaler.transform(test), n_classes)


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
