"""The cache by the real command: told, cleared, made smaller, refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """A project whose cache has two sets of stems, one of them unused for long, and peaks."""
    with Project.create(tmp_path / "songs") as project:
        for number, (kind, n_bytes) in enumerate(
            [("stems", 2_000_000), ("stems", 3_000_000), ("peaks", 500)]
        ):
            path = project.cache.path(kind, hashlib.sha256(bytes([number])).hexdigest(), ".x")
            path.parent.mkdir(parents=True)
            path.write_bytes(bytes(n_bytes))
            os.utime(path, (number * 1e6, number * 1e6))
    return tmp_path / "songs"


def sizes(told: dict[str, object]) -> dict[str, int]:
    kinds = told["kinds"]
    assert isinstance(kinds, list)
    return {each["kind"]: each["bytes"] for each in kinds}


def test_help_has_examples(sepgenre) -> None:
    text = " ".join(sepgenre("cache", "--help").stdout.replace("│", " ").split())

    assert "Examples: sepgenre cache songs" in text
    assert "--limit" in text


def test_sizes_are_told_while_another_process_has_it_open(
    songs: Path, sepgenre, sepgenre_json
) -> None:
    with Project.open(songs):
        told = sepgenre("cache", "songs").stdout
        data = sepgenre_json("cache", "songs")
        refused = sepgenre("cache", "songs", "--clear", status=1).stderr

    assert "5.0 MB in" in told
    assert "Separated anew" in told
    assert data["bytes"] == 5_000_500
    empty = dict.fromkeys(("features", "tensors", "previews"), 0)
    assert sizes(data) == {"stems": 5_000_000, "peaks": 500, **empty}
    assert "freed" not in data
    assert "is open for writing in process" in refused


def test_kinds_are_cleared_or_all(songs: Path, sepgenre, sepgenre_json) -> None:
    told = sepgenre("cache", "songs", "--clear", "peaks", "tensors").stdout
    assert "Freed 500 bytes: 1 entries removed." in told

    data = sepgenre_json("cache", "songs", "--clear")
    assert data["freed"] == {"entries": 2, "bytes": 5_000_000}
    assert (data["bytes"], data["problems"]) == (0, [])
    assert [path for path in (songs / "cache").rglob("*") if path.is_file()] == []
    Project.open(songs).close()


def test_the_longest_unused_goes_to_the_limit(songs: Path, sepgenre_json) -> None:
    data = sepgenre_json("cache", "songs", "--limit", 0.004)

    assert data["freed"] == {"entries": 1, "bytes": 2_000_000}
    assert sizes(data)["stems"] == 3_000_000


def test_what_makes_no_sense_is_refused(songs: Path, sepgenre) -> None:
    for words, status in (
        (("--clear", "music"), 1),
        (("--limit", 0), 2),
        (("--limit", 1, "--clear"), 1),
    ):
        said = sepgenre("cache", "songs", *words, status=status).stderr
        assert said.startswith("sepgenre: ")
        assert said.count("\n") == 1
    assert "is not a SepGenre project" in sepgenre("cache", "elsewhere", status=1).stderr
    assert len([path for path in (songs / "cache").rglob("*") if path.is_file()]) == 3
