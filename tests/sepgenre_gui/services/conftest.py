"""A project with a small classifier, for tests of what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classifiers import import_classifier


@pytest.fixture
def classifying(tmp_path: Path, classifier_file: Path) -> Iterator[Project]:
    """A project that has the small classifier."""
    with Project.create(tmp_path / "classifying") as project:
        import_classifier(project, classifier_file)
        yield project
