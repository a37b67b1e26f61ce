"""Audacity's label tracks, as its versions write them and as its manual shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import SegmentFile
from sepgenre_training.exchange.formats.audacity import format_labels, read_labels
from tests.annotated_tracks import make_annotated


def read(tmp_path: Path, text: str) -> SegmentFile:
    path = tmp_path / "song.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return read_labels(path)


def test_labels_look_as_audacity_writes_them() -> None:
    track = make_annotated((94_815, "Deep\tHouse\n观"), (500_000, None))

    assert format_labels(track) == ("2.150000\t12.150000\tDeep House 观\n11.337868\t21.337868\t\n")


def test_points_regions_and_frequencies_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "1.000000\t1.000000\tclicked at 6928 Hz\r\n\\\t6928.456055\t6928.456055\r\n"
        "2.000000\t2.500000\tLow undefined\r\n\\\t-1.000000\t6334.588867\r\n"
        "\\\tof a later version\r\n"
        "4.000000\t14.000000\t\r\n\r\n",
    )

    assert found.problems == ()
    assert [(line.start_s, line.length_s, line.genre) for line in found.lines] == [
        (1.0, 0.0, "clicked at 6928 Hz"),
        (2.0, 0.5, "Low undefined"),
        (4.0, 10.0, ""),
    ]
    assert [line.line for line in found.lines] == [1, 3, 6]


def test_decimal_commas_and_a_missing_end_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, "1,500000\t11,500000\tHouse\n12,25\tTrance\n13.5\n")

    assert [(line.start_s, line.length_s, line.genre) for line in found.lines] == [
        (1.5, 10.0, "House"),
        (12.25, 0.0, "Trance"),
        (13.5, 0.0, ""),
    ]


def test_lines_that_are_no_labels_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, "1.0\t2.0\tHouse\n-1.0\t2.0\tbefore\nhello\tyou\n")

    assert len(found.lines) == 1
    assert [problem.line for problem in found.problems] == [2, 3]
    assert "'-1.0'" in found.problems[0].reason


def test_a_file_without_any_label_is_refused_unless_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "") == SegmentFile(lines=())
    with pytest.raises(DatasetError, match="no label track"):
        read(tmp_path, "hello\n")
