from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_training.datasets.gtzan import GTZAN_GENRES, find_gtzan, read_gtzan

Clip = Callable[[Path], Path]


@pytest.fixture
def gtzan(tmp_path: Path, clip: Clip) -> Path:
    for genre in GTZAN_GENRES:
        for number in (0, 54):
            clip(tmp_path / "genres" / genre / f"{genre}.{number:05d}.{'au' if number else 'wav'}")
    return tmp_path


def test_clips_are_listed_by_genre_and_the_corrupt_one_is_not(gtzan: Path) -> None:
    listing = read_gtzan(gtzan / "genres")
    assert listing.layout == "gtzan"
    genres = Counter(entry.genre for entry in listing.entries)
    assert genres == {genre: 1 if genre == "jazz" else 2 for genre in GTZAN_GENRES}
    assert {entry.artist for entry in listing.entries} == {None}
    assert listing.entries[0].title == "blues.00000"
    (problem,) = listing.problems
    assert problem.path.name == "jazz.00054.au"
    assert "corrupt" in problem.reason
    assert "artist" in listing.notes[0]


def test_the_folder_is_found_from_above_too(gtzan: Path) -> None:
    assert find_gtzan(gtzan) == find_gtzan(gtzan / "genres") == gtzan / "genres"
    assert read_gtzan(gtzan) == read_gtzan(gtzan / "genres")


def test_a_missing_genre_and_foreign_names_are_problems(gtzan: Path, clip: Clip) -> None:
    for path in (gtzan / "genres" / "rock").iterdir():
        path.unlink()
    (gtzan / "genres" / "rock").rmdir()
    clip(gtzan / "genres" / "pop" / "my song.wav")
    clip(gtzan / "genres" / "pop" / "blues.00001.wav")
    assert find_gtzan(gtzan) is None
    listing = read_gtzan(gtzan / "genres")
    assert len(listing.entries) == 17
    assert {problem.path.name for problem in listing.problems} == {
        "rock",
        "my song.wav",
        "blues.00001.wav",
        "jazz.00054.au",
    }
