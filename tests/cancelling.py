"""A worker's flag that is raised at a given check, for tests of what is cancelled midway."""

from __future__ import annotations


class RaisedFlag:
    """Is set at the check of this number, counted from 1, and at all later ones or at no other."""

    def __init__(self, at: int, *, once: bool = False) -> None:
        self._at, self._once = at, once
        self._asked = 0

    def is_set(self) -> bool:
        """Return whether the worker is to stop."""
        self._asked += 1
        return self._asked == self._at if self._once else self._asked >= self._at

    def is_paused(self) -> bool:
        """Return False: it never waits."""
        return False
