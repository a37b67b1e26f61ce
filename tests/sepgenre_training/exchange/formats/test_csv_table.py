"""The table of segments: little is enough, and what contradicts itself is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import SegmentFile
from sepgenre_training.exchange.formats.csv_table import COLUMNS, format_table, read_table
from tests.annotated_tracks import AWKWARD_TEXT, make_annotated


def read(tmp_path: Path, text: str) -> SegmentFile:
    path = tmp_path / "segments.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_table(path)


def test_the_table_is_what_other_programs_read(tmp_path: Path) -> None:
    path = tmp_path / "segments.csv"
    tracks = [
        make_annotated((1, AWKWARD_TEXT), (44_100, None)),
        make_annotated((3, "x"), rate_hz=8_000),
    ]
    path.write_bytes(format_table(tracks).encode())

    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert tuple(rows[0]) == COLUMNS
    assert [row["start_s"] for row in rows] == ["0.000022676", "1.000000000", "0.000375000"]
    assert [row["genre"] for row in rows] == [AWKWARD_TEXT, "", "x"]
    assert rows[0]["title"] == AWKWARD_TEXT
    assert {row["content_hash"] for row in rows} == {"ab" * 32}


@pytest.mark.parametrize(
    "text",
    [
        "file,start_s\nsong.wav,1.5\n",
        "start_s;file\n1,5;song.wav\n",
        '"START_S"\t"Path"\n1.5\tsong.wav\n\n',
        "\ufefffile,start_s,liked\r\nsong.wav,1.5,yes\r\n",
    ],
)
def test_a_file_and_a_start_are_enough(tmp_path: Path, text: str) -> None:
    (line,) = read(tmp_path, text).lines

    assert (line.file, line.start_s, line.genre, line.length_s) == ("song.wav", 1.5, None, None)


def test_an_empty_genre_is_none_and_no_column_says_nothing(tmp_path: Path) -> None:
    said = read(tmp_path, "file,start_s,genre\na.wav,1,\nb.wav,2, House \nc.wav,3\n")

    assert [line.genre for line in said.lines] == ["", "House", ""]


def test_a_rounded_start_gives_way_to_the_sample(tmp_path: Path) -> None:
    (line,) = read(
        tmp_path, "file,start_s,start_sample,sample_rate_hz\na.wav,0.333,14700.0,44100\n"
    ).lines

    assert line.start_sample_at(44_100) == 14_700
    assert line.start_sample_at(22_050) == 7_350


def test_an_empty_start_is_that_of_the_sample(tmp_path: Path) -> None:
    (line,) = read(tmp_path, "file,start_s,start_sample,sample_rate_hz\na.wav,,44100,44100\n").lines

    assert line.start_s == 1.0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.wav,12.5,44100,44100", "start_sample says 1.000000 s"),
        ("a.wav,-1,,", "'-1'"),
        ("a.wav,nan,,", "'nan'"),
        ("a.wav,1e999,,", "'1e999'"),
        ("a.wav,,,", "not a number of seconds"),
        ("a.wav,1_0,,", "'1_0'"),
        ('a.wav,"1,5",,', "decimal point"),
        ("a.wav,1,-5,44100", "start_sample is '-5'"),
        ("a.wav,1,1,2,3", "has 5 cells, the header 4"),
        ("a.wav,1," + "9" * 5000 + ",44100", "not a whole number"),
    ],
)
def test_a_row_that_cannot_be_used_has_its_line_and_reason(
    tmp_path: Path, row: str, said: str
) -> None:
    table = f"file,start_s,start_sample,sample_rate_hz\nb.wav,1,,\n{row}\nc.wav,2,,\n"

    found = read(tmp_path, table)

    assert [line.file for line in found.lines] == ["b.wav", "c.wav"]
    assert [problem.line for problem in found.problems] == [3]
    assert said in found.problems[0].reason


@pytest.mark.parametrize("text", ["", "file,genre\na,b\n", "file,file,start_s\n", "a.wav,1.5\n"])
def test_a_table_without_such_a_header_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DatasetError, match="start_s"):
        read(tmp_path, text)


def test_broken_quotation_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="line 3"):
        read(tmp_path, 'file,start_s\na.wav,1\n"b.wav"x,2\n')
