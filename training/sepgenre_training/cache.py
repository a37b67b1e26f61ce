"""The cache folder: files named by a hash of what they were made from, written atomically."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import attrs

from sepgenre_training.unfinished import unfinished

UNFINISHED_PREFIX = ".part-"
"""Begins the name of every file or folder that is still being written."""


def content_key(**parts: object) -> str:
    """Return the SHA-256 (hex) of `parts` as canonical JSON: equal parts, equal key."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@attrs.frozen(kw_only=True)
class Cache:
    """A folder of derived files; deleting any of them costs time only."""

    root: Path

    def path(self, kind: str, key: str, suffix: str) -> Path:
        """Return where the file of `kind` (such as ``"stems"``) made from `key` belongs."""
        return self.root / kind / key[:2] / f"{key}{suffix}"

    def remove_unfinished(self) -> None:
        """Remove what processes that were killed left half-written.

        Right only while no other process writes, as just after the lock was taken.
        """
        for path in self.root.glob(f"*/*/{UNFINISHED_PREFIX}*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                # A worker of the killed process may hold it open for another moment (Windows).
                with suppress(OSError):
                    path.unlink()


def unfinished_name(finished: Path) -> Path:
    """Return a name beside `finished` that nobody else uses, for as long as it is written."""
    return finished.with_name(f"{UNFINISHED_PREFIX}{secrets.token_hex(8)}{finished.suffix}")


def touch(path: Path) -> None:
    """Note that the cached file or folder at `path` is used now; `shrink` spares what was lately.

    Most systems note a reading only once a day, so the time of the last change is set. Where that
    cannot be, as in a folder that is write-protected, nothing is noted.
    """
    with suppress(OSError):
        os.utime(path)


def _umask() -> int:
    # The umask can only be read by setting it. A temporary file is private to its owner; a
    # report or a stem is as readable as any file that the person makes.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that replaces it on success, and vanishes on failure.

    A reader therefore sees the old file or the whole new one, whatever happens in between.

    Raises
    ------
    OSError
        Where the disk does not take it; with the name of the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(unfinished_name(path)) as temporary:
        try:
            # Private until it is whole.
            temporary.touch(mode=0o600, exist_ok=False)
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        except OSError as error:
            # Writing to an open file, the system does not say to which.
            if error.filename is None:
                error.filename = str(path)
            raise
        finally:
            temporary.unlink(missing_ok=True)
