"""A pool with one worker for each graphics processor, which waits and stops when it is told."""

from __future__ import annotations

from collections.abc import Sequence

from sepgenre_training.compute.devices import Gpu, threads_beside
from sepgenre_training.compute.pool import EventHandler, WorkerPool
from sepgenre_training.errors import CancelledError


class GpuPool(WorkerPool):
    """Runs tasks in one process for each of `gpus`, each of which sees that one alone.

    `run` is called by one thread; `pause`, `resume` and `request_stop` by any.

    Parameters
    ----------
    gpus : sequence of Gpu
        At least one.
    """

    def __init__(self, gpus: Sequence[Gpu]) -> None:
        super().__init__(len(gpus), threads=threads_beside(gpus), gpus=(), seen=gpus)
        self._is_paused = self._is_stopped = False

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return ", ".join(gpu.name for gpu in self._seen)

    def pause(self) -> None:
        """Have the workers wait at their next check."""
        self._is_paused = True

    def resume(self) -> None:
        """Let them go on."""
        self._is_paused = False

    def request_stop(self) -> None:
        """Have `run` end with `CancelledError`; `stop` then ends the workers."""
        self._is_stopped = True

    def close(self) -> None:
        """End every worker."""
        self.stop()

    def _drain(self, on_event: EventHandler | None) -> None:
        super()._drain(on_event)
        if self._is_stopped:
            raise CancelledError("Stopped at your request.")
        if self._flag is not None:
            (self._flag.pause if self._is_paused else self._flag.resume)()
