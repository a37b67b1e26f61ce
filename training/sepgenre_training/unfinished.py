"""What this process has not finished, noted in a journal, by which others remove it after a kill.

A process that is killed removes nothing. Whoever notices that it has died reads in its journal
which files and folders it had begun.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_END = b"\0"
_BEGUN, _SETTLED = b"+", b"-"


class Journal:
    """Notes paths in a file, which is empty while nothing is unfinished; for any thread.

    Parameters
    ----------
    path : Path
        The file; of this process alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)
        # One that is collected meanwhile may be settled in the midst of another note.
        self._lock = threading.RLock()
        self._open: set[Path] = set()

    def note(self, path: Path) -> None:
        """Note that `path` is about to be begun."""
        with self._lock:
            self._open.add(path)
            self._write(_BEGUN, path)

    def settle(self, path: Path) -> None:
        """Note that `path` has its final name, or is gone."""
        with self._lock:
            self._open.discard(path)
            if self._open:
                self._write(_SETTLED, path)
            else:
                # A process may live for months.
                with suppress(OSError):
                    os.ftruncate(self._file, 0)

    def remove_open(self) -> None:
        """Remove what is unfinished, and the journal: this process is about to end."""
        with self._lock:
            unfinished = list(self._open)
        _remove_all(unfinished)
        with suppress(OSError):
            self.path.unlink()

    def _write(self, mark: bytes, path: Path) -> None:
        # Where the disk of temporary files is full, the work goes on without the note.
        with suppress(OSError):
            os.write(self._file, mark + os.fsencode(path.absolute()) + _END)


_journal: Journal | None = None


def keep_journal(path: Path) -> Journal:
    """Note in the file `path` what this process has not finished, from now on."""
    global _journal
    _journal = Journal(path)
    return _journal


def note(path: Path) -> None:
    """Note that `path`, of a name that nobody else uses, is about to be begun."""
    if _journal is not None:
        _journal.note(path)


def settle(path: Path) -> None:
    """Note that `path` has its final name, or is gone."""
    if _journal is not None:
        _journal.settle(path)


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Yield `path`, noted as unfinished within the ``with`` block, which removes or renames it."""
    note(path)
    try:
        yield path
    finally:
        settle(path)


def read_journal(path: Path) -> tuple[Path, ...]:
    """Return what is noted as unfinished in the journal `path`; nothing where there is none."""
    try:
        content = path.read_bytes()
    except OSError:
        return ()
    found: dict[bytes, None] = {}
    # After the last mark of an end there is nothing, or a note that was cut short.
    for record in content.split(_END)[:-1]:
        if record[:1] == _BEGUN:
            found[record[1:]] = None
        else:
            found.pop(record[1:], None)
    return tuple(Path(os.fsdecode(name)) for name in found)


def remove_unfinished(journal: Path) -> tuple[Path, ...]:
    """Remove what a process that has ended had not finished, and its journal.

    Returns
    -------
    tuple of Path
        What was noted.
    """
    noted = read_journal(journal)
    _remove_all(noted)
    with suppress(OSError):
        journal.unlink()
    return noted


def _remove_all(paths: list[Path] | tuple[Path, ...]) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            # A reader may hold it open for another moment (Windows).
            with suppress(OSError):
                path.unlink()
