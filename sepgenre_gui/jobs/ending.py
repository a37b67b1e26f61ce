"""The end of a worker process: how it is brought about, and what is said of one that came."""

from __future__ import annotations

from contextlib import suppress
from multiprocessing.process import BaseProcess

import psutil

from sepgenre_training.errors import SepgenreError


def end_process(process: BaseProcess, *, grace_s: float) -> None:
    """Terminate `process`, then kill it; what it started itself does not outlive it.

    Parameters
    ----------
    process : multiprocessing process
        Started by this one. Where it has ended already, nothing is done.
    grace_s : float
        How long each way of ending may take.
    """
    if not process.is_alive():
        return
    # Asked before: what an ended process has started is nobody's child any more.
    started = _descendants(process.pid)
    for end in (process.terminate, process.kill):
        if process.is_alive():
            end()
            process.join(grace_s)
    for descendant in started:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            descendant.kill()


def worker_died(last_words: str) -> SepgenreError:
    """Return the error of a task whose process has ended by itself; `last_words` is its log."""
    said = f" Its last words: {last_words}" if last_words else ""
    return SepgenreError(
        "The worker process died while it was at this, most likely for want of memory." + said,
        remedy="Close other programs, then try again.",
    )


def worker_did_not_start(error: Exception) -> SepgenreError:
    """Return the error of a task for which no process could be started."""
    return SepgenreError(
        f"No worker process could be started for this: {_in_words(error)}.",
        remedy="Close other programs and see that the disk of the temporary files is not full, "
        "then try again.",
    )


def not_carried(error: Exception) -> SepgenreError:
    """Return the error of a task that could not be sent to its process, or its value back."""
    return SepgenreError(
        f"What was asked for could not be exchanged with the worker process: {_in_words(error)}.",
        remedy="If it happens again, report it as a fault of SepGenre with what you did.",
    )


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(". ")


def _descendants(pid: int | None) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found
