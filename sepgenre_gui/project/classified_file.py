"""Classified files: what a classifier said of each window of a file, or why it could not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import attrs

from sepgenre_gui.project.database import Database, utc_now


@attrs.frozen(kw_only=True)
class ClassifiedFile:
    """A file, one classifier and one hop.

    Attributes
    ----------
    classifier_id : int
    path : Path
        Absolute.
    hop_s : float
        Between two windows.
    content_hash : str or None
        SHA-256 (hex) of the file; None where it could not be read.
    duration_s : float or None
    title, artist : str or None
        From its tags.
    starts_s : tuple of float
        Where each window starts.
    probabilities : tuple of tuple of float
        For each window, of the classifier's classes; exact to the bit.
    left_out : tuple of (float, str)
        Windows that could not be judged, and why.
    verdict : int or None
        Index of the class; None where there is an error.
    confidence : float or None
        Its pooled probability.
    unsure_below : float
        The threshold that was asked for last.
    error : str
        Why it could not be classified, with the remedy; empty where it could.
    classified_at : str
        UTC, ISO 8601; given when it is stored.
    """

    classifier_id: int
    path: Path
    hop_s: float
    content_hash: str | None = None
    duration_s: float | None = None
    title: str | None = None
    artist: str | None = None
    starts_s: tuple[float, ...] = ()
    probabilities: tuple[tuple[float, ...], ...] = attrs.field(default=(), repr=False)
    left_out: tuple[tuple[float, str], ...] = ()
    verdict: int | None = None
    confidence: float | None = None
    unsure_below: float
    error: str = ""
    classified_at: str = ""

    @property
    def is_unsure(self) -> bool:
        """Whether its verdict is below the threshold; False where it has none."""
        return self.confidence is not None and self.confidence < self.unsure_below


_VALUES = (
    "classifier_id, path, hop_s, content_hash, duration_s, title, artist, starts_s, "
    "probabilities, left_out, verdict, confidence, unsure_below, error, classified_at"
)
_PAGE = 200


class ClassifiedFileTable:
    """The classified files of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, file: ClassifiedFile) -> None:
        """Store what was said of a file, in place of what was said of it before."""
        columns = attrs.asdict(file, recurse=False)
        columns["path"] = str(file.path)
        columns["classified_at"] = utc_now()
        for name in ("starts_s", "probabilities", "left_out"):
            columns[name] = json.dumps(columns[name], ensure_ascii=False)
        key = {name: columns[name] for name in ("classifier_id", "path", "hop_s")}
        with self._database.transaction():
            self._database.delete_row("classified_files", key)
            self._database.insert_row("classified_files", columns)

    def find(self, classifier_id: int, content_hash: str, hop_s: float) -> ClassifiedFile | None:
        """Return what was said of a file of this content, under whatever name, or None.

        Files that could not be classified are not found: they are tried again.
        """
        row = self._database.row(
            f"SELECT {_VALUES} FROM classified_files WHERE classifier_id = ? "  # noqa: S608
            "AND content_hash = ? AND hop_s = ? AND error = '' ORDER BY id LIMIT 1",
            (classifier_id, content_hash, hop_s),
        )
        return None if row is None else _file(row)

    def get(self, classifier_id: int, path: Path, hop_s: float) -> ClassifiedFile | None:
        """Return what was said of the file at `path`, or None."""
        row = self._database.row(
            f"SELECT {_VALUES} FROM classified_files WHERE classifier_id = ? "  # noqa: S608
            "AND path = ? AND hop_s = ?",
            (classifier_id, str(path), hop_s),
        )
        return None if row is None else _file(row)

    def rehash(self, path: Path, old: str, new: str) -> None:
        """Note that the file at `path` has other bytes, though its audio is the same."""
        self._database.change(
            "UPDATE classified_files SET content_hash = ? WHERE path = ? AND content_hash = ?",
            (new, str(path), old),
        )

    def last_unsure_below(self, classifier_id: int, hop_s: float) -> float | None:
        """Return by which confidence the file that came last was judged; None without files."""
        value = self._database.value(
            "SELECT unsure_below FROM classified_files WHERE classifier_id = ? AND hop_s = ? "
            "ORDER BY id DESC LIMIT 1",
            (classifier_id, hop_s),
        )
        return None if value is None else float(value)

    def set_unsure_below(self, classifier_id: int, hop_s: float, unsure_below: float) -> None:
        """Let another confidence decide what is unsure of the files of a classifier and a hop."""
        self._database.change(
            "UPDATE classified_files SET unsure_below = ? "
            "WHERE classifier_id = ? AND hop_s = ? AND unsure_below <> ?",
            (unsure_below, classifier_id, hop_s, unsure_below),
        )

    def iterate(self, classifier_id: int) -> Iterator[ClassifiedFile]:
        """Yield all files of a classifier in the order of their paths, few at a time in memory."""
        last = ("", 0.0)
        while True:
            rows = self._database.rows(
                f"SELECT {_VALUES} FROM classified_files "  # noqa: S608
                "WHERE classifier_id = ? AND (path, hop_s) > (?, ?) "
                "ORDER BY path, hop_s LIMIT ?",
                (classifier_id, *last, _PAGE),
            )
            yield from map(_file, rows)
            if len(rows) < _PAGE:
                return
            last = (rows[-1]["path"], rows[-1]["hop_s"])

    def count(self, classifier_id: int) -> int:
        """Return of how many files a classifier has said something, errors included.

        A file that was classified with two hops is one.
        """
        return int(
            self._database.value(
                "SELECT count(DISTINCT path) FROM classified_files WHERE classifier_id = ?",
                (classifier_id,),
            )
        )


def _file(row: sqlite3.Row) -> ClassifiedFile:
    values = dict(row)
    values["path"] = Path(row["path"])
    values["starts_s"] = tuple(json.loads(row["starts_s"]))
    for name in ("probabilities", "left_out"):
        values[name] = tuple(map(tuple, json.loads(row[name])))
    return ClassifiedFile(**values)
