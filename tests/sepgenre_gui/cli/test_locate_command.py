"""Moved audio found again by the real command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from tests.music import make_track, write_library, write_track


@pytest.fixture
def songs(tmp_path: Path, sepgenre) -> Path:
    """A project of two tracks."""
    write_library(tmp_path / "music", genres=1, songs=2)
    sepgenre("new", "songs")
    sepgenre("import", "songs", "music")
    return tmp_path / "songs"


def test_help_has_examples(sepgenre) -> None:
    text = " ".join(sepgenre("locate", "--help").stdout.replace("│", " ").split())

    assert "Examples: sepgenre locate" in text
    assert "--in" in text


def test_a_moved_folder_by_one_file(tmp_path: Path, songs: Path, sepgenre) -> None:
    shutil.move(tmp_path / "music", tmp_path / "ű 观 🎧")

    lost = sepgenre("locate", "songs").stdout
    assert lost.count("missing") == 2
    assert "2 tracks are lost." in lost
    assert "To find them: sepgenre locate songs --in FOLDER" in lost

    found = sepgenre("locate", "songs", "--track", 2, "ű 观 🎧/Genre 0/song 01.wav").stdout
    assert "Found 2 tracks again; 0 are still lost." in found
    assert "in its place" in sepgenre("locate", "songs").stdout


def test_a_folder_is_searched_and_changed_audio_stays_lost(
    tmp_path: Path, songs: Path, sepgenre, sepgenre_json
) -> None:
    folder = tmp_path / "music" / "Genre 0"
    (folder / "song 00.wav").rename(tmp_path / "renamed.wav")
    write_track(folder / "song 01.wav", make_track(7, 7))

    told = sepgenre_json("locate", "songs", "--in", ".")
    assert [each["track"]["path"] for each in told["found"]] == [str(tmp_path / "renamed.wav")]
    assert [each["condition"] for each in told["lost"]] == ["changed"]

    failed = sepgenre("locate", "songs", "--in", ".", status=1)
    assert "none of 1 lost tracks was found" in failed.stderr
    refused = sepgenre("locate", "songs", "--track", 2, "renamed.wav", status=1)
    assert "is the audio of track 1" in refused.stderr


def test_what_was_asked_must_be_clear(tmp_path: Path, songs: Path, sepgenre) -> None:
    for words in (("--track", 1), ("x.wav",), ("--track", 1, "x.wav", "--in", ".")):
        assert "--in" in sepgenre("locate", "songs", *words, status=1).stderr
    assert "does not exist" in sepgenre("locate", "songs", "--track", 1, "x.wav", status=1).stderr
    assert "is no folder" in sepgenre("locate", "songs", "--in", "nowhere", status=1).stderr


def test_a_project_in_use_can_be_checked(songs: Path, sepgenre) -> None:
    with Project.open(songs):
        assert "in its place" in sepgenre("locate", "songs").stdout
