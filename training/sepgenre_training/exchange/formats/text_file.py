"""Text files of annotations: their bytes as text, and the numbers in them."""

from __future__ import annotations

import codecs
import math
import re
from pathlib import Path

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.errors import DatasetError

_LARGEST_BYTES = 64 * 2**20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
# All that str.splitlines takes for the end of a line, and the tab.
_BREAK = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Spreadsheets write 441000 as 441000.0.
_COUNT = re.compile(r"([0-9]{1,18})(?:[.,]0*)?")


class LineError(ValueError):
    """A line that cannot be used; its text is the reason, as the end of a sentence."""


def read_text(path: Path) -> str:
    """Return the text of `path`: UTF-8, or with a byte order mark UTF-16; line ends as they are.

    Raises
    ------
    DatasetError
        Where it cannot be read, is no such text, or is too large to be annotations.
    """
    name = printable(path)
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise DatasetError(
                f"{name}: is larger than any file of segments.",
                remedy="Choose the file with the annotations, not the audio.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise DatasetError(
            f"{name}: cannot be read ({reason_of(error)}).",
            remedy="Check the path and the file's permissions.",
        ) from error
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DatasetError(
            f"{name}: is not text in UTF-8 (byte {error.start}).",
            remedy="Save it as text in UTF-8.",
        ) from error


def parse_number(text: str) -> float | None:
    """Return the finite number that `text` is, with a decimal point or comma; None for no number.

    ``nan``, ``1_000`` and other things that `float` takes are no numbers here.
    """
    if _NUMBER.fullmatch(text.strip()) is None:
        return None
    number = float(text.strip().replace(",", "."))
    return number if math.isfinite(number) else None


def parse_count(text: str) -> int | None:
    """Return the whole number from 0 on that `text` is, or None."""
    match = _COUNT.fullmatch(text.strip())
    return None if match is None else int(match[1])


def parse_time_s(text: str, name: str) -> float:
    """Return `text` as seconds from 0 on; `name` is what the file calls it.

    Raises
    ------
    LineError
        Where it is no number, or negative.
    """
    seconds = parse_number(text)
    if seconds is None or seconds < 0.0:
        raise LineError(f"{name} is {text!r}, not a number of seconds from 0 on")
    return seconds


def one_line(text: str) -> str:
    """Return `text` with a space for each tab and line end, which cells of some formats lack."""
    return _BREAK.sub(" ", text)
