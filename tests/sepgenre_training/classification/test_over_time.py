"""Probabilities along a track's time, from windows that overlap or leave gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.classification.over_time import probabilities_over_time


def test_windows_that_overlap_are_averaged_where_they_do() -> None:
    over_time = probabilities_over_time((0.0, 5.0), ((0.8, 0.2), (0.4, 0.6)), 10.0)

    assert over_time.edges_s.tolist() == [0.0, 5.0, 10.0, 15.0]
    assert over_time.values == pytest.approx(np.array([[0.8, 0.2], [0.6, 0.4], [0.4, 0.6]]))
    assert over_time.at(7.0) == pytest.approx([0.6, 0.4])
    assert over_time.at(-1.0) is None
    assert over_time.at(15.0) is None


def test_a_window_that_was_left_out_leaves_a_gap() -> None:
    over_time = probabilities_over_time((0.0, 30.0), ((1.0, 0.0), (0.0, 1.0)), 10.0)

    x, bounds = over_time.stacked()

    assert over_time.at(20.0) is None
    assert x.tolist() == [0.0, 10.0, 10.0, 30.0, 30.0, 40.0]
    assert bounds.tolist() == [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 1.0, 0.0, 0.0, 1.0, 1.0],
    ]


def test_a_file_without_windows_has_no_areas() -> None:
    over_time = probabilities_over_time((), (), 10.0)

    assert over_time.at(0.0) is None
    assert over_time.stacked()[0].size == 0


@given(
    starts=st.lists(st.integers(0, 60), min_size=1, max_size=12, unique=True),
    seed=st.integers(0, 1_000),
)
def test_areas_fill_the_height_wherever_a_window_is(starts: list[int], seed: int) -> None:
    rows = np.random.default_rng(seed).dirichlet(np.ones(3), size=len(starts))

    over_time = probabilities_over_time(sorted(map(float, starts)), rows.tolist(), 10.0)

    middles = (over_time.edges_s[1:] + over_time.edges_s[:-1]) / 2
    covered = [any(start < middle < start + 10.0 for start in starts) for middle in middles]
    assert np.isfinite(over_time.values[:, 0]).tolist() == covered
    assert over_time.values[covered].sum(axis=1) == pytest.approx(1.0)
