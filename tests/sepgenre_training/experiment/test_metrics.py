"""Metrics against numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import f1_score

from sepgenre_training.experiment.metrics import classification_metrics, cross_entropy


def test_metrics_worked_by_hand() -> None:
    # Guesses 0, 1, 1, 2 for labels 0, 0, 1, 2.
    labels = np.array([0, 0, 1, 2], np.int32)
    probabilities = np.array([[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.1, 0.9, 0], [0, 0.25, 0.75]])

    metrics = classification_metrics(labels, probabilities)

    # F1: class 0 has precision 1 and recall 1/2, class 1 precision 1/2 and recall 1.
    assert metrics.accuracy == 0.75
    assert metrics.per_class_f1 == pytest.approx((2 / 3, 2 / 3, 1.0))
    assert metrics.macro_f1 == pytest.approx(7 / 9)
    assert metrics.weighted_f1 == pytest.approx((2 / 3 * 2 + 2 / 3 + 1) / 4)
    assert metrics.confusion == ((1, 1, 0), (0, 1, 0), (0, 0, 1))
    expected = -(math.log(0.8) + math.log(0.2) + math.log(0.9) + math.log(0.75)) / 4
    assert metrics.loss == pytest.approx(expected)


def test_guessing_costs_the_logarithm_of_the_number_of_classes() -> None:
    labels = np.arange(6, dtype=np.int32)

    assert cross_entropy(labels, np.full((6, 6), 1 / 6)) == pytest.approx(math.log(6))


def test_a_certain_and_wrong_guess_costs_a_finite_loss() -> None:
    assert math.isfinite(cross_entropy(np.array([0], np.int32), np.array([[0.0, 1.0]])))


def test_a_class_neither_present_nor_predicted_has_no_f1() -> None:
    metrics = classification_metrics(
        np.array([0, 1], np.int32), np.array([[0.9, 0.1, 0], [0.1, 0.9, 0]])
    )

    assert metrics.per_class_f1[:2] == (1.0, 1.0)
    assert math.isnan(metrics.per_class_f1[2])
    assert metrics.macro_f1 == 1.0
    assert metrics.weighted_f1 == 1.0


def test_a_class_that_is_only_predicted_has_f1_zero() -> None:
    metrics = classification_metrics(
        np.array([0, 1], np.int32), np.array([[0.9, 0.1, 0], [0.1, 0, 0.9]])
    )

    assert metrics.per_class_f1 == (1.0, 0.0, 0.0)
    assert metrics.macro_f1 == pytest.approx(1 / 3)


@pytest.mark.parametrize("seed", range(5))
def test_the_macro_average_is_that_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 8, 6).astype(np.int32)
    probabilities = rng.dirichlet(np.ones(8), 6)

    metrics = classification_metrics(labels, probabilities)

    expected = f1_score(labels, probabilities.argmax(axis=1), average="macro", zero_division=0)
    assert metrics.macro_f1 == pytest.approx(expected)
