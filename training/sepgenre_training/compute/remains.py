"""What a worker that died leaves: processes that it started, files that it had begun."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from sepgenre_training.compute.worker import OWNER_VARIABLE
from sepgenre_training.unfinished import remove_unfinished


def sweep_files(log: Path) -> None:
    """Remove what workers with this log had not finished, and their journals; they have ended."""
    for journal in log.parent.glob(f"{glob.escape(log.name)}.*"):
        remove_unfinished(journal)


def end_started(log: Path) -> None:
    """End what workers with this log have started; they have ended themselves.

    Their children are nobody's children then, and may be in sessions of their own, but have an
    environment that tells. What hides it from this program, as parts of macOS do, goes on.
    """
    for process in list(_find_started(log)):
        with suppress(psutil.Error):
            process.kill()


def _find_started(log: Path) -> Iterator[psutil.Process]:
    for pid in psutil.pids():
        # Others' processes, and such as are just ending.
        with suppress(psutil.Error, OSError):
            process = psutil.Process(pid)
            if process.environ().get(OWNER_VARIABLE) == str(log):
                yield process
                # A program may start others in a clean environment.
                yield from process.children(recursive=True)
