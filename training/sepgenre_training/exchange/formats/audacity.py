"""Segments as Audacity labels: one text file for each track, a line for each label."""

from __future__ import annotations

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
    parse_number,
    parse_time_s,
    read_text,
)

_CONTINUATION = "\\"
# Begins the lines on which Audacity writes the frequencies of a spectral selection.


def format_labels(track: AnnotatedTrack) -> str:
    """Return the segments of `track` as a label track: start, end and genre, parted by tabs.

    Six digits after the point, as Audacity itself writes them: microseconds, which give back the
    sample at any rate below 1 MHz.
    """
    return "".join(
        f"{track.start_s(segment):.6f}\t{track.end_s(segment):.6f}"
        f"\t{one_line(segment.genre or WITHOUT_A_GENRE)}\n"
        for segment in track.segments
    )


def read_labels(path: Path) -> SegmentFile:
    """Read a label track: region and point labels, with or without frequencies.

    Parameters
    ----------
    path : Path
        UTF-8; numbers with decimal point or comma; the end may be missing (Audacity 1.2). Lines
        that begin with a backslash belong to the label before them and are passed over.

    Raises
    ------
    DatasetError
        Where it cannot be read, or none of its lines is a label.
    """
    lines: list[SegmentLine] = []
    problems: list[LineProblem] = []
    for number, text in enumerate(read_text(path).splitlines(), start=1):
        if not text.strip() or text.startswith(_CONTINUATION):
            continue
        try:
            lines.append(_label(number, text))
        except LineError as error:
            problems.append(LineProblem(line=number, reason=str(error)))
    if problems and not lines:
        raise DatasetError(
            f"{printable(path)}: is no label track of Audacity (line {problems[0].line}: "
            f"{problems[0].reason}).",
            remedy="Export it by File > Export Other > Export Labels in Audacity.",
        )
    return SegmentFile(lines=tuple(lines), problems=tuple(problems))


def _label(number: int, text: str) -> SegmentLine:
    start, _, rest = text.partition("\t")
    end, _, title = rest.partition("\t")
    start_s = parse_time_s(start, "the start")
    end_s = parse_number(end)
    if end_s is None:
        end_s, title = start_s, rest
    return SegmentLine(
        line=number,
        start_s=start_s,
        length_s=max(end_s - start_s, 0.0),
        genre=title.strip() or WITHOUT_A_GENRE,
    )
