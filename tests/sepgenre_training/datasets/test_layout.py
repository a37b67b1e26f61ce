from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_training.datasets.gtzan import GTZAN_GENRES
from sepgenre_training.datasets.layout import detect_layout, read_layout
from sepgenre_training.errors import DatasetError

Clip = Callable[[Path], Path]


@pytest.fixture
def library(tmp_path: Path, clip: Clip) -> Path:
    """One of each layout."""
    clip(tmp_path / "plain" / "techno" / "a.wav")
    for genre in GTZAN_GENRES:
        clip(tmp_path / "gtzan" / "genres" / genre / f"{genre}.00001.wav")
    (tmp_path / "steps" / "annotations" / "genre").mkdir(parents=True)
    (tmp_path / "steps" / "annotations" / "genre" / "7.LOFI.genre").write_text("house")
    clip(tmp_path / "steps" / "audio" / "7.LOFI.mp3")
    (tmp_path / "plus" / "keys_gs+").mkdir(parents=True)
    (tmp_path / "plus" / "keys_gs+" / "8 A - B.txt").write_text("C minor")
    clip(tmp_path / "plus" / "audio" / "8 A - B.mp3")
    (tmp_path / "songs.CSV").write_text("path,genre\nplain/techno/a.wav,acid\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "layout", "n_entries"),
    [
        ("plain", "folders", 1),
        ("plain/techno/a.wav", "folders", 1),
        ("gtzan", "gtzan", 10),
        ("gtzan/genres", "gtzan", 10),
        ("steps", "giantsteps", 1),
        ("plus", "giantsteps", 1),
        ("songs.CSV", "csv", 1),
    ],
)
def test_each_layout_is_recognised(library: Path, name: str, layout: str, n_entries: int) -> None:
    assert detect_layout(library / name) == layout
    listing = read_layout([library / name])
    assert listing.layout == layout
    assert len(listing.entries) == n_entries
    assert listing.problems == ()


def test_a_chosen_layout_overrules_the_guess(library: Path) -> None:
    file = library / "plain" / "techno" / "a.wav"
    assert [entry.genre for entry in read_layout([file]).entries] == [None]
    assert [entry.genre for entry in read_layout([file], "folders").entries] == ["techno"]
    listing = read_layout([library / "steps"], "folders")
    assert [entry.genre for entry in listing.entries] == ["audio"]


def test_paths_are_merged_in_one_order_and_each_file_once(library: Path) -> None:
    paths = [library / "steps", library / "plain", library / "plain" / "techno" / "a.wav"]
    listing = read_layout(paths)
    assert listing == read_layout([*reversed(paths), library / "plain" / ".." / "steps"])
    assert listing.layout == "mixed"
    assert [(entry.path.name, entry.genre) for entry in listing.entries] == [
        ("a.wav", "techno"),
        ("7.LOFI.mp3", "house"),
    ]
    assert listing.notes == ("1 files were reached by several of the paths; listed once.",)


def test_a_path_that_is_absent_beside_others_is_a_problem(library: Path) -> None:
    listing = read_layout([library / "plain", library / "gone", library / ("x" * 300)])
    assert len(listing.entries) == 1
    assert [problem.path.name for problem in listing.problems] == ["gone", "x" * 300]


def test_nothing_found_is_an_error_with_a_remedy(library: Path) -> None:
    (library / "empty").mkdir()
    for paths, layout, words in (
        ([library / "empty"], "auto", "No audio"),
        ([library / "empty", library / "gone"], "auto", "No audio"),
        ([library / "plain"], "gtzan", "layout gtzan"),
        ([library / "plain"], "giantsteps", "layout giantsteps"),
        ([library / "gone"], "auto", "does not exist"),
        ([], "auto", "no path"),
    ):
        with pytest.raises(DatasetError, match=words) as caught:
            read_layout(paths, layout)  # type: ignore[arg-type]
        assert caught.value.remedy


def test_an_unknown_layout_is_refused(library: Path) -> None:
    with pytest.raises(DatasetError, match="fma"):
        read_layout([library / "plain"], "fma")  # type: ignore[arg-type]


def test_nothing_is_decoded(library: Path) -> None:
    (library / "plain" / "techno" / "text.wav").write_text("no audio at all")
    assert len(read_layout([library / "plain"]).entries) == 2


def test_the_real_albums_are_six_genres_of_eleven(shared: Path) -> None:
    listing = read_layout([shared / "audio" / "tracker_albums"])
    genres = [entry.genre for entry in listing.entries]
    assert len(genres) == 66
    assert {genre: genres.count(genre) for genre in genres} == dict.fromkeys(set(genres), 11)
