"""Raven's selection tables: official columns, and tables that others made."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import SegmentFile
from sepgenre_training.exchange.formats.raven import format_selections, read_selections
from tests.annotated_tracks import make_annotated


def read(tmp_path: Path, *rows: str) -> SegmentFile:
    path = tmp_path / "song.Table.1.selections.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    return read_selections(path)


def test_the_columns_are_those_of_raven() -> None:
    header, row, _ = format_selections(make_annotated((44_100, "a\tb"))).split("\n")

    assert header.split("\t")[:7] == [
        "Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)",
        "High Freq (Hz)",
    ]  # fmt: skip
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert cells["View"] == "Spectrogram 1"
    assert (cells["Begin Time (s)"], cells["End Time (s)"]) == ("1.000000000", "11.000000000")
    assert (cells["Low Freq (Hz)"], cells["High Freq (Hz)"]) == ("0.000", "22050.000")
    assert cells["Begin File"] == "ű 观 🎧 .WAV"
    assert cells["Genre"] == "a b"


def test_a_selection_in_two_views_is_read_once_and_the_file_offset_counts(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Selection\tView\tBegin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\tLabel",
        "1\tWaveform 1\t154.387792767\t164.387792767\tb.wav\t4.5\tHouse",
        "1\tSpectrogram 1\t154.387792767\t164.387792767\tb.wav\t4.5\tHouse",
        "2\tSpectrogram 1\t200\t210\tb.wav\t50,25\t",
    )

    assert [(line.start_s, line.file, line.genre) for line in found.lines] == [
        (4.5, "b.wav", "House"),
        (50.25, "b.wav", ""),
    ]
    assert [line.length_s for line in found.lines] == pytest.approx([10.0, 10.0])


def test_without_a_column_for_it_nothing_is_said_about_the_genre(tmp_path: Path) -> None:
    found = read(tmp_path, "Selection\tBegin Time (s)\tSpecies", "1\t2.5\tEATO", "2\tx\tEATO")

    assert [(line.start_s, line.genre, line.length_s) for line in found.lines] == [
        (2.5, None, None)
    ]
    assert [(problem.line, "'x'" in problem.reason) for problem in found.problems] == [(3, True)]


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Begin Time"):
        read(tmp_path, "a\tb", "1\t2")
