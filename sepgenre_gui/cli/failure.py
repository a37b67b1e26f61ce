"""How a command fails: one line that says what failed and what to do about it."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.errors import SepgenreError

EXIT_FAILED = 1
EXIT_MISUSED = 2
EXIT_INTERRUPTED = 130

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class NothingDoneError(SepgenreError):
    """Everything a command tried has failed, and its output has told each reason."""


def print_error(error: BaseException, *, as_json: bool, program: str = "sepgenre") -> None:
    """Print one line on stderr, and where JSON was asked for an object on stdout."""
    message, remedy = str(error), ""
    if isinstance(error, SepgenreError):
        message, remedy = error.message, error.remedy
    line = " ".join(f"{message} {remedy}".split())
    sys.stderr.write(f"{program}: {line}\n")
    # Programs have its output already: one command prints one object.
    if as_json and not isinstance(error, NothingDoneError):
        sys.stdout.write(json.dumps({"error": message, "remedy": remedy}) + "\n")


def explain_os_error(error: OSError) -> SepgenreError:
    """Return what the operating system refused, with the file and the remedy."""
    remedy = "Check that the place exists and that you may read and write there."
    if error.errno in _DISK_FULL:
        remedy = "Free some disk space and run the same command again; what is stored stays."
    return SepgenreError(f"{_place(error)}: {reason_of(error)}.", remedy=remedy)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Let a failure within the ``with`` block name `path`, which the person chose to write.

    Raises
    ------
    SepgenreError
        In place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise SepgenreError(
            f"{printable(path)}: cannot be written ({reason_of(error)}).",
            remedy="Choose a place in which you may write, with room enough.",
        ) from error


def _place(error: OSError) -> str:
    # Of a renaming, the second name is the one that the person knows.
    name = error.filename2 or error.filename
    if not isinstance(name, str | bytes):
        return "Reading or writing failed"
    path = Path(os.fsdecode(name))
    return printable(path.parent if path.name.startswith(UNFINISHED_PREFIX) else path)
