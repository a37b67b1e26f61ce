"""The window's tiles: those at hand, those on order, and none that nobody looks at any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Tile = TypeVar("Tile")


class TileStore(Generic[Key, Tile]):
    """Keeps the tiles used last, orders those that are missing, cancels orders out of sight.

    Used from one thread. A widget calls `want` each time it draws; whoever owns the worker
    fulfils the orders by `put`, or ends them by `fail`.

    Parameters
    ----------
    order : callable
        Begins to make the tile of a key, and returns what cancels that.
    capacity : int
        Tiles kept beyond those wanted at the moment.
    """

    def __init__(self, order: Callable[[Key], Callable[[], None]], *, capacity: int) -> None:
        self._order = order
        self._capacity = capacity
        self._tiles: OrderedDict[Key, Tile] = OrderedDict()
        self._orders: dict[Key, Callable[[], None]] = {}
        self._failed: set[Key] = set()
        self._n_wanted = 0

    @property
    def n_on_order(self) -> int:
        """Return how many tiles are being made."""
        return len(self._orders)

    def want(self, keys: Sequence[Key]) -> dict[Key, Tile]:
        """Return the tiles of `keys` that are at hand; order the others, in this order.

        What was on order and is not among `keys` is cancelled.
        """
        for key in set(self._orders) - set(keys):
            self._orders.pop(key)()
        found = {key: self._tiles[key] for key in keys if key in self._tiles}
        for key in found:
            self._tiles.move_to_end(key)
        self._n_wanted = len(keys)
        self._trim()
        for key in keys:
            if key not in found and key not in self._orders and key not in self._failed:
                cancel = self._order(key)
                # An order may be filled, or fail, at once.
                if key not in self._tiles and key not in self._failed:
                    self._orders[key] = cancel
        return found

    def put(self, key: Key, tile: Tile) -> None:
        """Take in a tile that was made."""
        self._orders.pop(key, None)
        self._tiles[key] = tile
        self._tiles.move_to_end(key)
        self._trim()

    def fail(self, key: Key) -> None:
        """End the order of a tile that cannot be made; it is not ordered again."""
        self._orders.pop(key, None)
        self._failed.add(key)

    def clear(self) -> None:
        """Forget all tiles, and cancel all orders."""
        for cancel in self._orders.values():
            cancel()
        self._orders.clear()
        self._tiles.clear()
        self._failed.clear()

    def _trim(self) -> None:
        while len(self._tiles) > self._capacity + self._n_wanted:
            self._tiles.popitem(last=False)
