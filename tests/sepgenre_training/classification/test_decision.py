"""Verdicts: windows pooled by hand, and thresholds that hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.classification.decision import fit_decision, least_confidence, pool


def test_the_verdict_is_the_geometric_mean_of_the_windows() -> None:
    verdict = pool(np.array([[0.9, 0.1], [0.2, 0.8]]))
    odds = np.sqrt((0.9 * 0.2) / (0.1 * 0.8))
    assert verdict.label == 0
    assert verdict.confidence == pytest.approx(odds / (1 + odds))
    assert sum(verdict.probabilities) == pytest.approx(1.0)


def test_many_equal_windows_are_no_surer_than_one() -> None:
    one = pool(np.array([[0.6, 0.3, 0.1]]))
    many = pool(np.tile([[0.6, 0.3, 0.1]], (50, 1)))
    assert many.confidence == pytest.approx(one.confidence)


def test_a_window_that_rules_everything_out_but_one_stays_finite() -> None:
    assert np.isfinite(pool(np.array([[1.0, 0.0], [0.0, 1.0]])).probabilities).all()


def predictions(confidences: list[float], right: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    rest = [(1 - each) / 3 for each in confidences]
    rows = np.array([[c, r, r, r] for c, r in zip(confidences, rest, strict=True)])
    return rows, np.array([0 if each else 1 for each in right], np.int32)


def test_the_threshold_is_the_lowest_confidence_that_reaches_the_target() -> None:
    confidences = [0.95] * 10 + [0.7] * 10 + [0.55] * 10
    right = [True] * 10 + [True] * 7 + [False] * 3 + [False] * 10

    decision = fit_decision(*predictions(confidences, right), target_accuracy=0.8)

    assert decision.unsure_below == pytest.approx(0.7)
    assert (decision.accuracy, decision.share) == (pytest.approx(0.85), pytest.approx(2 / 3))


def test_perfect_predictions_do_not_allow_any_confidence() -> None:
    decision = fit_decision(*predictions([0.3] * 5 + [0.9] * 20, [True] * 25))
    assert (decision.unsure_below, decision.accuracy) == (0.5, 1.0)
    assert decision.share == pytest.approx(0.8)
    assert least_confidence(4) == 0.5
    assert least_confidence(8) == 0.25


def test_where_nothing_reaches_the_target_every_verdict_is_unsure() -> None:
    decision = fit_decision(*predictions([0.9] * 30, [True, False, False] * 10))
    assert not decision.is_reachable
    assert decision.unsure_below > 1.0
    assert pool(np.array([[1.0, 0.0]])).is_unsure(decision.unsure_below)


def test_few_sure_predictions_carry_no_threshold() -> None:
    confidences = [0.99] * 3 + [0.6] * 30
    right = [True] * 3 + [False] * 30
    assert not fit_decision(*predictions(confidences, right)).is_reachable
