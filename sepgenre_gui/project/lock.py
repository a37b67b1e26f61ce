"""The lock of a project folder: one process writes, and the others learn which."""

from __future__ import annotations

import errno
import json
import os
import socket
from pathlib import Path

import attrs
import filelock

from sepgenre_gui.project.database import utc_now
from sepgenre_training.cache import replacing
from sepgenre_training.errors import ProjectError, ProjectLockedError

LOCK_NAME = "project.lock"
OWNER_NAME = "project.owner.json"

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@attrs.frozen(kw_only=True)
class Owner:
    """Who holds a project open for writing: process, computer, and since when (UTC)."""

    pid: int
    host: str
    since: str


class ProjectLock:
    """An exclusive lock of the operating system on a project folder.

    The system lets go of it when the process ends in any way, ``kill -9`` included, so a lock
    is never stale. The owner is noted in a file of its own because Windows lets nobody else
    read a locked file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owner_path = folder / OWNER_NAME
        # Whichever thread closes the project must be able to let go.
        self._lock = filelock.FileLock(folder / LOCK_NAME, thread_local=False)

    def acquire(self) -> None:
        """Take the lock at once.

        Raises
        ------
        ProjectLockedError
            Where another process (or another window of this one) holds it; names its pid.
        ProjectError
            Where the folder cannot be written to.
        """
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise self._refusal() from error
        except OSError as error:
            raise self._not_writable(error) from error
        try:
            self._note_owner()
        except OSError as error:
            if error.errno in _DISK_FULL:
                return  # the lock holds, and whoever meets it learns a little less
            self._lock.release()
            raise self._not_writable(error) from error

    def release(self) -> None:
        """Let go of the lock; doing so again does nothing."""
        if self._lock.is_locked:
            # Removed while still held, or it could be the next owner's note.
            self._owner_path.unlink(missing_ok=True)
            self._lock.release()

    def _note_owner(self) -> None:
        owner = Owner(pid=os.getpid(), host=socket.gethostname(), since=utc_now())
        with replacing(self._owner_path) as temporary:
            temporary.write_text(json.dumps(attrs.asdict(owner)), encoding="utf-8")

    def _refusal(self) -> ProjectLockedError:
        owner = read_owner(self._folder)
        who = (
            "another process"
            if owner is None
            else f"process {owner.pid} on {owner.host}, since {owner.since}"
        )
        return ProjectLockedError(
            f"{self._folder} is open for writing in {who}.",
            remedy="Close it there, or open it read-only here.",
        )

    def _not_writable(self, error: OSError) -> ProjectError:
        return ProjectError(
            f"{self._folder} cannot be locked for writing: {error.strerror or error}.",
            remedy="Make the folder writable, or open the project read-only.",
        )


def read_owner(folder: Path) -> Owner | None:
    """Return who last opened `folder` for writing and did not close it; None where unknown."""
    try:
        noted = json.loads((folder / OWNER_NAME).read_text(encoding="utf-8"))
        return Owner(pid=int(noted["pid"]), host=str(noted["host"]), since=str(noted["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        # The note only makes a message more precise, so an unreadable one is no failure.
        return None
