"""The store of tiles: orders each once, cancels what is out of sight, keeps what was used last."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_gui.audio.tiles import TileStore


class Workshop:
    """Takes orders, and keeps what became of them."""

    def __init__(self) -> None:
        self.ordered: list[int] = []
        self.cancelled: list[int] = []

    def order(self, key: int) -> Callable[[], None]:
        self.ordered.append(key)
        return lambda: self.cancelled.append(key)


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


def test_what_is_missing_is_ordered_once(workshop: Workshop) -> None:
    store: TileStore[int, str] = TileStore(workshop.order, capacity=4)
    assert store.want([3, 4]) == {}
    assert store.want([3, 4]) == {}
    store.put(4, "four")

    assert workshop.ordered == [3, 4]
    assert store.want([3, 4]) == {4: "four"}
    assert store.n_on_order == 1
    assert workshop.cancelled == []


def test_what_nobody_looks_at_is_cancelled_and_can_be_ordered_again(workshop: Workshop) -> None:
    store: TileStore[int, str] = TileStore(workshop.order, capacity=4)
    store.want([1, 2, 3])
    store.want([3, 4])
    assert sorted(workshop.cancelled) == [1, 2]
    store.want(())
    assert sorted(workshop.cancelled) == [1, 2, 3, 4]
    store.want([1])
    assert workshop.ordered == [1, 2, 3, 4, 1]


def test_what_cannot_be_made_is_not_ordered_again(workshop: Workshop) -> None:
    store: TileStore[int, str] = TileStore(workshop.order, capacity=4)
    store.want([1])
    store.fail(1)
    store.want([1])
    assert workshop.ordered == [1]
    store.clear()
    store.want([1])
    assert workshop.ordered == [1, 1]


def test_clearing_forgets_tiles_and_cancels_orders(workshop: Workshop) -> None:
    store: TileStore[int, str] = TileStore(workshop.order, capacity=4)
    store.want([1, 2])
    store.put(1, "one")
    store.clear()
    assert workshop.cancelled == [2]
    assert store.want([1]) == {}


def test_an_order_may_be_filled_at_once() -> None:
    store: TileStore[int, str]

    def order(key: int) -> Callable[[], None]:
        store.put(key, str(key))
        return lambda: None

    store = TileStore(order, capacity=4)
    store.want([1])
    assert store.want([1]) == {1: "1"}
    assert store.n_on_order == 0


@given(st.lists(st.lists(st.integers(0, 30), max_size=8, unique=True), max_size=40))
def test_what_is_wanted_stays_and_the_rest_is_bounded(views: list[list[int]]) -> None:
    workshop = Workshop()
    store: TileStore[int, int] = TileStore(workshop.order, capacity=5)
    for keys in views:
        found = store.want(keys)
        for key in keys:
            if key not in found:
                store.put(key, key)
        assert store.want(keys) == {key: key for key in keys}
        assert len(store._tiles) <= 5 + len(keys)
        assert store.n_on_order == 0
