from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sepgenre_gui.project import Project, Track
from sepgenre_gui.project.migrations import MIGRATIONS
from sepgenre_training.errors import ProjectError

AddTrack = Callable[..., Track]
Spawn = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    "content", [b"", b"hello", b"no database" * 1000], ids=["empty", "short", "long"]
)
def test_a_file_that_is_no_database_is_reported_and_left_alone(
    tmp_path: Path, content: bytes, read_only: bool
) -> None:
    path = tmp_path / "project.sqlite"
    path.write_bytes(content)
    wal = tmp_path / "project.sqlite-wal"
    wal.write_bytes(b"what was written last")
    with pytest.raises(ProjectError, match="is damaged") as caught:
        Project.open(tmp_path, read_only=read_only)
    assert str(path) in caught.value.message
    assert "backups" in caught.value.remedy
    assert path.read_bytes() == content
    assert wal.read_bytes() == b"what was written last"


def test_a_damaged_database_names_the_newest_backup(
    project: Project, add_track: AddTrack, folder: Path
) -> None:
    with project.transaction():
        for _ in range(300):
            add_track()
    project.close()
    (folder / "backups").mkdir()
    for number, name in enumerate(("project-v1-2.sqlite", "project-v1-1.sqlite")):
        shutil.copy(folder / "project.sqlite", folder / "backups" / name)
        os.utime(folder / "backups" / name, (number, number))
    path = folder / "project.sqlite"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    for read_only in (False, True):
        with pytest.raises(ProjectError, match="is damaged") as caught:
            Project.open(folder, read_only=read_only)
        assert "project-v1-1.sqlite" in caught.value.remedy
    for name in ("project.sqlite", "project.sqlite-wal", "project.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(folder / "backups" / "project-v1-1.sqlite", path)
    with Project.open(folder) as restored:
        assert len(restored.tracks.list()) == 300


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "project.sqlite")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(ProjectError, match="database of another program"):
        Project.open(tmp_path)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_project_asks_for_an_update(
    project: Project, folder: Path, read_only: bool
) -> None:
    project.close()
    with closing(sqlite3.connect(folder / "project.sqlite")) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(
        ProjectError, match=rf"newer SepGenre \(format 99, known: {len(MIGRATIONS)}\)"
    ) as caught:
        Project.open(folder, read_only=read_only)
    assert caught.value.remedy.startswith("Update SepGenre")


def test_a_failed_opening_lets_go_of_the_lock(project: Project, folder: Path) -> None:
    project.close()
    content = (folder / "project.sqlite").read_bytes()
    (folder / "project.sqlite").write_bytes(b"")
    with pytest.raises(ProjectError, match="damaged"):
        Project.open(folder)
    (folder / "project.sqlite").write_bytes(content)
    Project.open(folder).close()


def test_a_reader_sees_commits_and_refuses_edits(
    project: Project, add_track: AddTrack, folder: Path
) -> None:
    with Project.open(folder, read_only=True) as reader:
        assert reader.read_only
        assert reader.tracks.list() == ()
        with project.transaction():
            track = add_track()
            assert reader.tracks.list() == ()
        assert reader.tracks.list() == (track,)
        for edit in (
            lambda: reader.genres.add("House"),
            lambda: reader.tracks.remove(track.id),
            lambda: reader.settings.set("separator", "hpss"),
            lambda: reader.transaction().__enter__(),
        ):
            with pytest.raises(ProjectError, match="is open read-only"):
                edit()
    assert project.tracks.list() == (track,)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    # pytest's own folders are closed to other users, whose part the next test plays.
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="plays another user of a POSIX system")
@pytest.mark.parametrize("was_read_before", [False, True])
def test_a_write_protected_project_can_be_read(
    open_to_all: Path, spawn: Spawn, was_read_before: bool
) -> None:
    folder = open_to_all / "protected"
    with Project.create(folder) as project:
        project.genres.add("House")
    if was_read_before:  # leaves a -wal and a -shm, which only the owner can write to
        Project.open(folder, read_only=True).close()
    folder.chmod(0o555)
    process = spawn(
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sepgenre_gui.project import Project\n"
        "from sepgenre_training.errors import ProjectError\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "with Project.open(Path(sys.argv[1]), read_only=True) as project:\n"
        "    print(project.genres.list()[0].name)\n"
        "try: Project.open(Path(sys.argv[1]))\n"
        "except ProjectError as error: print(error.remedy)\n",
        str(folder),
    )
    output, _ = process.communicate(timeout=60)
    assert output.splitlines() == [
        "House",
        "Make the folder writable, or open the project read-only.",
    ]
