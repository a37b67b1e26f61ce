"""What was dropped: a project, music, or nothing that could be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.screens.start.dropped import Dropped, read_dropped
from sepgenre_training.errors import DatasetError


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "ű 观 🎧"
    folder.mkdir()
    (folder / "song.WAV").write_bytes(b"")
    (folder / "cover.jpg").write_bytes(b"")
    return folder


def test_a_projects_folder_is_to_be_opened(songs: Path) -> None:
    assert read_dropped([songs]) == Dropped(project=songs)


def test_a_projects_database_means_the_project(songs: Path) -> None:
    assert read_dropped([songs / "project.sqlite"]) == Dropped(project=songs)


def test_folders_and_music_files_are_music(music: Path) -> None:
    paths = [music, music / "song.WAV"]

    assert read_dropped(paths) == Dropped(music=tuple(paths))


def test_a_project_comes_alone(songs: Path, music: Path) -> None:
    with pytest.raises(DatasetError, match="Drop one project alone"):
        read_dropped([songs, music])


def test_other_files_are_refused_by_name(music: Path) -> None:
    with pytest.raises(DatasetError, match=r"cover\.jpg is neither a folder nor a music file"):
        read_dropped([music / "song.WAV", music / "cover.jpg"])


def test_what_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"gone\.wav is neither"):
        read_dropped([tmp_path / "gone.wav"])


def test_a_link_of_a_browser_is_no_file() -> None:
    with pytest.raises(DatasetError, match="no file of this computer"):
        read_dropped([])
