"""Temperatures: found again where they are known, and never judged by what they were fitted on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sepgenre_training.classification.calibration import (
    TEMPERATURE_LIMITS,
    apply_temperature,
    calibrate,
    cross_fit,
    expected_calibration_error,
    fit_temperature,
    reliability_bins,
)
from sepgenre_training.errors import ClassifierError
from sepgenre_training.experiment.metrics import cross_entropy

Float64 = npt.NDArray[np.float64]


def softmax(logits: Float64) -> Float64:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def overconfident(
    n: int, factor: float, seed: int = 0
) -> tuple[Float64, npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Labels drawn from a softmax, told by one whose logits are `factor` times too large."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 1.5, (n, 4))
    true = softmax(logits)
    labels = np.array([rng.choice(4, p=row) for row in true], np.int32)
    return softmax(logits * factor), labels, np.arange(n) // 5


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_the_temperature_of_scaled_logits_is_found_again(factor: float) -> None:
    probabilities, labels, _ = overconfident(4000, factor)

    temperature = fit_temperature(probabilities, labels)

    assert temperature == pytest.approx(factor, rel=0.1)
    at_best = cross_entropy(labels, apply_temperature(probabilities, temperature))
    for other in (temperature * 0.9, temperature * 1.1):
        assert cross_entropy(labels, apply_temperature(probabilities, other)) > at_best


def test_a_temperature_of_one_changes_nothing_and_none_changes_the_order() -> None:
    probabilities, _, _ = overconfident(50, 2.0)
    np.testing.assert_allclose(apply_temperature(probabilities, 1.0), probabilities, atol=1e-12)
    hot = apply_temperature(probabilities, 7.0)
    assert (hot.argsort(axis=1) == probabilities.argsort(axis=1)).all()
    assert hot.max() < probabilities.max()


def test_certain_and_wrong_predictions_stay_within_the_limits() -> None:
    right = np.eye(2)[[0, 1, 0, 1]]
    labels = np.array([0, 1, 0, 1], np.int32)
    assert fit_temperature(right, labels) >= TEMPERATURE_LIMITS[0]
    assert fit_temperature(right, 1 - labels) == pytest.approx(TEMPERATURE_LIMITS[1], rel=0.01)


@pytest.mark.parametrize("n_predictions", [4, 40])
def test_a_few_that_are_all_right_make_no_later_one_completely_sure(n_predictions: int) -> None:
    labels = (np.arange(n_predictions) % 2).astype(np.int32)
    probabilities = np.where(np.eye(2)[labels] == 1, 0.8, 0.2)

    tempered = apply_temperature(probabilities, fit_temperature(probabilities, labels))

    # As if one more of each class had been seen.
    sure = (n_predictions + 1) / (n_predictions + 2)
    assert tempered.max(axis=1) == pytest.approx(np.full(n_predictions, sure), abs=1e-4)


def test_the_calibration_error_is_the_mean_gap_over_bins_by_hand() -> None:
    # Two of confidence 0.95, one right; two of 0.65, both right.
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.35, 0.65]])
    labels = np.array([0, 1, 0, 1], np.int32)

    bins = reliability_bins(probabilities, labels)

    assert [(each.n, each.accuracy) for each in bins] == [(2, 1.0), (2, 0.5)]
    assert expected_calibration_error(bins) == pytest.approx((2 * 0.35 + 2 * 0.45) / 4)


def test_a_song_has_no_part_in_the_temperature_that_it_is_judged_by() -> None:
    probabilities, labels, songs = overconfident(60, 3.0)
    before = cross_fit(probabilities, labels, songs)
    song = songs == 4
    changed = labels.copy()
    changed[song] = (changed[song] + 1) % 4

    after = cross_fit(probabilities, changed, songs)

    np.testing.assert_array_equal(after[song], before[song])
    assert not np.array_equal(after[~song], before[~song])


def test_overconfident_predictions_are_better_calibrated_afterwards() -> None:
    calibration, tempered = calibrate(*overconfident(1000, 3.0))
    assert calibration.after.ece < calibration.before.ece / 3
    assert calibration.after.nll < calibration.before.nll
    assert sum(each.n for each in calibration.after.bins) == calibration.n_predictions == 1000
    assert calibration.n_songs == 200
    np.testing.assert_allclose(tempered.sum(axis=1), 1.0)


def test_predictions_of_one_song_cannot_be_judged() -> None:
    probabilities, labels, _ = overconfident(5, 1.0)
    with pytest.raises(ClassifierError, match="one song"):
        calibrate(probabilities, labels, np.zeros(5, np.int64))
