"""Segments as selection tables of Raven: one text file for each track, cells parted by tabs."""

from __future__ import annotations

from collections.abc import Mapping
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
    one_line,
    parse_time_s,
    read_text,
)

BEGIN_TIME = "Begin Time (s)"
"""The column that no selection table lacks."""

_END_TIME = "End Time (s)"
_FILE_OFFSET = "File Offset (s)"
_COLUMNS = (
    "Selection", "View", "Channel", BEGIN_TIME, _END_TIME, "Low Freq (Hz)", "High Freq (Hz)",
    "Begin Path", "Begin File", _FILE_OFFSET, "Genre", "Origin",
)  # fmt: skip
# Genre and Origin are what Raven calls annotation columns: their names are free.

_GENRE_COLUMNS = ("Genre", "Annotation", "Annotations", "Label")


def format_selections(track: AnnotatedTrack) -> str:
    """Return the segments of `track` as a selection table.

    Each selection spans all frequencies of the first channel's spectrogram. Times have nine
    digits after the point, so that they give back the sample.
    """
    rows = ["\t".join(_COLUMNS)]
    for number, segment in enumerate(track.segments, start=1):
        start_s = f"{track.start_s(segment):.9f}"
        cells = (
            str(number),
            "Spectrogram 1",
            "1",
            start_s,
            f"{track.end_s(segment):.9f}",
            "0.000",
            f"{track.sample_rate_hz / 2:.3f}",
            one_line(str(track.path)),
            one_line(track.path.name),
            start_s,
            one_line(segment.genre or WITHOUT_A_GENRE),
            segment.origin,
        )
        rows.append("\t".join(cells))
    return "\n".join(rows) + "\n"


def read_selections(path: Path) -> SegmentFile:
    """Read a selection table.

    Parameters
    ----------
    path : Path
        UTF-8. ``File Offset (s)`` is the start where it is there, because ``Begin Time (s)``
        counts from the first of several files. The genre stands in a column ``Genre``,
        ``Annotation`` or ``Label``. A selection that is listed for several views is read once.

    Raises
    ------
    DatasetError
        Where it cannot be read, or has no column ``Begin Time (s)``.
    """
    header, *rows = read_text(path).splitlines() or [""]
    names = [name.strip() for name in header.split("\t")]
    if BEGIN_TIME not in names:
        raise DatasetError(
            f"{printable(path)}: is no selection table of Raven, because its first line has no "
            f"column {BEGIN_TIME!r}.",
            remedy="Save it in Raven by File > Save Selection Table.",
        )
    lines: list[SegmentLine] = []
    problems: list[LineProblem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        values = dict(zip(names, row.split("\t"), strict=False))
        selection = values.get("Selection", "").strip()
        if not row.strip() or (selection and selection in seen):
            continue
        seen.add(selection)
        try:
            lines.append(_selection(number, values))
        except LineError as error:
            problems.append(LineProblem(line=number, reason=str(error)))
    return SegmentFile(lines=tuple(lines), problems=tuple(problems))


def _selection(number: int, values: Mapping[str, str]) -> SegmentLine:
    begin_s = parse_time_s(values.get(BEGIN_TIME, ""), BEGIN_TIME)
    offset = values.get(_FILE_OFFSET, "").strip()
    end = values.get(_END_TIME, "").strip()
    genre = next((values[name].strip() for name in _GENRE_COLUMNS if name in values), None)
    return SegmentLine(
        line=number,
        start_s=parse_time_s(offset, _FILE_OFFSET) if offset else begin_s,
        length_s=max(parse_time_s(end, _END_TIME) - begin_s, 0.0) if end else None,
        file=values.get("Begin Path") or values.get("Begin File") or None,
        genre=genre,
        origin=values.get("Origin", "").strip() or None,
    )
