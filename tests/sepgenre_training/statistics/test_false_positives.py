"""Why the corrected test: two equally good learners on one data set, split 50 times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.statistics.comparison import compare

Array = npt.NDArray[np.float64]

N_SONGS, N_TEST, N_GENRES, N_TRIALS, N_DIMENSIONS = 66, 13, 6, 50, 6
SEPARATION = 1.0


def _accuracies(view: Array, genres: npt.NDArray[np.int64], train: Array) -> Array:
    """Nearest-centroid accuracy on the test side of each split; `train` is (splits, songs)."""
    one_hot = np.eye(N_GENRES)[genres]
    weights = train[:, :, None] * one_hot[None]
    counts = weights.sum(axis=1)
    centroids = np.einsum("tsg,sd->tgd", weights, view, optimize=True) / counts[..., None]
    affinity = np.einsum("sd,tgd->tsg", view, centroids, optimize=True)
    affinity -= 0.5 * (centroids**2).sum(axis=2)[:, None, :]
    correct = affinity.argmax(axis=2) == genres[None]
    return np.asarray((correct * (1 - train)).sum(axis=1) / N_TEST)


def _rejections(n_repetitions: int, seed: int) -> tuple[float, float]:
    """Share of data sets on which the naive and the corrected test reject at 5 %."""
    random = np.random.default_rng(seed)
    genres = np.arange(N_SONGS) % N_GENRES
    naive = corrected = 0
    for _ in range(n_repetitions):
        # New songs from the same two populations, which are equally hard: the null hypothesis
        # is true, though on any one data set either view may happen to be the clearer.
        first_view, second_view = (
            SEPARATION * np.eye(N_GENRES, N_DIMENSIONS)[genres]
            + random.normal(size=(N_SONGS, N_DIMENSIONS))
            for _ in range(2)
        )
        order = random.permuted(np.tile(np.arange(N_SONGS), (N_TRIALS, 1)), axis=1)
        train = (order >= N_TEST).astype(np.float64)
        first = _accuracies(first_view, genres, train)
        second = _accuracies(second_view, genres, train)
        comparison = compare(list(first), list(second), n_train=N_SONGS - N_TEST, n_test=N_TEST)
        naive += (comparison.naive_paired.p_value or 0.0) < 0.05
        corrected += (comparison.corrected.p_value or 0.0) < 0.05
    return naive / n_repetitions, corrected / n_repetitions


def test_naive_claims_differences_between_equal_learners_and_corrected_does_not() -> None:
    naive, corrected = _rejections(n_repetitions=400, seed=20201203)
    assert naive > 0.2
    assert 0.01 <= corrected <= 0.09
