"""What a data set's layout tells before any audio is decoded: entries and problems."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs

from sepgenre_training.audio.files import printable

LayoutName = Literal["folders", "giantsteps", "gtzan", "csv"]

LAYOUT_NAMES: tuple[LayoutName, ...] = ("folders", "giantsteps", "gtzan", "csv")
"""The layouts that can be read."""


def _for_display(path: Path) -> Path:
    return Path(printable(path))


@attrs.frozen(kw_only=True)
class DatasetEntry:
    """One audio file and what the data set says of it; None where it says nothing.

    Attributes
    ----------
    path : Path
        The audio file, absolute.
    genre : str or None
        As the data set writes it, spaces included (``indie-dance nu-disco``).
    key : str or None
        Tonic and mode, such as ``C minor``.
    start_s : float or None
        Where the data set wants the segment to start, in seconds.
    md5 : str or None
        The data set's MD5 (hex) of the file, where it was given and agrees.
    """

    path: Path
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    genre: str | None = None
    key: str | None = None
    start_s: float | None = None
    md5: str | None = None


@attrs.frozen(kw_only=True)
class Problem:
    """A file or row that is not listed, and why.

    Attributes
    ----------
    path : Path
        For display: bytes that are no text are escaped, so that it can always be printed.
    reason : str
        A sentence without the path; with the line number in a table.
    """

    path: Path = attrs.field(converter=_for_display)
    reason: str

    @classmethod
    def from_error(cls, path: Path, error: BaseException | None) -> Problem:
        """Return the problem that `error` tells of `path`, without saying the path twice."""
        return cls(path=path, reason=str(error).removeprefix(f"{printable(path)}: "))


@attrs.frozen(kw_only=True)
class Listing:
    """All that was found.

    Attributes
    ----------
    layout : str
        The layout it was read as; ``mixed`` where the paths given have different ones.
    entries : tuple of DatasetEntry
        One per file, in an order that repeats.
    problems : tuple of Problem
        One per file or row left out.
    notes : tuple of str
        What a person should know about the data set as a whole; sentences.
    """

    layout: LayoutName | Literal["mixed"]
    entries: tuple[DatasetEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
