from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.statistics.adjustment import holm

p_values = st.lists(st.floats(0.0, 1.0), min_size=0, max_size=12)


def test_example_worked_by_hand() -> None:
    # Sorted: .005 x 4 = .02, .01 x 3 = .03, .03 x 2 = .06, .04 x 1 = .04 raised to .06.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_a_single_p_value_is_left_alone_and_none_is_no_member_of_the_family() -> None:
    assert holm([0.03]) == (0.03,)
    assert holm([None, 0.03, None]) == (None, 0.03, None)
    assert holm([]) == ()


def test_refuses_what_is_no_p_value() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.2, 1.2])
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([float("nan")])


@given(p_values)
def test_never_below_the_raw_value_nor_above_one(values: list[float]) -> None:
    for raw, adjusted in zip(values, holm(values), strict=True):
        assert adjusted is not None
        assert raw <= adjusted <= 1.0


@given(p_values)
def test_keeps_the_order(values: list[float]) -> None:
    adjusted = holm(values)
    by_raw = sorted(range(len(values)), key=values.__getitem__)
    ordered = [adjusted[index] for index in by_raw]
    assert ordered == sorted(ordered)  # type: ignore[type-var]


@given(p_values, st.randoms(use_true_random=False))
def test_does_not_depend_on_the_order_of_the_family(values: list[float], random: object) -> None:
    shuffled = list(range(len(values)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    adjusted = holm([values[index] for index in shuffled])
    assert [adjusted[shuffled.index(i)] for i in range(len(values))] == list(holm(values))


@given(p_values)
def test_the_smallest_p_value_is_treated_as_by_bonferroni(values: list[float]) -> None:
    known = [value for value in holm(values) if value is not None]
    if values:
        assert min(known) == min(1.0, min(values) * len(values))
