"""Held-out predictions: each segment once, by a model that has not heard its song."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.errors import ExperimentError
from sepgenre_training.learning.held_out import (
    LabelledFeatures,
    draw_folds,
    fold_tasks,
    merge_folds,
    predict_fold,
)
from sepgenre_training.learning.model import ModelChoice


@settings(max_examples=50, deadline=None)
@given(
    sizes=st.lists(st.tuples(st.integers(2, 6), st.integers(1, 3)), min_size=2, max_size=4),
    seed=st.integers(0, 9),
)
def test_songs_are_not_divided_and_no_genre_is_missing_from_a_training_side(
    sizes: list[tuple[int, int]], seed: int
) -> None:
    labels, groups = [], []
    for label, (n_songs, n_parts) in enumerate(sizes):
        for song in range(n_songs):
            labels += [label] * n_parts
            groups += [f"{label}/{song}"] * n_parts

    folds = draw_folds(labels, groups, seed=seed)

    assert sorted(row for fold in folds for row in fold.tolist()) == list(range(len(labels)))
    held = [{groups[row] for row in fold} for fold in folds]
    assert sum(map(len, held)) == len(set(groups))
    for fold in folds:
        rest = {labels[row] for row in set(range(len(labels))) - set(fold.tolist())}
        assert rest == set(labels)


def test_a_genre_of_one_song_is_refused_with_the_remedy() -> None:
    with pytest.raises(ExperimentError, match="Label segments of another song"):
        draw_folds([0, 0, 1, 1], ["a", "b", "c", "c"], seed=0)
    with pytest.raises(ExperimentError, match="a model needs two"):
        draw_folds([0, 0], ["a", "b"], seed=0)


def test_a_label_that_only_its_own_song_would_teach_is_not_learned(
    songs_features: LabelledFeatures,
) -> None:
    """Song 8 sounds as genre 2 but bears 0: held out, it is guessed as it sounds."""
    labels = tuple(
        0 if group == "song 8" else label
        for label, group in zip(songs_features.labels, songs_features.groups, strict=True)
    )
    data = LabelledFeatures(
        paths=songs_features.paths, labels=labels, groups=songs_features.groups, n_classes=3
    )
    tasks = fold_tasks(data, ModelChoice(), seed=0, repeats=2)

    merged = merge_folds(tasks, [predict_fold(task) for task in tasks])

    np.testing.assert_allclose(merged.sum(axis=1), 1.0)
    assert merged[16:].argmax(axis=1).tolist() == [2, 2]
    others = [row for row, label in enumerate(songs_features.labels) if label < 2]
    assert merged[others].argmax(axis=1).tolist() == [labels[row] for row in others]


def test_means_are_taken_over_the_repeats(songs_features: LabelledFeatures) -> None:
    tasks = fold_tasks(songs_features, ModelChoice(), seed=0, repeats=2, folds=3)
    first = sum(len(task.asked) for task in tasks) // 2
    made = [
        np.full((len(task.asked), 3), 1.0 if number < len(tasks) // 2 else 3.0)
        for number, task in enumerate(tasks)
    ]
    assert first == 18
    assert (merge_folds(tasks, made) == 2.0).all()
