"""Lists that are kept while nothing changes: never older than the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from tests.large_project import make_project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_project(tmp_path / "project", n_tracks=3)
    return tmp_path / "project"


def test_a_list_is_read_once_while_nothing_changes(folder: Path) -> None:
    with Project.open(folder) as project:
        assert project.segments.list() is project.segments.list()
        assert project.tracks.list() is project.tracks.list()
        assert len(project.segments.list()) == 30


def test_an_edit_is_seen_and_one_that_is_taken_back_is_not(folder: Path) -> None:
    with Project.open(folder) as project:
        first, *_ = project.segments.list()
        project.segments.set_note(first.id, "listen again")
        assert project.segments.list()[0].note == "listen again"

        with suppress(RuntimeError), project.transaction():
            project.segments.set_note(first.id, "never")
            assert project.segments.list()[0].note == "never"
            raise RuntimeError
        assert project.segments.list()[0].note == "listen again"

        project.tracks.remove(first.track_id)
        assert len(project.segments.list()) == 20
        assert len(project.tracks.list()) == 2


def test_what_another_program_changes_is_seen(folder: Path) -> None:
    with Project.open(folder) as project, Project.open(folder, read_only=True) as watching:
        assert len(watching.segments.list()) == 30
        track, *_ = project.tracks.list()
        project.segments.add(track, 7, None, Origin.BY_HAND)
        assert len(watching.segments.list()) == 31


def test_others_read_while_a_list_is_made(folder: Path) -> None:
    """What takes long is to make objects of the rows: nobody waits for that."""
    with Project.open(folder) as project, ThreadPoolExecutor(1) as other:
        database = project.tracks._database

        def read_beside() -> int:
            return other.submit(project.segments.count).result(timeout=30)

        assert database.remembered("beside", read_beside) == 30
