"""Confident learning, against cases computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

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
    assert all(each.is_likely_wrong for each in suspects)
    np.testing.assert_allclose([each.quality for each in suspects], [0.1, 0.2])
    np.testing.assert_allclose([each.lead for each in suspects], [0.8, 0.6])
    np.testing.assert_allclose([each.likely_probability for each in suspects], [0.9, 0.8])


def test_what_stays_under_the_other_threshold_is_listed_but_not_likely_wrong() -> None:
    """Row 3 is contradicted, but 0.55 is less than what label 1 has on the average."""
    weak = (0.95, 0.9, 0.9, 0.45, 0.05, 0.1, 0.1, 0.1)
    (suspect,) = find_suspects(LABELS, rows(weak))
    assert (suspect.row, suspect.is_likely_wrong) == (3, False)
    sure = (0.95, 0.9, 0.9, 0.55, 0.05, 0.1, 0.1, 0.1)
    assert find_suspects(LABELS, rows(sure)) == ()


def test_classes_that_no_label_has_are_left_out() -> None:
    """The same case, with an empty class between the two and one after them."""
    probabilities = np.zeros((8, 4))
    probabilities[:, [0, 2]] = 0.8 * rows(FIRST)
    probabilities[:, 1] = probabilities[:, 3] = 0.1
    labels = tuple(2 * label for label in LABELS)

    found = search_suspects(SuspectTask(labels=labels, probabilities=probabilities))

    listed = [(each.row, each.given, each.likely) for each in found.suspects]
    assert listed == [(3, 0, 2), (7, 2, 0)]
    # Six of eight agree; by the commonest label each time, 6, 7 or 8 do in 28 + 8 + 1 of 256.
    assert (found.agreement, found.chance) == (0.75, pytest.approx(37 / 256))
    # That is by lot more often than once in twenty times.
    assert found.is_chance
    assert not any(each.is_likely_wrong for each in found.suspects)
    many = search_suspects(
        SuspectTask(labels=2 * labels, probabilities=np.concatenate(2 * [probabilities]))
    )
    assert not many.is_chance
    assert all(each.is_likely_wrong for each in many.suspects)


def test_one_class_alone_has_no_suspects() -> None:
    assert find_suspects((1, 1), rows((0.5, 0.4))) == ()
