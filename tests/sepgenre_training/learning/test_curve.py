"""The learning curve: nested sets of labels, songs apart, means over folds."""

from __future__ import annotations

from sepgenre_training.learning.curve import (
    Score,
    balanced_order,
    curve_sizes,
    curve_tasks,
    merge_scores,
    score_sizes,
)
from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.learning.model import ModelChoice


def test_few_labels_hold_every_class() -> None:
    labels = [0] * 9 + [1] * 3 + [2]
    for seed in range(5):
        order = balanced_order(labels, seed=seed).tolist()
        assert sorted(order) == list(range(13))
        assert {labels[row] for row in order[:3]} == {0, 1, 2}
        assert sorted(labels[row] for row in order[:5]) == [0, 0, 1, 1, 2]


def test_sizes_run_from_one_of_each_class_to_all() -> None:
    assert curve_sizes(46, 6, points=5) == (6, 16, 26, 36, 46)
    assert curve_sizes(2, 6) == (2,)


def test_the_curve_of_easy_songs_reaches_the_top(songs_features: LabelledFeatures) -> None:
    tasks = curve_tasks(songs_features, ModelChoice(), seed=0, sizes=(3, 12, 99))
    points = merge_scores([score_sizes(task) for task in tasks])

    assert [point.n_labels for point in points] == [3, 12]
    assert points[-1].accuracy == points[-1].macro_f1 == 1.0
    assert {point.folds for point in points} == {len(tasks)}


def test_points_are_means_over_folds() -> None:
    folds = [
        [Score(n_labels=4, accuracy=0.2, macro_f1=0.1)],
        [Score(n_labels=4, accuracy=0.6, macro_f1=0.3), Score(n_labels=8, accuracy=1, macro_f1=1)],
    ]
    first, second = merge_scores(folds)
    assert (first.accuracy, first.folds, second.folds) == (0.4, 2, 1)
    assert abs(first.accuracy_deviation - 0.2) < 1e-12
    assert abs(first.macro_f1 - 0.2) < 1e-12
