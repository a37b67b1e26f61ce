"""Care of a project's cache: what is told of it, and that nothing of a person's is touched."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.cache_care import (
    ShrinkTask,
    clear_cache,
    describe_kind,
    format_bytes,
    keep_within_limit,
    measure_cache,
)
from sepgenre_training.errors import ConfigurationError, ProjectError


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "songs") as made:
        yield made


def add(project: Project, kind: str, name: str, n_bytes: int, *, used_at: float = 0.0) -> Path:
    path = project.cache.path(kind, hashlib.sha256(name.encode()).hexdigest(), ".x")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(n_bytes)
    os.utime(path, (used_at, used_at))
    return path


def test_usual_kinds_come_first_and_each_says_what_it_costs(project: Project) -> None:
    add(project, "stems", "a", 10)
    add(project, "mixes", "b", 5)
    (project.cache.root / "notes.txt").write_text("mine")

    shares = measure_cache(project.cache.root)

    kinds = [share.description.kind for share in shares]
    assert kinds == ["stems", "features", "tensors", "peaks", "previews", "mixes", "other"]
    assert [share.n_bytes for share in shares] == [10, 0, 0, 0, 0, 5, 4]
    assert all(share.description.what and share.description.regain for share in shares)
    assert [share.description.is_removable for share in shares] == [True] * 6 + [False]


def test_clearing_leaves_the_project_as_it_is(project: Project) -> None:
    project.genres.add("House")
    notes = project.cache.root / "notes.txt"
    entry = add(project, "stems", "a", 10)
    notes.write_text("mine")
    before = sorted(path for path in project.folder.rglob("*") if path.is_file() and path != entry)

    assert clear_cache(project).n_bytes == 10

    assert [genre.name for genre in project.genres.list()] == ["House"]
    assert sorted(path for path in project.folder.rglob("*") if path.is_file()) == before


def test_one_kind_is_cleared_and_no_other_name_is_taken(project: Project) -> None:
    stems, mixes = add(project, "stems", "a", 10), add(project, "mixes", "b", 5)

    assert clear_cache(project, ["mixes"]).n_entries == 1
    assert (stems.exists(), mixes.exists()) == (True, False)
    for kind in ("stemz", "other", "..", ""):
        with pytest.raises(ConfigurationError, match="no kind of files") as told:
            clear_cache(project, [kind])
        assert "stems, features, tensors, peaks" in told.value.remedy
    assert stems.exists()


def test_a_read_only_project_keeps_its_cache(project: Project) -> None:
    entry = add(project, "stems", "a", 10**9)
    with Project.open(project.folder, read_only=True) as reading:
        with pytest.raises(ProjectError, match="read-only"):
            clear_cache(reading)
        assert keep_within_limit(reading, time.time(), limit_gb=0.1).n_entries == 0
    assert entry.exists()


def test_the_limit_holds_after_a_job_but_for_what_it_used(project: Project) -> None:
    began = time.time()
    old = add(project, "stems", "old", 6 * 10**8, used_at=began - 100)
    older = add(project, "stems", "older", 6 * 10**8, used_at=began - 200)
    made = add(project, "features", "made", 6 * 10**8, used_at=began + 1)

    assert keep_within_limit(project, began, limit_gb=1.3).n_entries == 1
    assert (older.exists(), old.exists()) == (False, True)
    freed = keep_within_limit(project, began, limit_gb=0.1)
    assert (old.exists(), made.exists()) == (False, True)
    assert freed.n_bytes_left == 6 * 10**8


def test_a_file_written_as_the_job_began_stays(project: Project) -> None:
    # The clock that stamps files runs some milliseconds behind.
    began = time.time()
    made = add(project, "stems", "a", 10**9, used_at=began - 0.01)

    keep_within_limit(project, began, limit_gb=0.1)

    assert made.exists()


def test_no_limit_is_none(project: Project) -> None:
    entry = add(project, "stems", "a", 10**12)

    freed = keep_within_limit(project, time.time(), limit_gb=0.0)

    assert (freed.n_entries, freed.n_bytes_left) == (0, 10**12)
    assert entry.exists()
    with pytest.raises(ValueError):
        ShrinkTask(root=project.cache.root, limit_gb=-1.0, since=0.0)


def test_an_unknown_kind_is_described_too() -> None:
    assert describe_kind("mixes").name == "Mixes"
    assert describe_kind("mixes").is_removable


@pytest.mark.parametrize(
    ("n_bytes", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (99_949, "99.9 kB"),
        (99_960, "100 kB"),
        (999_600, "1.0 MB"),
        (2_258_000_000, "2.3 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes_in_words(n_bytes: int, words: str) -> None:
    assert format_bytes(n_bytes) == words
