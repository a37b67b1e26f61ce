"""A worker for each test module, and a project to fill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_training.compute.pool import WorkerPool


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    # One worker: the suite runs in a process for each core, and each worker loads for seconds.
    with WorkerPool(1) as workers:
        yield workers


@pytest.fixture
def empty_project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as project:
        yield project
