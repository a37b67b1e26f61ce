"""Confident learning, against cases computed by hand."""

from __future__ import annotations

import numpy as np

from sepgenre_training.label_quality.confident_learning import find_suspects
from sepgenre_training.label_quality.task import SuspectTask, search_suspects

LABELS = (0, 0, 0, 0, 1, 1, 1, 1)
FIRST = (0.9, 0.8, 0.9, 0.1, 0.1, 0.2, 0.1, 0.8)
"""Probability of class 0. Thresholds are the means within each label: t_0 = 0.675 and
t_1 = (0.9 + 0.8 + 0.9 + 0.2) / 4 = 0.7. Row 3 (label 0) has p_1 = 0.9 >= t_1, row 7 (label 1) has
p_0 = 0.8 >= t_0; no other row reaches the threshold of the class that it does not bear. So the
confident joint is [[3, 1], [1, 3]], and one label of each class is wrong."""


def rows(first: tuple[float, ...]) -> np.ndarray:
    return np.array([[value, 1 - value] for value in first])


def test_the_labels_beyond_the_thresholds_are_found_the_worst_first() -> None:
    suspects = find_suspects(LABELS, rows(FIRST))

    assert [(each.row, each.given, each.likely) for each in suspects] == [(3, 0, 1), (7, 1, 0)]
    np.testing.assert_allclose([each.quality for each in suspects], [0.1, 0.2])
    np.testing.assert_allclose([each.likely_probability for each in suspects], [0.9, 0.8])


def test_labels_that_the_predictions_bear_out_are_not_suspected() -> None:
    """A row under 0.5 is no suspect as long as it stays under the other class's threshold."""
    weak = (0.95, 0.9, 0.9, 0.45, 0.05, 0.1, 0.1, 0.1)
    assert find_suspects(LABELS, rows(weak)) == ()


def test_classes_that_no_label_has_are_left_out() -> None:
    """The same case, with an empty class between the two and one after them."""
    probabilities = np.zeros((8, 4))
    probabilities[:, [0, 2]] = 0.8 * rows(FIRST)
    probabilities[:, 1] = probabilities[:, 3] = 0.1
    labels = tuple(2 * label for label in LABELS)

    suspects = search_suspects(SuspectTask(labels=labels, probabilities=probabilities))

    assert [(each.row, each.given, each.likely) for each in suspects] == [(3, 0, 2), (7, 2, 0)]


def test_one_class_alone_has_no_suspects() -> None:
    assert find_suspects((1, 1), rows((0.5, 0.4))) == ()
