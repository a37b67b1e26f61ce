"""Held-out predictions: from trials and from folds, with nothing praised by what chose it."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.classification.expectation import estimate
from sepgenre_training.classification.held_out import held_out_of_trials
from sepgenre_training.classification.training import FoldResult, draw_folds, held_out_of_folds
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import (
    ClassificationMetrics,
    EpochMetrics,
    FitResult,
    Split,
    TrialResult,
)
from sepgenre_training.experiment.splits import LabelledSegment
from sepgenre_training.statistics.hypothesis_tests import (
    confidence_interval,
    corrected_standard_error,
)


def trial(index: int, test: tuple[int, ...], epoch: int, accuracy: float) -> TrialResult:
    metrics = ClassificationMetrics(
        accuracy=accuracy, macro_f1=accuracy / 2, weighted_f1=0, loss=1, per_class_f1=(),
        confusion=(),
    )  # fmt: skip
    curve = EpochMetrics(
        epoch=1, train_loss=1, train_accuracy=0, test_loss=1, test_accuracy=0, test_macro_f1=0
    )
    fit = FitResult(
        network="net",
        chosen_epoch=epoch,
        epochs=(curve,),
        metrics=metrics,
        probabilities=tuple((0.1 * segment, 1 - 0.1 * segment) for segment in test),
    )
    split = Split(train=tuple(range(20, 28)), test=test)
    return TrialResult(index=index, seed=index, split=split, fits=(fit,), elapsed_s=1.0)


TRIALS = (trial(0, (1, 2), 3, 0.5), trial(1, (2, 3), 6, 1.0), trial(2, (1, 3), 4, 0.5))


def test_the_test_sides_of_trials_are_predictions_of_songs() -> None:
    held_out = held_out_of_trials(
        TRIALS, "net", segment_genres={1: 0, 2: 1, 3: 0}, songs={1: 11, 2: 12}, source="run 1"
    )
    assert held_out.labels.tolist() == [0, 1, 1, 0, 0, 0]
    assert held_out.songs.tolist() == [11, 12, 12, -3, 11, -3]
    assert held_out.probabilities[:, 0] == pytest.approx([0.1, 0.2, 0.2, 0.3, 0.1, 0.3])
    assert held_out.epochs == 4
    assert (held_out.n_train, held_out.n_test) == (8.0, 2.0)


def test_a_network_that_the_run_did_not_have_is_refused_with_those_it_had() -> None:
    with pytest.raises(ExperimentError, match="'net'"):
        held_out_of_trials(TRIALS, "other", segment_genres={}, songs={}, source="run 1")


def test_the_interval_is_that_of_the_corrected_t_test_within_zero_and_one() -> None:
    values = np.array([0.5, 0.6, 0.4, 0.7])
    got = estimate(values, n_train=40.0, n_test=10.0)
    error = corrected_standard_error(values, n_train=40.0, n_test=10.0)
    interval = confidence_interval(values, error)
    assert (got.mean, got.low, got.high) == (pytest.approx(0.55), interval.low, interval.high)
    wide = estimate(np.array([0.0, 1.0]), n_train=4, n_test=4)
    assert (wide.low, wide.high) == (0.0, 1.0)
    assert estimate(np.array([0.5]), n_train=4, n_test=1).low is None


def test_trials_that_do_not_differ_tell_no_interval() -> None:
    lucky = estimate(np.array([1.0, 1.0]), n_train=4, n_test=3)
    assert (lucky.low, lucky.high) == (None, None)
    assert lucky.explained() == "1.00; too few different trials for an interval"
    assert estimate(np.array([0.5, 0.6]), n_train=4, n_test=4).explained() == (
        "0.55 (0.00 to 1.00), 95 % interval"
    )


def segments(n_songs: int, per_song: int = 2) -> list[LabelledSegment]:
    return [
        LabelledSegment(segment_id=i, song_id=i // per_song, artist=None, label=i // per_song % 3)
        for i in range(n_songs * per_song)
    ]


def test_folds_hold_each_segment_once_songs_together_and_genres_in_proportion() -> None:
    data = segments(30)
    folds = draw_folds(data, group="song", n_folds=5, seed=3)
    assert sorted(row for fold in folds for row in fold) == list(range(60))
    for fold in folds:
        assert len(fold) == 12
        inside = {data[row].song_id for row in fold}
        assert inside.isdisjoint(data[row].song_id for row in range(60) if row not in set(fold))
        assert [sum(data[row].label == k for row in fold) for k in range(3)] == [4, 4, 4]
    assert draw_folds(data, group="song", n_folds=5, seed=4) != folds


def test_a_genre_of_one_song_cannot_be_held_out() -> None:
    data = [*segments(6), LabelledSegment(segment_id=99, song_id=99, artist=None, label=5)]
    with pytest.raises(ExperimentError, match="two songs or more"):
        draw_folds(data, group="song", n_folds=3, seed=1)


def fold(losses: tuple[float, ...], mark: float) -> FoldResult:
    return FoldResult(
        probabilities=tuple(np.array([[mark + epoch, 0.0]]) for epoch in range(len(losses))),
        losses=losses,
        accuracies=tuple(0.1 * (epoch + 1) for epoch in range(len(losses))),
        macro_f1s=losses,
    )


def test_no_fold_is_judged_at_an_epoch_that_it_chose_itself() -> None:
    # The first fold loves epoch 3, the others epoch 1; together epoch 3 wins.
    results = [fold((9.0, 9.0, 0.0), 10), fold((1.0, 2.0, 3.0), 20), fold((1.0, 2.0, 3.0), 30)]
    held_out = held_out_of_folds([(0,), (1,), (2,)], results, segments(3, 1), source="folds")
    assert held_out.epochs == 3
    # By the others: the first at epoch 1, the others at 3, where the first is among the others.
    assert held_out.probabilities[:, 0].tolist() == [10.0, 22.0, 32.0]
    assert held_out.accuracies == pytest.approx([0.1, 0.3, 0.3])
    assert (held_out.n_train, held_out.n_test) == (2.0, 1.0)
