"""What a label would teach, against figures computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sepgenre_training.errors import ConfigurationError
from sepgenre_training.learning.strategies import (
    STRATEGIES,
    entropy,
    find_strategy,
    least_confidence,
    margin,
)

ROWS = np.array([[0.5, 0.3, 0.2], [1.0, 0.0, 0.0], [0.48, 0.48, 0.04], [1 / 3, 1 / 3, 1 / 3]])


def test_the_measures_are_those_of_the_survey() -> None:
    np.testing.assert_allclose(least_confidence(ROWS), [0.5, 0.0, 0.52, 2 / 3])
    np.testing.assert_allclose(margin(ROWS), [0.8, 0.0, 1.0, 1.0])
    third = -(0.5 * math.log(0.5) + 0.3 * math.log(0.3) + 0.2 * math.log(0.2))
    np.testing.assert_allclose(entropy(ROWS)[[0, 1, 3]], [third, 0.0, math.log(3)], atol=1e-12)


def test_one_class_alone_leaves_nothing_to_ask() -> None:
    assert margin(np.ones((2, 1))).tolist() == [0.0, 0.0]


def test_names_and_explanations_are_for_a_person() -> None:
    for name, strategy in STRATEGIES.items():
        assert find_strategy(name) is strategy
        assert strategy.explanation.endswith(".")
    with pytest.raises(ConfigurationError, match="margin-diverse"):
        find_strategy("best")
