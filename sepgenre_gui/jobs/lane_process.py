"""The process of a lane: started, spoken to, and ended with all that it leaves."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sepgenre_gui.jobs.ending import end_process
from sepgenre_gui.jobs.lane_worker import serve
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.compute.remains import end_started, sweep_files
from sepgenre_training.compute.worker import starting_workers

_GRACE_S = 1.0
_LOG_BYTES, _LOG_LINES = 1_000, 3


class LaneProcess:
    """One spawned process that does what it is sent, one task at a time.

    Parameters
    ----------
    threads : int
        With which it computes.

    Attributes
    ----------
    flag : WorkerFlag
        By which it is told to pause or to stop.

    Raises
    ------
    OSError
        Where the system starts none; nothing is left then.
    """

    def __init__(self, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        handle, name = tempfile.mkstemp(prefix="sepgenre-lane-", suffix=".log")
        os.close(handle)
        self._log = Path(name)
        try:
            connection, theirs = context.Pipe()
            self.flag = WorkerFlag(context)
            self._process = context.Process(
                target=serve, args=(theirs, self.flag, threads, name), daemon=True
            )
            with starting_workers(threads):
                self._process.start()
        except BaseException:
            self._log.unlink(missing_ok=True)
            raise
        theirs.close()
        self._connection: Any = connection
        self._was_sent = False

    @property
    def pid(self) -> int | None:
        """The process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    def send(self, call: tuple[Callable[[Any], Any], Any]) -> None:
        """Have it do a function of a task; OSError where it has died."""
        self._was_sent = True
        self._connection.send(call)

    def receive(self, timeout_s: float) -> Any:
        """Return what it sent next, or None where nothing came in time.

        Raises
        ------
        EOFError, OSError
            Where it has died.
        """
        if self._connection.poll(timeout_s):
            return self._connection.recv()
        if not self._process.is_alive():
            raise EOFError
        return None

    def end(self, *, is_asked: bool = False) -> None:
        """End it, and remove what it leaves; takes up to seconds.

        Parameters
        ----------
        is_asked : bool
            Whether it may end by itself first; one that was sent nothing has nothing to end, and
            may still be starting.
        """
        self._connection.close()
        self._process.join(_GRACE_S if is_asked and self._was_sent else 0.0)
        end_process(self._process, grace_s=_GRACE_S)
        if self._process.exitcode and self._was_sent:
            end_started(self._log)
        sweep_files(self._log)
        self._log.unlink(missing_ok=True)

    def last_words(self) -> str:
        """Return the last lines that it wrote to stderr."""
        try:
            said = self._log.read_bytes()
        except OSError:  # temporary files are cleared away after some days
            return ""
        lines = said[-_LOG_BYTES:].decode("utf-8", errors="replace").splitlines()
        return " / ".join(line.strip() for line in lines[-_LOG_LINES:] if line.strip())
