"""Classified files as rows of a table, and which of them are shown, in which order; knows no Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.services.classified.tables import track_probabilities
from sepgenre_training.audio.files import printable
from sepgenre_training.classification.track_task import TrackProgressed


class Column(enum.IntEnum):
    """The table's columns, in their order."""

    FILE = 0
    VERDICT = 1
    CONFIDENCE = 2
    SECOND = 3
    LENGTH = 4
    STATE = 5


HEADINGS = ("File", "Verdict", "Confidence", "Second guess", "Length", "State")


class FileState(enum.Enum):
    """How a file stands; in the order in which states are sorted."""

    FAILED = "failed"
    WORKING = "working"
    UNSURE = "unsure"
    SURE = "sure"


_ORDER = {state: place for place, state in enumerate(FileState)}


@attrs.frozen(kw_only=True)
class FileRow:
    """A file as the table shows it.

    Attributes
    ----------
    path : Path
    shown : str
        Its title and artist, or its name.
    state : FileState
    genre : str
        Of the verdict, unsure or not; empty where there is none.
    confidence : float or None
    second : str
        The second guess; empty where there is none.
    second_confidence : float or None
    duration_s : float or None
    said : str
        An error with its remedy, or how far a worker is.
    n_windows, n_left_out : int
    """

    path: Path
    shown: str
    state: FileState
    genre: str = ""
    confidence: float | None = None
    second: str = ""
    second_confidence: float | None = None
    duration_s: float | None = None
    said: str = ""
    n_windows: int = 0
    n_left_out: int = 0

    @property
    def key(self) -> str:
        """By which the row is known: the path."""
        return str(self.path)


def row_of(file: ClassifiedFile, classes: Sequence[str]) -> FileRow:
    """Return the row of a file that is classified, or that failed."""
    name = printable(file.path.name)
    if file.verdict is None:
        return FileRow(path=file.path, shown=name, state=FileState.FAILED, said=file.error)
    probabilities = track_probabilities(file)
    ranked = sorted(range(len(probabilities)), key=lambda label: -probabilities[label])
    second = next((label for label in ranked if label != file.verdict), None)
    return FileRow(
        path=file.path,
        shown=name,
        state=FileState.UNSURE if file.is_unsure else FileState.SURE,
        genre=classes[file.verdict],
        confidence=file.confidence,
        second="" if second is None else classes[second],
        second_confidence=None if second is None else probabilities[second],
        duration_s=file.duration_s,
        n_windows=len(file.starts_s),
        n_left_out=len(file.left_out),
    )


def row_at_work(progress: TrackProgressed) -> FileRow:
    """Return the row of a file that a worker is at."""
    return FileRow(
        path=progress.path,
        shown=printable(progress.path.name),
        state=FileState.WORKING,
        said=f"window {progress.done} of {progress.total}",
    )


@attrs.frozen(kw_only=True)
class FileFilter:
    """Which files are shown.

    Attributes
    ----------
    text : str
        Each of its words must be part of the path, a genre, or an error, whatever the case.
    genre : str
        The verdict must be this genre; empty for any.
    unsure_only : bool
    """

    text: str = ""
    genre: str = ""
    unsure_only: bool = False

    def passes(self, row: FileRow) -> bool:
        """Return whether `row` is shown."""
        if self.genre and row.genre != self.genre:
            return False
        if self.unsure_only and row.state is not FileState.UNSURE:
            return False
        if not self.text:
            return True
        held = f"{row.key} {row.genre} {row.second} {row.said}".casefold()
        return all(word in held for word in self.text.casefold().split())


_KEYS: dict[Column, Callable[[FileRow], tuple[object, ...]]] = {
    Column.FILE: lambda row: (row.shown.casefold(),),
    # What is unsure follows what is sure of the same genre.
    Column.VERDICT: lambda row: (row.genre.casefold(), -_ORDER[row.state]),
    Column.CONFIDENCE: lambda row: (row.confidence or 0.0,),
    Column.SECOND: lambda row: (row.second.casefold(),),
    Column.LENGTH: lambda row: (row.duration_s or 0.0,),
    Column.STATE: lambda row: (_ORDER[row.state], row.said),
}


_LACKS: dict[Column, Callable[[FileRow], bool]] = {
    Column.VERDICT: lambda row: not row.genre,
    Column.CONFIDENCE: lambda row: row.confidence is None,
    Column.SECOND: lambda row: not row.second,
    Column.LENGTH: lambda row: row.duration_s is None,
}
"""Which rows a column has nothing to say of."""


def arrange(
    rows: Iterable[FileRow], wanted: FileFilter, column: Column, *, descending: bool
) -> list[FileRow]:
    """Return the rows that pass `wanted`, sorted by `column`; equal ones by their paths.

    Rows of which the column says nothing, such as failed ones, come last in either direction.
    """
    shown = sorted(filter(wanted.passes, rows), key=lambda row: row.key)
    shown.sort(key=_KEYS[column], reverse=descending)
    lacks = _LACKS.get(column)
    return shown if lacks is None else sorted(shown, key=lacks)


def verdict_text(row: FileRow) -> str:
    """Return how a verdict is written; what is unsure says so first."""
    if row.state is FileState.UNSURE:
        return f"unsure ({row.genre}?)"
    return row.genre


def state_text(row: FileRow) -> str:
    """Return how a state is written."""
    if row.state is FileState.FAILED:
        return f"Failed: {row.said}"
    if row.state is FileState.WORKING:
        return f"At work: {row.said}"
    left_out = f", {row.n_left_out} left out" if row.n_left_out else ""
    return f"{row.n_windows} windows{left_out}"


def share_text(share: float | None) -> str:
    """Return a probability as a percentage."""
    return "" if share is None else f"{100 * share:.0f} %"


def length_text(duration_s: float | None) -> str:
    """Return a length as minutes and seconds."""
    if duration_s is None:
        return ""
    minutes, seconds = divmod(round(duration_s), 60)
    return f"{minutes}:{seconds:02d}"


def tip_text(row: FileRow) -> str:
    """Return all that is known of a row, in lines."""
    lines = [printable(row.path)]
    if row.genre:
        lines.append(f"{verdict_text(row)}, {share_text(row.confidence)}")
    if row.second:
        lines.append(f"Second guess: {row.second}, {share_text(row.second_confidence)}")
    lines.append(state_text(row))
    if row.n_left_out:
        lines.append("Windows without sound, or with refused stems, are left out.")
    return "\n".join(lines)
