"""The order of review: the most uncertain first, without ten alike in a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.learning.ordering import order_for_review
from sepgenre_training.learning.strategies import RANDOM, STRATEGIES


def sure(*confidences: float) -> np.ndarray:
    return np.array([[value, 1 - value] for value in confidences])


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(0, 12),
    strategy=st.sampled_from(sorted(STRATEGIES)),
    seed=st.integers(0, 5),
    n_known=st.integers(0, 2),
)
def test_every_row_comes_once_and_the_same_seed_gives_the_same_order(
    n: int, strategy: str, seed: int, n_known: int
) -> None:
    rng = np.random.default_rng(n)
    probabilities = rng.dirichlet(np.ones(3), n)
    embeddings, known = rng.integers(0, 2, (n, 2)), rng.standard_normal((n_known, 2))
    songs = rng.integers(0, 3, n).tolist()

    order = order_for_review(probabilities, embeddings, songs, strategy, seed, known=known)

    assert sorted(order.tolist()) == list(range(n))
    again = order_for_review(probabilities, embeddings, songs, strategy, seed, known=known)
    assert again.tolist() == order.tolist()


@pytest.mark.parametrize("strategy", ["least-confidence", "margin", "entropy"])
def test_the_least_sure_comes_first(strategy: str) -> None:
    order = order_for_review(
        sure(0.9, 0.55, 0.7, 0.99), np.zeros((4, 1)), [1, 2, 3, 4], strategy, 0
    )
    assert order.tolist() == [1, 2, 0, 3]


def test_random_asks_nothing_of_the_guesses() -> None:
    orders = {
        tuple(order_for_review(sure(0.9, 0.5, 0.7), np.zeros((3, 1)), [1, 2, 3], RANDOM, seed))
        for seed in range(20)
    }
    assert len(orders) > 3
    one = order_for_review(sure(0.9, 0.5, 0.7), np.zeros((3, 1)), [1, 2, 3], RANDOM, 4)
    other = order_for_review(sure(0.5, 0.9, 0.5), np.zeros((3, 1)), [1, 2, 3], RANDOM, 4)
    assert one.tolist() == other.tolist()


def test_what_is_alike_waits_until_the_other_has_been_heard() -> None:
    """Rows 0 and 1 are twins and most uncertain; row 2 is far away and nearly as uncertain."""
    probabilities = sure(0.50, 0.51, 0.55, 0.95)
    embeddings = np.array([[0.0], [0.01], [9.0], [4.0]])
    songs = [1, 2, 3, 4]

    plain = order_for_review(probabilities, embeddings, songs, "margin", 0)
    diverse = order_for_review(probabilities, embeddings, songs, "margin-diverse", 0)

    assert plain.tolist()[:2] == [0, 1]
    assert diverse.tolist()[:2] == [0, 2]
    assert diverse.tolist()[-1] == 1


def test_segments_of_one_song_do_not_come_in_a_row() -> None:
    """Song 1 has the three most uncertain segments, all equally far from everything."""
    probabilities = sure(0.50, 0.50, 0.50, 0.60, 0.62)
    embeddings = np.eye(5)
    songs = [1, 1, 1, 2, 3]

    order = order_for_review(probabilities, embeddings, songs, "margin-diverse", 0)

    assert {songs[row] for row in order[:3].tolist()} == {1, 2, 3}


def test_what_is_known_already_is_not_asked_first() -> None:
    probabilities, embeddings = sure(0.5, 0.5), np.array([[0.0], [5.0]])
    first = {
        known: order_for_review(
            probabilities, embeddings, [1, 2], "core-set", 0, known=np.array([[known]])
        )[0]
        for known in (0.1, 4.9)
    }
    assert first == {0.1: 1, 4.9: 0}
    # An unsure guess tells that what is known has not helped.
    (unsure, _) = order_for_review(
        sure(0.5, 0.6), embeddings, [1, 2], "margin-diverse", 0, known=np.array([[0.1]])
    )
    assert unsure == 0


def test_rows_of_different_sets_are_refused() -> None:
    with pytest.raises(ValueError, match="one set of rows"):
        order_for_review(sure(0.5), np.zeros((2, 1)), [1], "margin", 0)
