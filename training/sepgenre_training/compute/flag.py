"""The flag by which a process tells its workers to pause or to stop."""

from __future__ import annotations

from multiprocessing.context import BaseContext
from typing import Any


class WorkerFlag:
    """Two bytes of shared memory: stop, and pause. Picklable for a process that is spawned.

    An event of multiprocessing has a lock, which a worker that is killed may keep: whoever sets
    the event then waits for ever. Bytes need none.

    Parameters
    ----------
    context : multiprocessing context
        The one that starts the workers.
    """

    def __init__(self, context: BaseContext) -> None:
        self._bytes: Any = context.RawArray("b", 2)

    def set(self) -> None:
        """Have the workers stop at their next check."""
        self._bytes[0] = 1

    def is_set(self) -> bool:
        """Return whether they are to stop."""
        return bool(self._bytes[0])

    def pause(self) -> None:
        """Have the workers wait at their next check."""
        self._bytes[1] = 1

    def resume(self) -> None:
        """Let them go on."""
        self._bytes[1] = 0

    def is_paused(self) -> bool:
        """Return whether they are to wait."""
        return bool(self._bytes[1])

    def clear(self) -> None:
        """Let them neither stop nor wait any more."""
        self._bytes[0] = self._bytes[1] = 0
