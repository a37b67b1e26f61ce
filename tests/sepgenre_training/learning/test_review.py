"""The review queue: guesses for what is unlabelled, and for what is labelled without its label."""

from __future__ import annotations

import attrs
import pytest

from sepgenre_training.errors import ExperimentError
from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.learning.review import ReviewTask, order_review


def part(data: LabelledFeatures, rows: range) -> LabelledFeatures:
    return attrs.evolve(
        data,
        paths=tuple(data.paths[row] for row in rows),
        labels=tuple(data.labels[row] for row in rows),
        groups=tuple(data.groups[row] for row in rows),
    )


def test_new_segments_are_guessed_and_put_in_order(songs_features: LabelledFeatures) -> None:
    asked = songs_features.paths[12:]
    review = order_review(
        ReviewTask(data=part(songs_features, range(12)), asked=asked, songs=(6, 6, 7, 7, 8, 8))
    )

    assert sorted(review.order.tolist()) == list(range(6))
    assert tuple(review.probabilities.argmax(axis=1)) == songs_features.labels[12:]


def test_what_is_learned_from_is_guessed_by_models_without_its_song(
    songs_features: LabelledFeatures,
) -> None:
    """Segment 0 is labelled wrongly: a model with its own label in it might repeat it."""
    labels = (1, 1, *songs_features.labels[2:])
    review = order_review(
        ReviewTask(
            data=attrs.evolve(songs_features, labels=labels),
            asked=songs_features.paths[:2],
            songs=(0, 0),
        )
    )
    assert review.probabilities.argmax(axis=1).tolist() == [0, 0]


def test_nothing_to_ask_and_nothing_to_learn_from(songs_features: LabelledFeatures) -> None:
    assert len(order_review(ReviewTask(data=songs_features, asked=(), songs=())).order) == 0
    alone = attrs.evolve(songs_features, labels=(0,) * 18)
    with pytest.raises(ExperimentError, match="guessing needs two"):
        order_review(ReviewTask(data=alone, asked=songs_features.paths[:1], songs=(0,)))
