"""Ending a worker process that does not end by itself, with all that it has started."""

from __future__ import annotations

from contextlib import suppress
from multiprocessing.process import BaseProcess

import psutil


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


def _descendants(pid: int | None) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found
