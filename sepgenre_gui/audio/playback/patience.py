"""How long the feeding thread may decode, and how long a stream may lie idle."""

from __future__ import annotations

from collections.abc import Callable

_IDLE_S = 5.0
# A stream that has played nothing for so long is closed, so that the device may rest.
_STEP_S = 0.1


class Patience:
    """Measures steps and idleness.

    Parameters
    ----------
    now : callable
        The clock, in s.
    has_orders : callable
        Whether newer orders wait; then nothing is waited for.
    """

    def __init__(self, now: Callable[[], float], has_orders: Callable[[], bool]) -> None:
        self._now, self._has_orders = now, has_orders
        self._idle_since = self._step_since = 0.0

    @property
    def has_idled_long(self) -> bool:
        """Whether the stream is to be closed."""
        return self._now() - self._idle_since > _IDLE_S

    def begin_idling(self) -> None:
        """Note that from now on nothing may be played."""
        self._idle_since = self._now()

    def begin_step(self) -> None:
        """Note that the thread begins a step."""
        self._step_since = self._now()

    def is_over(self) -> bool:
        """Return whether a decode that goes on is to be interrupted."""
        return self._has_orders() or self._now() - self._step_since > _STEP_S
