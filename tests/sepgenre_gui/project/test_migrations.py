from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sepgenre_gui.project import FileState, Project, Track
from sepgenre_gui.project.migrations import MIGRATIONS, Migration, migrate, user_version
from sepgenre_gui.project.opening import create_database
from sepgenre_training.errors import ProjectError

AddTrack = Callable[..., Track]


def add_ratings(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE ratings (track_id INTEGER PRIMARY KEY, stars INTEGER)")
    connection.execute("INSERT INTO ratings SELECT id, 3 FROM tracks")


def add_ratings_and_fail(connection: sqlite3.Connection) -> None:
    add_ratings(connection)
    connection.execute("DROP TABLE settings")
    connection.execute("SELECT nothing FROM nowhere")


def break_references(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM tracks")


def rebuild_tracks(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE copies AS SELECT * FROM tracks")
    connection.execute("DELETE FROM tracks")
    connection.execute("INSERT INTO tracks SELECT * FROM copies")
    connection.execute("DROP TABLE copies")


NEXT = len(MIGRATIONS) + 1


def with_next(apply: Callable[[sqlite3.Connection], None]) -> tuple[Migration, ...]:
    return (*MIGRATIONS, Migration(version=NEXT, apply=apply))


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_versions_count_up_from_one() -> None:
    assert [migration.version for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


@pytest.fixture
def folder_of_version_1(tmp_path: Path) -> Path:
    """A project of version 1: one track with a segment, as its program would have written it."""
    folder = tmp_path / "old ű 观"
    folder.mkdir()
    create_database(folder / "project.sqlite", MIGRATIONS[:1])
    with closing(sqlite3.connect(folder / "project.sqlite")) as old:
        old.execute(
            "INSERT INTO tracks VALUES (7, '/music/a.wav', 'h', 'Überlied', NULL, NULL, NULL, "
            "60.0, 44100, 2, 2646000, 'libsndfile', '1.2.2', '2020-01-01', 'a remark')"
        )
        old.execute(
            "INSERT INTO segments VALUES (3, 7, 5, 441000, NULL, 'by_hand', '2020-01-01', '')"
        )
        old.commit()
    return folder


def test_a_project_of_version_1_becomes_one_of_today(folder_of_version_1: Path) -> None:
    with Project.open(folder_of_version_1) as project:
        (track,) = project.tracks.list()
        assert (track.id, track.title, track.note) == (7, "Überlied", "a remark")
        assert (track.skip_reason, track.failure) == (None, None)
        assert track.file_state is FileState.THERE
        assert [segment.start_sample for segment in project.segments.list()] == [5]
        assert project.segments.length_s == 10.0
        assert not project.segments.several_allowed
        assert project.settings.keys() == ()
    backups = sorted(each.name for each in (folder_of_version_1 / "backups").iterdir())
    versions = [name.removeprefix("project-v").partition("-")[0] for name in backups]
    assert versions == [str(version) for version in range(1, len(MIGRATIONS))]


def test_an_old_project_of_several_segments_may_have_more(folder_of_version_1: Path) -> None:
    with closing(sqlite3.connect(folder_of_version_1 / "project.sqlite")) as old:
        old.execute(
            "INSERT INTO segments SELECT 4, track_id, 6, n_samples, genre_id, origin, created_at, "
            "note FROM segments"
        )
        old.commit()
    with Project.open(folder_of_version_1) as project:
        assert project.segments.several_allowed
        assert project.segments.count() == 2


def test_a_migration_keeps_a_backup_and_all_data(
    project: Project, add_track: AddTrack, folder: Path
) -> None:
    track = add_track()
    segment = project.segments.add(track, 7)
    project.close()
    before = dump(folder / "project.sqlite")
    migrations = with_next(add_ratings)
    with Project.open(folder, migrations=migrations) as migrated:
        assert migrated.tracks.list() == (track,)
        assert migrated.segments.list() == (segment,)
        assert migrated._database.value("SELECT stars FROM ratings") == 3
        assert migrated._database.value("PRAGMA user_version") == NEXT
        assert migrated._database.value("PRAGMA foreign_keys") == 1
    (backup,) = (folder / "backups").iterdir()
    assert backup.name.startswith(f"project-v{NEXT - 1}-")
    assert backup.suffix == ".sqlite"
    assert dump(backup) == before
    with closing(sqlite3.connect(backup)) as connection:
        assert user_version(connection) == NEXT - 1
    with Project.open(folder, migrations=migrations):
        assert len(list((folder / "backups").iterdir())) == 1
    with pytest.raises(ProjectError, match="newer SepGenre"):
        Project.open(folder)


@pytest.mark.parametrize("apply", [add_ratings_and_fail, break_references])
def test_a_failed_migration_leaves_the_old_database(
    project: Project,
    add_track: AddTrack,
    folder: Path,
    apply: Callable[[sqlite3.Connection], None],
) -> None:
    track = add_track()
    segment = project.segments.add(track, 7)
    project.close()
    before = dump(folder / "project.sqlite")
    with pytest.raises(ProjectError, match=f"could not be converted to format {NEXT}") as caught:
        Project.open(folder, migrations=with_next(apply))
    (backup,) = (folder / "backups").iterdir()
    assert str(backup) in caught.value.remedy
    assert dump(folder / "project.sqlite") == before
    with Project.open(folder) as old:
        assert old.segments.list() == (segment,)


def test_an_error_of_the_program_rolls_back_too(project: Project, folder: Path) -> None:
    project.close()

    def divide(connection: sqlite3.Connection) -> None:
        add_ratings(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Project.open(folder, migrations=with_next(divide))
    with Project.open(folder) as old:
        names = old._database.rows("SELECT name FROM sqlite_master WHERE name = 'ratings'")
        assert names == []


def test_rebuilding_a_table_cascades_nowhere(
    project: Project, add_track: AddTrack, folder: Path
) -> None:
    segment = project.segments.add(add_track(), 7)
    project.close()
    with Project.open(folder, migrations=with_next(rebuild_tracks)) as migrated:
        assert migrated.segments.list() == (segment,)


def test_steps_that_succeeded_stay_where_a_later_one_fails(project: Project, folder: Path) -> None:
    project.close()
    failing = Migration(version=NEXT + 1, apply=add_ratings_and_fail)
    with pytest.raises(ProjectError, match=f"format {NEXT + 1}"):
        Project.open(folder, migrations=(*with_next(add_ratings), failing))
    assert len(list((folder / "backups").iterdir())) == 2
    with Project.open(folder, migrations=with_next(add_ratings)) as migrated:
        assert migrated._database.value("SELECT count(*) FROM ratings") == 0


def test_an_old_project_cannot_be_migrated_read_only(project: Project, folder: Path) -> None:
    project.close()
    with pytest.raises(ProjectError, match="older SepGenre") as caught:
        Project.open(folder, read_only=True, migrations=with_next(add_ratings))
    assert "Open it once for writing" in caught.value.remedy
    assert not (folder / "backups").exists()


def test_without_a_backup_nothing_is_migrated(project: Project, folder: Path) -> None:
    project.close()
    (folder / "backups").write_bytes(b"a file in the folder's place")
    with pytest.raises(ProjectError, match="no backup can be written"):
        Project.open(folder, migrations=with_next(add_ratings))
    Project.open(folder).close()


def test_an_empty_database_gets_every_version_without_backup(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, with_next(add_ratings))
        assert user_version(connection) == NEXT
    assert not (tmp_path / "backups").exists()
