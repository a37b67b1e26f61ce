"""Segments out and in by the real commands, and how they refuse."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import soundfile

from sepgenre_gui.cli import run
from sepgenre_gui.project.project import Project
from tests.music import make_track, write_track


@pytest.fixture
def songs(tmp_path: Path, sepgenre) -> Path:
    """A project of two tracks with a segment each."""
    write_track(tmp_path / "music" / "House" / "ű 观 🎧 .WAV", make_track(0, 0, duration_s=15))
    write_track(tmp_path / "music" / "Techno" / "song.flac", make_track(1, 1, duration_s=15))
    sepgenre("new", "songs")
    sepgenre("import", "songs", "music", "--layout", "folders")
    for track in (1, 2):
        sepgenre("segments", "songs", "add", "--track", track, "--at", "1.25")
    return tmp_path / "songs"


@pytest.mark.parametrize("command", ["export", "import-segments"])
def test_help_says_what_a_command_does_with_an_example(command: str, sepgenre) -> None:
    text = " ".join(sepgenre(command, "--help").stdout.replace("│", " ").split())

    assert f"Examples: sepgenre {command}" in text
    assert "--json" in text


def test_out_and_into_another_project(tmp_path: Path, songs: Path, sepgenre, sepgenre_json) -> None:
    told = sepgenre("export", "songs", "--to", "csv", "--out", "out/mine.csv").stdout
    assert "Wrote 1 files: 2 segments in out/mine.csv." in told
    for to in ("jams", "audacity"):
        written = sepgenre_json("export", "songs", "--to", to, "--out", f"out/{to}")["written"]
        assert len(written) == 2
    with (tmp_path / "out" / "mine.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["start_sample"] for row in csv.DictReader(stream)} == {"27562"}

    sepgenre("new", "other")
    sepgenre("import", "other", "music", "--layout", "folders")
    labels = sorted((tmp_path / "out" / "audacity").iterdir())
    added = sepgenre_json("import-segments", "other", *labels)["added"]
    again = sepgenre("import-segments", "other", "out/mine.csv", "--format", "csv").stdout

    assert sorted(segment["start_sample"] for segment in added) == [27_562, 27_562]
    assert "Added 0 segments; 2 were there already, 0 lines or files could not be used." in again


def test_audio_at_a_rate_of_ones_own(tmp_path: Path, songs: Path, sepgenre, sepgenre_json) -> None:
    words = ("export", "songs", "--to", "audio", "--out", "clips", "--rate", 8000)
    written = sepgenre_json(*words, "--format", "flac")["written"]
    again = sepgenre(*words, "--format", "flac").stdout
    sepgenre(*words, "--format", "ogg", "--no-genre-folders")

    assert sorted(path.relative_to(tmp_path).as_posix() for path in map(Path, written)) == [
        "clips/House/ű 观 🎧 00m01.250s.flac",
        "clips/Techno/song 00m01.250s.flac",
    ]
    assert {soundfile.info(path).frames for path in written} == {80_000}
    assert "Wrote 0 files; 2 were there already: 2 segments in clips." in again
    assert (tmp_path / "clips" / "song 00m01.250s.ogg").is_file()


def test_files_of_a_person_are_kept_unless_told_otherwise(
    tmp_path: Path, songs: Path, sepgenre
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("mine", encoding="utf-8")

    refused = sepgenre("export", "songs", "--to", "csv", "--out", "mine.csv", status=1)
    assert "other content" in refused.stdout
    assert "none of 1 files could be written" in refused.stderr
    assert mine.read_text(encoding="utf-8") == "mine"
    sepgenre("export", "songs", "--to", "csv", "--out", "mine.csv", "--overwrite")
    assert mine.read_text(encoding="utf-8").startswith("file,start_s")


def test_lines_that_cannot_be_used_are_told(tmp_path: Path, songs: Path, sepgenre) -> None:
    (tmp_path / "table.csv").write_text("file,start_s\nsong.flac,2\nsong.flac,x\nno.wav,1\n")
    (tmp_path / "bad.csv").write_text("file,start_s\nno.wav,1\n")

    told = sepgenre("import-segments", "songs", "table.csv").stdout
    failed = sepgenre("import-segments", "songs", "bad.csv", status=1)

    assert "Line 3: start_s is 'x'" in told
    assert "Line 4: no track of the project is called no.wav." in told
    assert "Added 1 segments" in told
    assert "nothing in 1 files could be used" in failed.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["export", "there", "--to", "csv"], 2, "--out"),
        (["export", "there", "--to", "mp3", "--out", "x"], 2, "mp3"),
        (["export", "there", "--to", "csv", "--out", "x"], 1, "no segments"),
        (["export", "there", "--to", "csv", "--out", "x", "--rate", "8000"], 1, "--to audio"),
        (["export", "there", "--to", "jams", "--out", "x", "--format", "wav"], 1, "--to audio"),
        (["export", "there", "--to", "audio", "--out", "x", "--rate", "7999"], 2, "--rate"),
        (["export", "there", "--to", "audio", "--out", "x", "--rate", "192001"], 2, "--rate"),
        (["export", "there", "--to", "audio", "--out", "x", "--format", "mp3"], 2, "mp3"),
        (["import-segments", "there"], 2, "files"),
        (["import-segments", "there", "x.csv", "--track", "3"], 1, "track 3"),
        (["import-segments", "there", "x.csv", "--track", "9" * 30], 2, "--track"),
    ],
)
def test_a_failure_is_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Project.create(tmp_path / "there").close()

    assert run(words) == status

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sepgenre: ")
    assert captured.err.count("\n") == 1
    assert said.lower() in captured.err.lower()
