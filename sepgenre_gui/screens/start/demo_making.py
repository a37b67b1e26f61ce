"""Making the demo project beside the window, in a process that has workers of its own."""

from __future__ import annotations

import _thread
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import platformdirs

from sepgenre_gui.jobs.lane import Deliver
from sepgenre_gui.project.project import Project, is_project
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.compute.worker import prepare_process
from sepgenre_training.errors import CancelledError, SepgenreError

_EVENT, _DONE, _FAILED, _CANCEL = "event", "done", "failed", "cancel"
_POLL_S = 0.05
_PATIENCE_S, _GRACE_S = 5.0, 1.0
_LOG_BYTES = 1_000


class DemoMaking:
    """Makes the demo project in `folder`, or finds it made; owns the process that does.

    Not a lane: the process starts workers, which a daemonic one may not.

    Parameters
    ----------
    folder : Path
        Where the demo lies; an interrupted one goes on there.
    deliver : callable
        Brings the callbacks into their thread.
    on_event : callable
        Receives what `prepare_demo` tells.
    on_done : callable
        Called once the demo is complete and closed.
    on_error : callable
        Receives the error that ended it; CancelledError after `cancel`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        deliver: Deliver,
        on_event: Callable[[Any], None],
        on_done: Callable[[], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        self.folder = folder
        self._deliver = deliver
        self._on_event, self._on_done, self._on_error = on_event, on_done, on_error
        context = multiprocessing.get_context("spawn")
        handle, log = tempfile.mkstemp(prefix="sepgenre-demo-", suffix=".log")
        os.close(handle)
        self._log = Path(log)
        self._is_cancelled = False
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(folder, theirs, log))
        self._process.start()
        theirs.close()
        self._thread = threading.Thread(target=self._watch, name="demo", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The process that makes it."""
        return self._process.pid

    def cancel(self) -> None:
        """Ask the process to stop; it is ended where it does not within seconds."""
        self._is_cancelled = True
        # Not an Event of multiprocessing: to set one waits for ever for a process that died.
        with suppress(OSError):
            self._connection.send(_CANCEL)

    def close(self) -> None:
        """Stop, and return when the process is gone."""
        self.cancel()
        self._thread.join(_PATIENCE_S + 3 * _GRACE_S)

    def _watch(self) -> None:
        end = self._await_end()
        self._process.join(_GRACE_S)
        for stop in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                stop()
                self._process.join(_GRACE_S)
        self._connection.close()
        self._log.unlink(missing_ok=True)
        self._deliver(end)

    def _await_end(self) -> Callable[[], None]:
        deadline: float | None = None
        while deadline is None or time.monotonic() < deadline:
            try:
                if self._connection.poll(_POLL_S):
                    kind, content = self._connection.recv()
                    if kind == _DONE:
                        return self._on_done
                    if kind == _FAILED:
                        return self._ending(content)
                    self._deliver(lambda event=content: self._on_event(event))  # type: ignore[misc]
            except (EOFError, OSError):
                return self._ending(self._death())
            if deadline is None and self._is_cancelled:
                deadline = time.monotonic() + _PATIENCE_S
        return self._ending(_stopped())

    def _ending(self, error: BaseException) -> Callable[[], None]:
        return lambda: self._on_error(error)

    def _death(self) -> SepgenreError:
        if self._is_cancelled:
            return _stopped()
        text = self._log.read_bytes()[-_LOG_BYTES:].decode("utf-8", errors="replace")
        words = " / ".join(line.strip() for line in text.splitlines()[-3:] if line.strip())
        said = f" Its last words: {words}" if words else ""
        return SepgenreError(
            f"The process that makes the demo died, most likely for want of memory.{said}",
            remedy="Close other programs and try again: it goes on where it stopped.",
        )


def demo_folder() -> Path:
    """Return where the demo lies that is made from the start page."""
    return platformdirs.user_data_path("sepgenre", appauthor=False) / "demo"


class _Events:
    """Sends events over the connection that also carries the end."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self._connection = connection

    def send(self, event: Any, /) -> None:
        self._connection.send((_EVENT, event))


def _work(folder: Path, connection: Connection[Any, Any], log: str) -> None:
    """Make the demo, in a process of its own, and say how it ended."""
    events = _Events(connection)
    flag = WorkerFlag(multiprocessing.get_context("spawn"))
    prepare_process(events, flag, threads=1, log=log)
    # Ctrl-C in a terminal reaches this process too, and its parent decides; so a cancel comes
    # as another signal, which ends the pool in order as Ctrl-C would.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=_interrupt_on, args=(connection, flag), daemon=True).start()
    try:
        answer: tuple[str, Any] = _make(folder, events)
    except KeyboardInterrupt:
        answer = (_FAILED, _stopped())
    except SepgenreError as error:
        answer = (_FAILED, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the window is told
        remedy = "Free some disk space, or close other programs; it goes on where it stopped."
        answer = (
            _FAILED,
            SepgenreError(f"{folder}: {type(error).__name__}: {error}", remedy=remedy),
        )
    connection.send(answer)


def _make(folder: Path, events: _Events) -> tuple[str, None]:
    # Heavy, and never imported in the window's process.
    from sepgenre_gui.services.demo import is_demo_prepared, prepare_demo
    from sepgenre_training.compute.pool import WorkerPool

    if not is_demo_prepared(folder):
        _remove_unfinished(folder)
        try:
            with WorkerPool() as pool:
                prepare_demo(folder, pool=pool, on_event=events.send).close()
        except KeyboardInterrupt:
            _remove_unfinished(folder)
            raise
    return _DONE, None


def _remove_unfinished(folder: Path) -> None:
    """Remove the songs and stems that workers which were ended left half-written."""
    if not is_project(folder):
        return
    # Whoever holds the project's lock is the only one who writes there.
    with Project.open(folder):
        for path in (folder / "music").rglob(f"{UNFINISHED_PREFIX}*"):
            path.unlink(missing_ok=True)


def _interrupt_on(connection: Connection[Any, Any], flag: WorkerFlag) -> None:
    # Whatever comes, or the end of the other side, means that nobody waits for the demo.
    with suppress(EOFError, OSError):
        connection.recv()
    flag.set()
    _thread.interrupt_main(signal.SIGTERM)


def _stopped() -> CancelledError:
    return CancelledError(
        "The demo was stopped at your request.", remedy="Begin it again: it goes on from there."
    )
