"""The formats of segments: how each is called, written, recognised and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import attrs

from sepgenre_training.exchange.annotation import AnnotatedTrack, SegmentFile
from sepgenre_training.exchange.formats.audacity import format_labels, read_labels
from sepgenre_training.exchange.formats.csv_table import format_table, read_table
from sepgenre_training.exchange.formats.jams_file import format_jams, read_jams
from sepgenre_training.exchange.formats.raven import BEGIN_TIME, format_selections, read_selections
from sepgenre_training.exchange.formats.text_file import read_text
from sepgenre_training.exchange.formats.textgrid import format_textgrid, read_textgrid

FormatName = Literal["csv", "jams", "audacity", "raven", "textgrid"]

FORMAT_NAMES: tuple[FormatName, ...] = ("csv", "jams", "audacity", "raven", "textgrid")
"""The text formats, in the order in which they are offered."""


@attrs.frozen(kw_only=True)
class Format:
    """One text format.

    Attributes
    ----------
    ending : str
        What follows the audio's name in the name of a file.
    of_one_track : bool
        Whether a file holds the segments of one track, and is named like its audio.
    write : callable
        Returns the text of a file for tracks; for one track where `of_one_track`.
    read : callable
        Returns what a file says; raises DatasetError.
    """

    ending: str
    of_one_track: bool
    write: Callable[[Sequence[AnnotatedTrack]], str]
    read: Callable[[Path], SegmentFile]


def _of_one(write: Callable[[AnnotatedTrack], str]) -> Callable[[Sequence[AnnotatedTrack]], str]:
    def write_one(tracks: Sequence[AnnotatedTrack]) -> str:
        (track,) = tracks
        return write(track)

    return write_one


def _per_track(
    ending: str, write: Callable[[AnnotatedTrack], str], read: Callable[[Path], SegmentFile]
) -> Format:
    return Format(ending=ending, of_one_track=True, write=_of_one(write), read=read)


FORMATS: Mapping[FormatName, Format] = MappingProxyType(
    {
        "csv": Format(ending=".csv", of_one_track=False, write=format_table, read=read_table),
        "jams": _per_track(".jams", format_jams, read_jams),
        "audacity": _per_track(".txt", format_labels, read_labels),
        "raven": _per_track(".Table.1.selections.txt", format_selections, read_selections),
        "textgrid": _per_track(".TextGrid", format_textgrid, read_textgrid),
    }
)
"""Every text format by its name."""


def detect_format(path: Path) -> FormatName:
    """Return the format of `path` by its suffix, and of a ``.txt`` file by its first line.

    Raises
    ------
    DatasetError
        Where a file without a telling suffix cannot be read as text.
    """
    suffix = path.suffix.lower()
    by_suffix: dict[str, FormatName] = {".csv": "csv", ".jams": "jams", ".textgrid": "textgrid"}
    if suffix in by_suffix:
        return by_suffix[suffix]
    first_line = next(iter(read_text(path).splitlines()), "")
    if BEGIN_TIME in first_line.split("\t"):
        return "raven"
    if first_line.startswith("File type = "):
        return "textgrid"
    return "csv" if suffix == ".tsv" else "audacity"
