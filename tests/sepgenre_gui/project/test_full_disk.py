"""A project on a disk that is full: it opens, is read, and says what to do."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.errors import ProjectError, ProjectLockedError
from tests.small_disk import SmallDisk, mounted


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted(tmp_path / "disk", 8 << 20) as small:
        yield small


@pytest.fixture
def songs(disk: SmallDisk) -> Path:
    with Project.create(disk.root / "songs") as project:
        project.genres.add("House")
    return disk.root / "songs"


def add(songs: Path, name: str, used_at: float) -> Path:
    key = hashlib.sha256(name.encode()).hexdigest()
    path = songs / "cache" / "stems" / key[:2] / f"{key}.wav"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(700_000))
    os.utime(path, (used_at, used_at))
    return path


def test_it_can_be_read(disk: SmallDisk, songs: Path) -> None:
    disk.fill()

    for _ in range(2):
        with Project.open(songs, read_only=True) as project:
            assert [genre.name for genre in project.genres.list()] == ["House"]


def test_what_was_left_unfinished_makes_the_room(disk: SmallDisk, songs: Path) -> None:
    kept = add(songs, "kept", 0.0)
    (kept.parent / f"{UNFINISHED_PREFIX}x.wav").write_bytes(bytes(500_000))
    disk.fill()

    with Project.open(songs) as project:
        project.genres.add("Techno")
    assert kept.exists()


def test_it_opens_by_as_little_of_the_cache_as_it_takes(disk: SmallDisk, songs: Path) -> None:
    paths = [add(songs, str(day), day * 86_400.0) for day in range(4)]
    disk.fill()

    with Project.open(songs) as project:
        project.genres.add("Techno")
        with pytest.raises(ProjectLockedError):
            Project.open(songs)
    assert [path.exists() for path in paths] == [False, False, True, True]


def test_without_a_cache_it_says_what_to_do_and_the_window_reads_it(
    disk: SmallDisk, songs: Path
) -> None:
    disk.fill()

    with pytest.raises(ProjectError) as told:
        Project.open(songs)
    assert "Free some disk space" in told.value.remedy
    opened = open_project(songs)
    assert "disk of this project is full" in opened.obstacle
    assert opened.project.genres.list()[0].name == "House"
    opened.project.close()

    disk.empty()
    with Project.open(songs) as project:
        assert project.genres.list()[0].name == "House"


def add_genres(project: Project) -> None:
    for number in range(10_000):
        project.genres.add(f"Genre {number}")


def test_an_edit_on_a_disk_that_fills_up_says_what_to_do_and_loses_nothing(
    disk: SmallDisk, songs: Path
) -> None:
    with Project.open(songs) as project:
        disk.fill()
        with pytest.raises(ProjectError) as told:
            add_genres(project)
        assert "Free some disk space, or clear the cache" in told.value.remedy
        before = {genre.name for genre in project.genres.list()}
        disk.empty()
        project.genres.add("Techno")
    with Project.open(songs) as project:
        assert {genre.name for genre in project.genres.list()} == {*before, "Techno"}
