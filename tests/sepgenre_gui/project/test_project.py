from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sepgenre_gui.project import Project, Track
from sepgenre_gui.project.migrations import MIGRATIONS
from sepgenre_training.errors import ProjectError

AddTrack = Callable[..., Track]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def edit_and_fail(project: Project, name: str, error: BaseException) -> None:
    with project.transaction():
        project.genres.add(name)
        raise error


def test_edits_are_there_after_reopening(
    project: Project, add_track: AddTrack, folder: Path
) -> None:
    genre = project.genres.add("Drum & Bass")
    track = add_track(genre_id=genre.id)
    segment = project.segments.add(track, 123, genre.id)
    project.settings.set("separator", "hpss")
    project.close()
    with Project.open(folder) as reopened:
        assert reopened.genres.list() == (genre,)
        assert reopened.tracks.list() == (track,)
        assert reopened.segments.list() == (segment,)
        assert reopened.settings.get("separator", "") == "hpss"
        assert reopened.cache.root == folder / "cache"


def test_the_database_is_kept_as_safe_as_designed(project: Project, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "project.sqlite")) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    database = project._database
    assert database.value("PRAGMA synchronous") == 2  # FULL
    assert database.value("PRAGMA foreign_keys") == 1
    assert database.value("PRAGMA busy_timeout") == 10_000


def test_a_relative_folder_becomes_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Project.create(Path("mine")) as project:
        assert project.folder == tmp_path / "mine"


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_without_a_project_is_refused_with_the_remedy(
    tmp_path: Path, read_only: bool
) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ProjectError, match="is not a SepGenre project") as caught:
            Project.open(folder, read_only=read_only)
        assert str(folder) in caught.value.message
        assert f"sepgenre new {folder}" in caught.value.remedy
        assert not (folder / "project.lock").exists()


def test_creating_where_a_project_is_leaves_it_as_it_was(
    project: Project, add_track: AddTrack, folder: Path
) -> None:
    track = add_track()
    project.close()
    with pytest.raises(ProjectError, match="already holds a SepGenre project"):
        Project.create(folder)
    with Project.open(folder) as reopened:
        assert reopened.tracks.list() == (track,)


def test_creating_in_a_folder_with_other_files_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "song.wav").write_bytes(b"")
    with pytest.raises(ProjectError, match=r"is not empty: it contains 'song\.wav'"):
        Project.create(tmp_path)
    assert names_in(tmp_path) == ["song.wav"]


def test_creating_over_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "song.wav").write_bytes(b"")
    with pytest.raises(ProjectError, match="cannot be made a project"):
        Project.create(tmp_path / "song.wav")


def test_a_creation_that_was_killed_can_be_repeated(tmp_path: Path) -> None:
    for name in (".unfinished-project.sqlite", ".unfinished-project.sqlite-wal"):
        (tmp_path / name).write_bytes(b"half a database")
    for name in ("project.lock", ".DS_Store"):
        (tmp_path / name).write_bytes(b"")
    with Project.create(tmp_path) as project:
        project.genres.add("House")
    assert names_in(tmp_path) == [".DS_Store", "project.lock", "project.sqlite"]


def test_an_exception_takes_a_whole_transaction_back(project: Project, add_track: AddTrack) -> None:
    kept = project.genres.add("House")
    track = add_track()
    with pytest.raises(ZeroDivisionError):
        edit_and_fail(project, "Techno", ZeroDivisionError())
    assert project.genres.list() == (kept,)
    assert project.tracks.list() == (track,)
    project.genres.add("Techno")


def test_an_inner_transaction_fails_alone(project: Project) -> None:
    with project.transaction():
        project.genres.add("outer")
        with pytest.raises(ZeroDivisionError):
            edit_and_fail(project, "inner", ZeroDivisionError())
        with project.transaction():
            project.genres.add("second")
    assert [genre.name for genre in project.genres.list()] == ["outer", "second"]


def test_an_outer_transaction_takes_the_inner_one_back(project: Project) -> None:
    def edit() -> None:
        with project.transaction():
            with project.transaction():
                project.genres.add("inner")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        edit()
    assert project.genres.list() == ()


def test_threads_wait_for_each_others_transactions(project: Project) -> None:
    begun = threading.Event()

    def edit() -> None:
        begun.wait(10)
        project.genres.add("second")

    thread = threading.Thread(target=edit)
    thread.start()
    with project.transaction():
        first = project.genres.add("first")
        begun.set()
        thread.join(0.2)
        assert thread.is_alive()
        project.genres.remove(first.id)
    thread.join(10)
    assert [genre.name for genre in project.genres.list()] == ["second"]


def test_a_closed_project_says_so(project: Project) -> None:
    project.close()
    project.close()
    with pytest.raises(ProjectError, match="closed"):
        project.tracks.list()


def test_what_a_killed_process_left_half_written_is_removed(project: Project, folder: Path) -> None:
    whole = project.cache.path("stems", "ab12", ".wav")
    half_written = whole.with_name(".part-x1.wav")
    half_folder = project.cache.path("tensors", "cd34", "").with_name(".part-x2")
    for path in (whole, half_written, half_folder / "stems.npy"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"samples")
    with Project.open(folder, read_only=True):
        assert half_written.exists()
    project.close()

    Project.open(folder, read_only=True).close()
    assert half_folder.exists()
    Project.open(folder).close()

    assert whole.exists()
    assert not half_written.exists()
    assert not half_folder.exists()


def test_the_cache_can_be_deleted(project: Project, folder: Path) -> None:
    stem = project.cache.path("stems", "ab12", ".flac")
    stem.parent.mkdir(parents=True)
    stem.write_bytes(b"")
    project.close()
    shutil.rmtree(folder / "cache")
    Project.open(folder).close()
