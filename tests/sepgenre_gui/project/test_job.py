"""Jobs of a project: stored, found again, forgotten."""

from __future__ import annotations

import threading
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.job import StoredJob
from sepgenre_gui.project.project import Project
from sepgenre_training.errors import ProjectError

JOB = StoredJob(
    id=1,
    kind="separate",
    title="Separate 観",
    arguments={"separator": "hpss", "segments": [1, 2]},
    priority=1,
    state="queued",
    reason="",
    remedy="",
    created_at=1.5,
    finished_at=None,
)


def test_a_job_is_found_again_as_it_was_stored_last(tmp_path: Path) -> None:
    failed = attrs.evolve(JOB, state="failed", reason="No.", remedy="Yes.", finished_at=2.5)
    with Project.create(tmp_path / "project") as project:
        assert project.jobs.next_id() == 1
        project.jobs.store(JOB)
        project.jobs.store(failed)
    with Project.open(tmp_path / "project") as project:
        assert project.jobs.list() == [failed]


def test_an_identifier_is_given_once(tmp_path: Path) -> None:
    with Project.create(tmp_path / "project") as project:
        ids = [project.jobs.next_id(), project.jobs.next_id()]
        assert ids == [1, 2]
        project.jobs.store(attrs.evolve(JOB, id=2))
        project.jobs.delete(2)
        assert project.jobs.list() == []
    with Project.open(tmp_path / "project") as project:
        assert project.jobs.next_id() == 3


def test_an_identifier_is_given_while_another_thread_writes(tmp_path: Path) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with project.transaction():
            begun.set()
            assert may_end.wait(30.0)

    with Project.create(tmp_path / "project") as project:
        first = project.jobs.next_id()
        writer = threading.Thread(target=write)
        writer.start()
        assert begun.wait(30.0)
        given: list[int] = []
        asker = threading.Thread(target=lambda: given.append(project.jobs.next_id()), daemon=True)
        asker.start()
        asker.join(10.0)
        may_end.set()
        writer.join()

    assert given == [first + 1]


def test_a_project_that_is_read_only_stores_none(tmp_path: Path) -> None:
    Project.create(tmp_path / "project").close()
    with (
        Project.open(tmp_path / "project", read_only=True) as project,
        pytest.raises(ProjectError, match="read-only"),
    ):
        project.jobs.store(JOB)
