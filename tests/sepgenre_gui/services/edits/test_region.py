from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sepgenre_gui.project import Track
from sepgenre_gui.services.edits import (
    nudge_start,
    snap_start,
    start_sample_at,
    zero_crossings,
)
from sepgenre_training.errors import ProjectError

LENGTH_S = 10.0
TRACK = Track(
    id=1,
    path=Path("/music/a.wav"),
    content_hash="h",
    title="t",
    artist=None,
    album=None,
    genre_id=None,
    duration_s=60.0,
    sample_rate_hz=1000,
    channels=2,
    n_samples=60_000,
    decoder="libsndfile",
    decoder_version="1",
    added_at="",
)
LAST = 50_000

STARTS = st.integers(-100_000, 200_000)
TARGETS = st.lists(st.integers(-10_000, 70_000), max_size=20).map(
    lambda targets: np.array(sorted(targets), dtype=np.int64)
)


@given(start=STARTS, by=STARTS)
def test_a_nudge_stays_within_the_track(start: int, by: int) -> None:
    nudged = nudge_start(start, by, TRACK, LENGTH_S)
    assert 0 <= nudged <= LAST
    if 0 <= start + by <= LAST:
        assert nudged == start + by


@given(start=STARTS, targets=TARGETS)
def test_a_start_snaps_to_the_nearest_target_that_leaves_room(
    start: int, targets: np.ndarray
) -> None:
    snapped = snap_start(start, targets, TRACK, LENGTH_S)
    clamped = nudge_start(start, 0, TRACK, LENGTH_S)
    usable = [int(target) for target in targets if 0 <= target <= LAST]
    if usable:
        assert snapped in usable
        assert abs(snapped - clamped) == min(abs(target - clamped) for target in usable)
    else:
        assert snapped == clamped


def test_the_earlier_of_two_equally_near_targets_attracts() -> None:
    assert snap_start(150, np.array([100, 200]), TRACK, LENGTH_S) == 100


def test_a_target_far_away_does_not_attract() -> None:
    targets = np.array([100, 30_000])
    assert snap_start(151, targets, TRACK, LENGTH_S, within_samples=50) == 151
    assert snap_start(150, targets, TRACK, LENGTH_S, within_samples=50) == 100


def test_a_track_shorter_than_a_region_has_no_start() -> None:
    for call in (
        lambda: nudge_start(0, 1, TRACK, 61.0),
        lambda: snap_start(0, np.array([0]), TRACK, 61.0),
    ):
        with pytest.raises(ProjectError, match="shorter than a segment"):
            call()


def test_times_become_samples() -> None:
    assert start_sample_at(TRACK, 1.2346) == 1235
    assert start_sample_at(TRACK, 60.0) == 60_000
    for start_s in (60.1, 1e300, float("inf"), float("nan"), -0.001):
        with pytest.raises(ProjectError, match=r"Choose a start within its 60\.000 s"):
            start_sample_at(TRACK, start_s)


def test_zero_crossings_are_at_the_quieter_sample() -> None:
    samples = np.array([0.5, 0.1, -0.4, -0.2, 0.3, 0.0, -0.0, 0.2])
    assert zero_crossings(samples).tolist() == [1, 3]
    assert zero_crossings(samples, first_sample=1000).tolist() == [1001, 1003]
    assert zero_crossings(np.array([0.5, -0.1, 0.5])).tolist() == [1]
    for quiet in (np.zeros(5), np.ones(1), np.zeros(0)):
        assert zero_crossings(quiet).tolist() == []


@given(
    samples=arrays.arrays(
        np.float32, st.integers(0, 50), elements=st.floats(-1, 1, width=32, allow_subnormal=False)
    )
)
def test_a_sign_changes_beside_every_zero_crossing(samples: np.ndarray) -> None:
    found = zero_crossings(samples)
    assert found.tolist() == sorted(set(found.tolist()))
    negative = samples < 0
    for at in found:
        near = negative[max(at - 1, 0) : at + 2]
        assert near.any()
        assert not near.all()
    assert bool(len(found)) == bool(negative.any() and not negative.all())


def test_a_sine_crosses_zero_twice_in_a_period() -> None:
    sine = np.sin(2 * np.pi * 5 * np.arange(1000) / 1000 + 0.1)
    assert len(zero_crossings(sine)) == 10
    assert np.abs(sine[zero_crossings(sine)]).max() < 0.02
