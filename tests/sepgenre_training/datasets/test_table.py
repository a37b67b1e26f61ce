from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_training.datasets.table import read_table
from sepgenre_training.errors import DatasetError

Clip = Callable[[Path], Path]


@pytest.fixture
def table(tmp_path: Path, clip: Clip) -> Callable[[str | bytes], Path]:
    clip(tmp_path / "audio" / "ű 观.wav")
    clip(tmp_path / "audio" / "b, c.wav")

    def make(content: str | bytes) -> Path:
        path = tmp_path / "songs.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_delimiters_marks_and_line_ends(
    table: Callable[[str | bytes], Path], mark: str, encoding: str, newline: str
) -> None:
    rows = [
        ["Path ", "GENRE", "start_s", "artist", "bpm"],
        ["audio/ű 观.wav", "indie-dance nu-disco", "12.5", " Eins ", "120"],
        ["", "", "", "", ""],
        ['"audio/b, c.wav"', '"say ""hi"""', "", "", ""],
    ]
    path = table(newline.join(mark.join(row) for row in rows).encode(encoding))
    listing = read_table(path)
    assert listing.problems == ()
    first, second = listing.entries
    assert first.path == path.parent / "audio" / "ű 观.wav"
    assert (first.genre, first.start_s, first.artist) == ("indie-dance nu-disco", 12.5, "Eins")
    assert (first.title, first.album) == (None, None)
    assert (second.path.name, second.genre, second.start_s) == ("b, c.wav", 'say "hi"', None)
    assert listing.notes == ("Columns not read: 'bpm'.",)


def test_absolute_paths_and_short_rows(table: Callable[[str | bytes], Path]) -> None:
    path = table("title,path,genre\n")
    audio = path.parent / "audio" / "ű 观.wav"
    path.write_text(f"title,path,genre\nRise,{audio}\n")
    (entry,) = read_table(path).entries
    assert (entry.path, entry.title, entry.genre) == (audio, "Rise", None)


def test_bad_rows_are_problems_with_their_line(table: Callable[[str | bytes], Path]) -> None:
    path = table(
        "path,start_s\n"
        "audio/ű 观.wav,1\n"
        "audio/none.wav,\n"
        ",3\n"
        "audio/ű 观.wav,soon\n"
        "audio/ű 观.wav,-1\n"
        "audio/ű 观.wav,nan\n"
        "audio,\n"
        "audio/ű 观.wav,1.0\n"
        "audio/ű 观.wav,2\n"
        "audio/ű 观.wav,2,extra\n"
        "a\0b.wav,\n"
    )
    listing = read_table(path)
    assert [entry.start_s for entry in listing.entries] == [1.0, 2.0]
    reasons = [problem.reason for problem in listing.problems]
    assert [reason.split(":")[0] for reason in reasons] == [
        f"Line {line}" for line in (3, 4, 5, 6, 7, 8, 9, 11, 12)
    ]
    for reason, word in zip(
        reasons,
        ["not exist", "no path", "soon", "-1", "nan", "folder", "repeats line 2", "cells", ""],
        strict=True,
    ):
        assert word in reason


def test_a_decimal_comma_where_it_is_no_delimiter(table: Callable[[str | bytes], Path]) -> None:
    (entry,) = read_table(table("path;start_s\naudio/ű 观.wav;12,5\n")).entries
    assert entry.start_s == 12.5


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "path"),
        ("file,genre\na.wav,x\n", "path"),
        ("path,genre,genre\na.wav,x,y\n", "once"),
        ("path\n\xe9.wav\n".encode("latin-1"), "UTF-8"),
        ('path,genre\na.wav,"open\n', "line 2"),
        ('path,genre\na.wav,"x"y\n', "line 2"),
    ],
)
def test_what_is_no_such_table_is_refused(
    table: Callable[[str | bytes], Path], content: str | bytes, words: str
) -> None:
    with pytest.raises(DatasetError, match=words) as caught:
        read_table(table(content))
    assert "songs.csv" in caught.value.message
    assert caught.value.remedy


def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        read_table(tmp_path)
