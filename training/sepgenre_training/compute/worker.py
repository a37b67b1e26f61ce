"""The inside of a worker process: how it starts, reports, notices a cancel, and ends."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sepgenre_training.compute.channel import ChannelAddress, connect
from sepgenre_training.compute.devices import CHOICE_VARIABLE, NO_GPU
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.errors import CancelledError
from sepgenre_training.unfinished import Journal, keep_journal

Task = TypeVar("Task")
Value = TypeVar("Value")

OWNER_VARIABLE = "SEPGENRE_WORKER"
"""Names, in the environment of all that a worker starts, the log of that worker."""

_NICENESS = 10
_PAUSE_LOOK_S = 0.05


class Channel(Protocol):
    """Takes what a worker reports to the process that started it."""

    def send(self, event: Any, /) -> None:
        """Send `event`, picklable."""
        ...


class Flag(Protocol):
    """Tells a worker what the person wants."""

    def is_set(self) -> bool:
        """Return whether it is to stop."""
        ...

    def is_paused(self) -> bool:
        """Return whether it is to wait."""
        ...


_channel: Channel | None = None
_environment = threading.Lock()
_flag: Flag | None = None


@contextmanager
def starting_workers(threads: int) -> Iterator[None]:
    """Let processes that are spawned within the ``with`` block compute with `threads` threads.

    A spawned process imports the program's main module, and with it numpy, before anything of
    ours runs in it; libraries read these variables when they are loaded.
    """
    wanted = _settings(threads)
    with _environment:
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def start_worker(
    address: ChannelAddress, flag: WorkerFlag, threads: int, log: str, device_ids: Any = None
) -> None:
    """Prepare this process for the tasks of a pool, whose events go to `address`.

    Called once, before anything heavy is imported; see `prepare_process`. The graphics processor
    that it may see is the next of `device_ids`, a queue; without one it sees none.
    """
    gpu = NO_GPU if device_ids is None else device_ids.get()
    prepare_process(connect(address), flag, threads=threads, log=log, gpu=gpu)


def prepare_process(
    channel: Channel, flag: WorkerFlag, *, threads: int, log: str, gpu: str = NO_GPU
) -> None:
    """Prepare this process for tasks; called once, before anything heavy is imported.

    What libraries write to stderr (TensorFlow's greetings, a decoder's notes) goes to the file
    `log`, where it explains a death, instead of into the person's terminal.

    Each worker computes with `threads` threads: several one-thread processes beat one process
    with several threads, and one thread adds floats in one order, so results repeat.

    Parameters
    ----------
    channel : Channel
        Where `report` sends events.
    flag : WorkerFlag
        Tells that the person asks to pause or to stop; see `check_cancelled`.
    threads : int
        Threads of this process.
    log : str
        The file for what libraries write to stderr; beside it lies the journal of this process.
        See `remains`.
    gpu : str
        The graphics processor that this process may see; by default none, or each worker would
        take memory of it.
    """
    global _channel, _flag
    _channel, _flag = channel, flag
    log_file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log_file, 2)
    os.close(log_file)
    os.environ.update(_settings(threads))
    os.environ[CHOICE_VARIABLE] = gpu
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Ctrl-C reaches the whole foreground group; the parent decides, not each worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        # The window and its audio callback go first.
        os.nice(max(0, _NICENESS - os.nice(0)))
    # By the log, whoever notices that this process was killed finds what it has started, and what
    # it has not finished. The environment of a process is what it was started with: this one
    # itself is not marked.
    os.environ[OWNER_VARIABLE] = log
    journal = keep_journal(Path(f"{log}.{os.getpid()}"))
    threading.Thread(
        target=_end_with_parent, args=(journal, Path(log)), name="end-with-parent", daemon=True
    ).start()


@contextmanager
def working_for(channel: Channel, flag: Flag) -> Iterator[None]:
    """Report to `channel`, and obey `flag`, within the ``with`` block; for one task at a time."""
    global _channel, _flag
    before = _channel, _flag
    _channel, _flag = channel, flag
    try:
        yield
    finally:
        _channel, _flag = before


def limit_threads(threads: int) -> None:
    """Let libraries that this process loads from now on compute with `threads` threads."""
    os.environ.update(_settings(threads))


def do_task(function: Callable[[Task], Value], task: Task) -> Value:
    """Return ``function(task)``; what the system refuses is told with the place and the remedy.

    Raises
    ------
    SepgenreError
        In place of any OSError.
    """
    try:
        return function(task)
    except OSError as error:
        # A worker that starts loads no more than it must.
        from sepgenre_training.os_errors import explain_os_error

        raise explain_os_error(error) from error


def report(event: Any) -> None:
    """Send `event` to the process that started this worker; nothing happens outside a worker."""
    if _channel is not None:
        _channel.send(event)


def check_cancelled() -> None:
    """Wait while the person pauses this worker; nothing happens outside a worker.

    Raises
    ------
    CancelledError
        Where the person has asked it to stop.
    """
    flag = _flag
    if flag is None:
        return
    while flag.is_paused() and not flag.is_set():
        time.sleep(_PAUSE_LOOK_S)
    if flag.is_set():
        raise CancelledError("Stopped at your request.")


def _settings(threads: int) -> dict[str, str]:
    names = (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
    )
    return {**dict.fromkeys(names, str(threads)), "TF_NUM_INTEROP_THREADS": "1"}


def _end_with_parent(journal: Journal, log: Path) -> None:
    # A parent that is killed cannot tell its workers; without this they would wait for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        try:
            _kill_children()
            journal.remove_open()
            # Of a pool, others write to it, too.
            with suppress(OSError):
                log.unlink(missing_ok=True)
        finally:
            os._exit(1)


def _kill_children() -> None:
    """Kill what this process has started, which may not notice that nobody wants it any more."""
    # A worker that starts loads no more than it must.
    import psutil

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            child.kill()
