"""How a command fails: one line that says what failed and what to do about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.errors import SepgenreError

EXIT_FAILED = 1
EXIT_MISUSED = 2
EXIT_INTERRUPTED = 130


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
