"""The layout of a table: one CSV file whose rows name audio files."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path

import attrs

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.datasets.entry import DatasetEntry, Listing, Problem
from sepgenre_training.datasets.walking import absolute, real_path
from sepgenre_training.errors import DatasetError

COLUMNS = ("path", "title", "artist", "album", "genre", "start_s")
"""The columns that are read; ``path`` is required, others may be absent or empty."""

_DELIMITERS = (",", ";", "\t")


class _RowError(ValueError):
    """A row that cannot be listed; its text is the reason."""


@attrs.frozen(kw_only=True)
class _Table:
    path: Path
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]


def read_table(path: Path) -> Listing:
    """List the rows of a CSV file, in their order.

    Parameters
    ----------
    path : Path
        UTF-8, with or without byte order mark; delimited by comma, semicolon or tab; with a
        header row. Relative paths in it count from the folder that holds the table. A file may
        stand in several rows where each has another ``start_s``. With a semicolon or tab,
        ``start_s`` may have a decimal comma.

    Raises
    ------
    DatasetError
        Where the table cannot be read, or has no column ``path``.
    """
    table = _parse(absolute(path))
    entries: list[DatasetEntry] = []
    problems: list[Problem] = []
    first_lines: dict[tuple[str, float | None], int] = {}
    for line, cells in table.rows:
        try:
            entry = _entry(table, cells)
        except _RowError as error:
            problems.append(Problem(path=table.path, reason=f"Line {line}: {error}."))
            continue
        first_line = first_lines.setdefault((real_path(entry.path), entry.start_s), line)
        if first_line == line:
            entries.append(entry)
        else:
            reason = f"Line {line}: repeats line {first_line}."
            problems.append(Problem(path=table.path, reason=reason))
    ignored = [name for name in table.header if name not in COLUMNS]
    notes = (f"Columns not read: {', '.join(map(repr, ignored))}.",) if ignored else ()
    return Listing(layout="csv", entries=tuple(entries), problems=tuple(problems), notes=notes)


def _parse(path: Path) -> _Table:
    name = printable(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(
            f"{name}: is not UTF-8 text (byte {error.start}).",
            remedy="Save the table as CSV in UTF-8.",
        ) from error
    except OSError as error:
        raise DatasetError(
            f"{name}: cannot be read ({reason_of(error)}).",
            remedy="Check the path and the file's permissions.",
        ) from error
    rows: list[tuple[int, list[str]]] = []
    header: tuple[str, ...] = ()
    delimiter = ","
    if first := next((line for line in text.splitlines() if line.strip()), ""):
        delimiter = max(_DELIMITERS, key=lambda mark: "path" in _names(first.split(mark)))
        rows = list(_rows(name, text, delimiter))
        header = _names(rows.pop(0)[1])
    if header.count("path") != 1 or len(set(header)) != len(header):
        raise DatasetError(
            f"{name}: the first row must name each column once, and one of them 'path'; it is "
            f"{', '.join(header) or 'empty'!r}.",
            remedy=f"Add a header row with 'path' and any of {', '.join(COLUMNS[1:])}.",
        )
    return _Table(path=path, delimiter=delimiter, header=header, rows=tuple(rows))


def _names(cells: list[str]) -> tuple[str, ...]:
    return tuple(cell.strip().strip('"').strip().lower() for cell in cells)


def _rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise DatasetError(
            f"{name}: line {reader.line_num} is not valid CSV ({error}).",
            remedy="Check its quotation marks, or save the table again from a spreadsheet.",
        ) from error


def _entry(table: _Table, cells: list[str]) -> DatasetEntry:
    if any(cell.strip() for cell in cells[len(table.header) :]):
        raise _RowError(f"has {len(cells)} cells, the header {len(table.header)}")
    # Spreadsheets leave out empty cells at the end of a row.
    values = {name: cell.strip() for name, cell in zip(table.header, cells, strict=False)}
    if not values.get("path"):
        raise _RowError("names no path")
    return DatasetEntry(
        path=_audio_path(table.path.parent, values["path"]),
        title=values.get("title") or None,
        artist=values.get("artist") or None,
        album=values.get("album") or None,
        genre=values.get("genre") or None,
        start_s=_start_s(values.get("start_s") or None, table.delimiter),
    )


def _audio_path(folder: Path, text: str) -> Path:
    try:
        path = absolute(folder / text)
        exists, is_file = path.exists(), path.is_file()
    except (OSError, ValueError) as error:
        raise _RowError(f"{printable(text)!r} is no path ({reason_of(error)})") from error
    if not is_file:
        fault = "is a folder or a special file" if exists else "does not exist"
        raise _RowError(f"{printable(path)} {fault}")
    return path


def _start_s(text: str | None, delimiter: str) -> float | None:
    if text is None:
        return None
    try:
        start_s = float(text.replace(",", ".") if delimiter != "," else text)
    except ValueError:
        start_s = math.nan
    if not (math.isfinite(start_s) and start_s >= 0.0):
        raise _RowError(f"start_s is {text!r}, not a number of seconds from 0 on")
    return start_s
