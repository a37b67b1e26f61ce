"""A lane for tests of jobs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sepgenre_gui.jobs.lane import Lane


@pytest.fixture
def lane() -> Iterator[Lane]:
    opened = Lane("test")
    yield opened
    opened.close()
