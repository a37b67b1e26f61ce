"""Praat's TextGrids: whole tiers are written, and both forms that Praat writes are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import SegmentFile
from sepgenre_training.exchange.formats.textgrid import format_textgrid, read_textgrid
from tests.annotated_tracks import make_annotated

LONG = '''File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 30
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "genre"
        xmin = 0
        xmax = 30
        intervals: size = 3
        intervals [1]:
            xmin = 0.0
            xmax = 1.5
            text = ""
        intervals [2]:
            xmin = 1.5
            xmax = 11.5
            text = "Deep ""House"""
        intervals [3]:
            xmin = 11.5
            xmax = 30.0
            text = ""
'''

SHORT = '''File type = "ooTextFile"
Object class = "TextGrid"

0
30
<exists>
2
"TextTier"
"beats"
0
30
1
4.5
"1"
"IntervalTier"
"words"
0
30
2
0
1.5
""
1.5
11.5
"Deep ""House"""
'''


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> SegmentFile:
    path = tmp_path / "song.TextGrid"
    path.write_bytes(text.encode(encoding))
    return read_textgrid(path)


def test_it_is_written_in_the_long_form_without_a_gap() -> None:
    track = make_annotated((66_150, 'Deep "House"'), length_s=30.0)

    assert format_textgrid(track) == LONG.replace("xmax = 30\n", "xmax = 30.0\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [LONG, SHORT, SHORT.replace("4.5\n", '4.5 ! a "comment" 7\n')])
def test_both_forms_are_read_in_every_encoding_of_praat(
    tmp_path: Path, text: str, encoding: str
) -> None:
    (line,) = read(tmp_path, text, encoding).lines

    assert (line.start_s, line.length_s, line.genre) == (1.5, 10.0, 'Deep "House"')


def test_the_line_of_an_interval_is_told(tmp_path: Path) -> None:
    assert [line.line for line in read(tmp_path, LONG).lines] == [20]


def test_segments_that_overlap_stand_in_several_tiers(tmp_path: Path) -> None:
    starts = [0, 1, 2, 441_000, 441_001, 882_000]
    track = make_annotated(*((start, f"{start}") for start in starts))

    text = format_textgrid(track)

    assert [name in text for name in ('"genre"', '"genre 2"', '"genre 3"', '"genre 4"')] == [
        True, True, True, False,
    ]  # fmt: skip
    found = {line.genre: line.start_sample_at(44_100) for line in read(tmp_path, text).lines}
    assert found == {f"{start}": start for start in starts}


def test_a_segment_without_a_genre_is_no_gap(tmp_path: Path) -> None:
    (line,) = read(tmp_path, format_textgrid(make_annotated((5, None)))).lines

    assert (line.start_sample_at(44_100), line.genre) == (5, "")


def test_a_track_without_segments_has_one_empty_interval(tmp_path: Path) -> None:
    assert read(tmp_path, format_textgrid(make_annotated())).lines == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ooTextFile", "other", "does not begin"),
        ("IntervalTier", "OtherTier", "'OtherTier'"),
        ("size = 3", "size = 4", "ends where"),
        ("size = 3", "size = 2.5", "no count"),
        ("xmin = 1.5", 'xmin = "x"', "line 20"),
        ("xmin = 1.5", "xmin = 1e999", "instead of a number"),
        ("<exists>", "3", "<exists>"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(DatasetError, match=said):
        read(tmp_path, LONG.replace(old, new))


def test_of_several_tiers_one_must_be_called_genre(tmp_path: Path) -> None:
    tier = SHORT.partition('"IntervalTier"')[2].replace("words", "phones")
    two = SHORT.replace("<exists>\n2", "<exists>\n3") + '"IntervalTier"' + tier

    with pytest.raises(DatasetError, match="'words', 'phones'"):
        read(tmp_path, two)
    assert len(read(tmp_path, two.replace("phones", "Genre")).lines) == 1


def test_an_interval_before_the_start_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, LONG.replace("xmin = 1.5", "xmin = -1.5"))

    assert found.lines == ()
    assert [problem.line for problem in found.problems] == [20]
