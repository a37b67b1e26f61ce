"""The page of figures: what holds is told as it is."""

from __future__ import annotations

import os

import pytest

from tests.benchmarks.figure import Figure, Goal
from tests.benchmarks.page import describe_machine


def test_a_value_is_held_against_its_goal() -> None:
    slow = Figure(what="open", value=2.5, unit="s", goal=2.0)
    assert (slow.ratio, slow.holds) == (None, False)
    assert slow.line() == "| open | 2.5 s |  |  | at most 2 s | **no** |"
    grown = Figure(what="open", value=1.5, unit="s", goal=2.0, peer=0.5, peer_name="100 tracks")
    assert (grown.ratio, grown.holds) == (3.0, True)


def test_a_peer_is_to_be_beaten_and_a_floor_not_to_be_left() -> None:
    for peer_s, holds in ((43.0, True), (39.0, False)):
        trial = Figure(
            what="trial", value=10.0, unit="s", goal=4.0, peer=peer_s, peer_name="Keras",
            kind=Goal.FASTER,
        )  # fmt: skip
        assert (trial.ratio, trial.holds) == (peer_s / 10.0, holds)
        assert "at least 4 times faster" in trial.line()
    for floor_s, holds in ((5.0, True), (4.9, False)):
        mel = Figure(
            what="mel", value=10.0, unit="s", goal=2.0, peer=floor_s, peer_name="floor",
            kind=Goal.TIMES_FLOOR,
        )  # fmt: skip
        assert mel.holds is holds
        assert mel.ratio == 10.0 / floor_s


def test_a_goal_of_a_ratio_needs_a_peer_and_a_peer_of_nothing_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="needs a peer"):
        Figure(what="trial", value=3.0, unit="s", goal=4.0, kind=Goal.FASTER)
    assert Figure(what="filter", value=3.0, unit="ms", goal=4.0, peer=0.0).ratio is None


def test_the_machine_is_named() -> None:
    assert f" {os.cpu_count()} processors (" in describe_machine()
