"""How far all stages of a job are together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_gui.jobs.queue.stages import Stages

NAMES = ("separate", "features", "trials")


def test_each_stage_weighs_the_same() -> None:
    stages = Stages(NAMES)

    assert stages.note("separate", 0, 10) == 0.0
    assert stages.note("separate", 5, 10) == pytest.approx(1 / 6)
    assert stages.note("separate", 10, 10) == pytest.approx(1 / 3)
    assert stages.note("features", 0, 0) == pytest.approx(1 / 3)
    assert stages.note("features", 1, 2) == pytest.approx(1 / 2)
    assert stages.note("trials", 20, 20) == 1.0
    assert [stages.is_last(name) for name in NAMES] == [False, False, True]


def test_a_stage_that_is_passed_over_weighs_nothing() -> None:
    stages = Stages(NAMES)

    assert stages.note("features", 1, 2) == pytest.approx(1 / 4)
    assert stages.note("trials", 1, 2) == pytest.approx(3 / 4)


def test_of_what_has_one_stage_or_is_not_known_the_stage_stands_for_the_whole() -> None:
    stages = Stages()

    assert stages.note("download", 1, 4) == 0.25
    assert stages.note("check", 0, 4) == 0.0
    assert stages.note("check", 0, 0) is None
    assert stages.is_last("check")


@given(
    st.lists(st.tuples(st.sampled_from((*NAMES, "other")), st.integers(0, 9), st.integers(0, 9)))
)
def test_it_never_falls_back(events: list[tuple[str, int, int]]) -> None:
    stages, before = Stages(NAMES), 0.0

    for event in events:
        fraction = stages.note(*event)
        if fraction is not None:
            assert before <= fraction <= 1.0
            before = fraction
