"""What the operating system refused, in words that a person can act on."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.errors import SepgenreError

FREE_SPACE_REMEDY = (
    "Free some disk space, or clear the cache (Tools, Cache… or `sepgenre cache PROJECT --clear`), "
    "then retry: nothing was lost."
)
"""What helps where a disk is full."""

_DENIED = "Give yourself permission to read and write there, then retry: nothing was lost."
_EXPLAINED = {
    errno.ENOSPC: ("the disk is full", FREE_SPACE_REMEDY),
    errno.EDQUOT: ("your share (quota) of the disk is used up", FREE_SPACE_REMEDY),
    errno.EACCES: ("permission denied", _DENIED),
    errno.EPERM: ("not permitted", _DENIED),
    errno.EROFS: (
        "the disk is write-protected",
        "Make it writable, or copy the project to another disk, then retry: nothing was lost.",
    ),
    errno.EIO: (
        "the disk failed (input/output error)",
        "Check its cable and its health, and copy the project to another disk; then retry.",
    ),
}
_OTHER = "Check that the place exists and that you may read and write there, then retry."


def explain_os_error(error: OSError) -> SepgenreError:
    """Return what the operating system refused: the place, what is wrong, and the remedy.

    Of a file that was being written, the folder is named: its own name means nothing to a person.
    """
    reason, remedy = _EXPLAINED.get(error.errno or 0, (reason_of(error), _OTHER))
    return SepgenreError(f"{_place(error)}: {reason}.", remedy=remedy)


def _place(error: OSError) -> str:
    # Of a renaming, the second name is the one that the person knows.
    name = error.filename2 or error.filename
    if not isinstance(name, str | bytes | os.PathLike):
        return "Reading or writing failed"
    path = Path(os.fsdecode(name))
    unfinished = [each for each in (path, *path.parents) if each.name.startswith(UNFINISHED_PREFIX)]
    return printable(unfinished[-1].parent if unfinished else path)
