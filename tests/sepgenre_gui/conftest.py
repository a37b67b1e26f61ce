"""A worker for all tests, a project to fill, and a classifier that is trained once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_training.classification.files.archive import write_archive
from sepgenre_training.compute.pool import WorkerPool
from tests.small_classifier import train_small_classifier


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    # One worker: the suite runs in a process for each core, and each worker loads for seconds.
    # Where it is killed, it is started anew by the next that needs it.
    with WorkerPool(1) as workers:
        yield workers


@pytest.fixture(scope="session")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


@pytest.fixture(scope="session")
def classifier_file(archive_folder: Path, pool: WorkerPool) -> Path:
    """The file of the small classifier."""
    path = archive_folder / "tiny.sepgenre-classifier"
    if not path.exists():
        (outcome,) = pool.run(train_small_classifier, [None])
        assert outcome.value is not None, outcome.error
        write_archive(outcome.value, path)
    return path


@pytest.fixture
def empty_project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as project:
        yield project
