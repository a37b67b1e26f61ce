"""Segments as CSV: one table for all tracks, exact to the sample."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sepgenre_training.audio.files import printable
from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import (
    WITHOUT_A_GENRE,
    AnnotatedTrack,
    LineProblem,
    SegmentFile,
    SegmentLine,
)
from sepgenre_training.exchange.formats.text_file import (
    LineError,
    parse_count,
    parse_time_s,
    read_text,
)

COLUMNS = (
    "file", "start_s", "start_sample", "n_samples", "sample_rate_hz", "genre", "origin", "title",
    "artist", "content_hash",
)  # fmt: skip
"""The columns that are written. ``file`` and ``start_s`` are enough to be read."""

_DELIMITERS = (",", ";", "\t")

_AGREEMENT_S = 1e-3
"""Spreadsheets round ``start_s``; more than that is an edit of one of the two."""


def format_table(tracks: Sequence[AnnotatedTrack]) -> str:
    """Return the segments of `tracks` as CSV with a header row, line ends CR LF (RFC 4180).

    ``start_s`` has nine digits after the point, so that it alone gives back the sample.
    """
    text = io.StringIO(newline="")
    # With line ends of CR LF the writer quotes cells with either of the two.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for track in tracks:
        for segment in track.segments:
            writer.writerow(
                (
                    track.path,
                    f"{track.start_s(segment):.9f}",
                    segment.start_sample,
                    segment.n_samples,
                    track.sample_rate_hz,
                    segment.genre or WITHOUT_A_GENRE,
                    segment.origin,
                    track.title,
                    track.artist or "",
                    track.content_hash,
                )
            )
    return text.getvalue()


def read_table(path: Path) -> SegmentFile:
    """Read a table of segments.

    Parameters
    ----------
    path : Path
        UTF-8; delimited by comma, semicolon or tab; with a header row that has ``start_s`` and
        any other of `COLUMNS`, in any order. ``path`` may stand for ``file``; other columns are
        not read. With a semicolon or tab, numbers may have a decimal comma. A start in samples
        counts where ``sample_rate_hz`` says at which rate.

    Raises
    ------
    DatasetError
        Where it cannot be read or has no such header.
    """
    text = read_text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda mark: len({*_names(first.split(mark))} & {*COLUMNS}))
    rows = _rows(path, text, delimiter)
    _, cells = next(rows, (1, []))
    header = _names(cells)
    known = [name for name in header if name in COLUMNS]
    if "start_s" not in known or len(known) != len({*known}):
        raise DatasetError(
            f"{printable(path)}: the first row must name each column once, and one of them "
            f"'start_s'; it is {', '.join(header) or 'empty'!r}.",
            remedy="Add a header row, such as: file,start_s,genre.",
        )
    lines: list[SegmentLine] = []
    problems: list[LineProblem] = []
    for number, cells in rows:
        try:
            lines.append(_line(number, _values(header, cells), decimal_comma=delimiter != ","))
        except LineError as error:
            problems.append(LineProblem(line=number, reason=str(error)))
    return SegmentFile(lines=tuple(lines), problems=tuple(problems))


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    names = (cell.strip().strip('"').strip().lower() for cell in cells)
    return tuple("file" if name == "path" else name for name in names)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise DatasetError(
            f"{printable(path)}: line {reader.line_num} is not valid CSV ({error}).",
            remedy="Check its quotation marks, or save the table again from a spreadsheet.",
        ) from error


def _values(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise LineError(f"has {len(cells)} cells, the header {len(header)}")
    # Spreadsheets leave out empty cells at the end of a row.
    filled = [*cells, *[""] * (len(header) - len(cells))]
    return dict(zip(header, filled, strict=False))


def _line(number: int, values: Mapping[str, str], *, decimal_comma: bool) -> SegmentLine:
    sample_rate_hz = _count(values, "sample_rate_hz") or None
    start_sample = _count(values, "start_sample") if sample_rate_hz else None
    n_samples = _count(values, "n_samples")
    genre = values.get("genre")
    text = values["start_s"]
    if not decimal_comma and "," in text:
        raise LineError(f"start_s is {text!r}; write a decimal point where commas part the cells")
    return SegmentLine(
        line=number,
        start_s=_start_s(text, start_sample, sample_rate_hz),
        start_sample=start_sample,
        sample_rate_hz=sample_rate_hz,
        length_s=n_samples / sample_rate_hz if n_samples and sample_rate_hz else None,
        file=values.get("file") or None,
        content_hash=values.get("content_hash", "").strip().lower() or None,
        genre=None if genre is None else genre.strip(),
        origin=values.get("origin", "").strip() or None,
    )


def _start_s(text: str, start_sample: int | None, sample_rate_hz: int | None) -> float:
    if start_sample is None or sample_rate_hz is None:
        return parse_time_s(text, "start_s")
    exact_s = start_sample / sample_rate_hz
    if text.strip() and abs(parse_time_s(text, "start_s") - exact_s) > _AGREEMENT_S:
        raise LineError(
            f"start_s is {text.strip()}, but start_sample says {exact_s:.6f} s; "
            "correct one of the two, or empty start_sample"
        )
    return exact_s


def _count(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "").strip()
    if not text:
        return None
    count = parse_count(text)
    if count is None:
        raise LineError(f"{name} is {text!r}, not a whole number from 0 on")
    return count
