from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_training.datasets.folders import read_file, read_folder
from sepgenre_training.datasets.layout import read_layout

Clip = Callable[[Path], Path]


def test_the_folder_that_holds_a_file_names_its_genre(tmp_path: Path, clip: Clip) -> None:
    clip(tmp_path / "techno" / "b.wav")
    clip(tmp_path / "techno" / "a.WAV")
    clip(tmp_path / "albums" / "indie-dance nu-disco" / "ű 观 🎧 .Mp3")
    clip(tmp_path / "loose.wav")
    listing = read_folder(tmp_path)
    assert listing.layout == "folders"
    assert [(entry.path.name, entry.genre) for entry in listing.entries] == [
        ("ű 观 🎧 .Mp3", "indie-dance nu-disco"),
        ("loose.wav", None),
        ("a.WAV", "techno"),
        ("b.wav", "techno"),
    ]
    assert listing.problems == ()
    assert all(entry.path.is_absolute() for entry in listing.entries)


def test_hidden_and_other_files_are_passed_over(tmp_path: Path, clip: Clip) -> None:
    wanted = clip(tmp_path / "a" / "x.wav")
    for name in (".x.wav", "._x.wav", ".trash/y.wav", "__MACOSX/a/x.wav"):
        clip(tmp_path / name)
    (tmp_path / "a" / "cover.jpg").write_bytes(b"\xff\xd8")
    assert [entry.path for entry in read_folder(tmp_path).entries] == [wanted]


def test_the_stems_of_a_song_are_no_songs(tmp_path: Path, clip: Clip) -> None:
    song = clip(tmp_path / "songs" / "techno" / "One.wav")
    for name in ("bass", "drums", "Other", "vocals"):
        clip(tmp_path / "stems" / "techno" / "One" / f"{name}.wav")
    # One of them alone is a song like any other.
    lone = clip(tmp_path / "songs" / "house" / "drums.wav")

    assert [entry.path for entry in read_folder(tmp_path).entries] == [lone, song]


def test_a_hidden_root_is_read_all_the_same(tmp_path: Path, clip: Clip) -> None:
    wanted = clip(tmp_path / ".music" / "a" / "x.wav")
    assert [entry.path for entry in read_folder(tmp_path / ".music").entries] == [wanted]


def test_links_are_followed_once_and_never_in_circles(tmp_path: Path, clip: Clip) -> None:
    real = clip(tmp_path / "root" / "z-house" / "x.wav")
    (tmp_path / "root" / "a-link").symlink_to(real.parent, target_is_directory=True)
    (real.parent / "up").symlink_to(tmp_path / "root", target_is_directory=True)
    (tmp_path / "root" / "a.wav").symlink_to(real)
    (tmp_path / "root" / "loop").symlink_to("loop")
    outside = clip(tmp_path / "outside" / "y.wav")
    (tmp_path / "root" / "m-trance").symlink_to(outside.parent, target_is_directory=True)
    entries = read_folder(tmp_path / "root").entries
    assert [(entry.path.relative_to(tmp_path / "root"), entry.genre) for entry in entries] == [
        (Path("m-trance/y.wav"), "m-trance"),
        (Path("z-house/x.wav"), "z-house"),
    ]


def test_decomposed_folder_names_are_the_same_genre(tmp_path: Path, clip: Clip) -> None:
    name = unicodedata.normalize("NFD", "Électro")
    clip(tmp_path / name / "x.wav")
    (entry,) = read_folder(tmp_path).entries
    assert entry.genre == unicodedata.normalize("NFC", name)


def test_a_name_that_is_not_utf8_is_a_printable_problem(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "a" / "x.wav")
    bad = os.fsdecode(os.fsencode(source.parent) + b"/caf\xe9.wav")
    try:
        shutil.copy(source, bad)
    except OSError:
        pytest.skip("this file system refuses names that are not UTF-8")
    listing = read_folder(tmp_path)
    assert [entry.path for entry in listing.entries] == [source]
    (problem,) = listing.problems
    assert "UTF-8" in problem.reason
    assert str(problem.path).encode("utf-8").endswith(b"caf\\udce9.wav")


def test_one_file_takes_its_folder_as_genre_only_when_asked(tmp_path: Path, clip: Clip) -> None:
    path = clip(tmp_path / "techno" / "x.wav")
    assert [entry.genre for entry in read_file(path, with_genre=True).entries] == ["techno"]
    assert [entry.genre for entry in read_file(path, with_genre=False).entries] == [None]
    cover = tmp_path / "techno" / "cover.jpg"
    cover.touch()
    listing = read_file(cover, with_genre=True)
    assert listing.entries == ()
    assert ".jpg" in listing.problems[0].reason


def test_folders_named_one_by_one_are_genres(tmp_path: Path, clip) -> None:
    clip(tmp_path / "House" / "a.wav")
    clip(tmp_path / "Music" / "loose.wav")
    clip(tmp_path / "Music" / "Techno" / "b.wav")

    listing = read_layout([tmp_path / "House", tmp_path / "Music"], "folders")
    guessed = read_layout([tmp_path / "House"], "auto")

    assert {entry.path.name: entry.genre for entry in listing.entries} == {
        "a.wav": "House",
        "loose.wav": None,
        "b.wav": "Techno",
    }
    assert [entry.genre for entry in guessed.entries] == [None]
