"""The command line, run as a person runs it: as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.music import write_library

Completed = subprocess.CompletedProcess[str]


def run_sepgenre(folder: Path, *arguments: object) -> Completed:
    """Run `sepgenre` with `arguments` in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "sepgenre_gui.cli", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


@pytest.fixture
def sepgenre(tmp_path: Path) -> Callable[..., Completed]:
    """Run `sepgenre` with arguments in `tmp_path`; fails the test where the status is another."""

    def run(*arguments: object, status: int = 0) -> Completed:
        completed = run_sepgenre(tmp_path, *arguments)
        assert completed.returncode == status, completed.stdout + completed.stderr
        return completed

    return run


@pytest.fixture(scope="session")
def prepared_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of ten songs of two genres with stems and features; copy it, do not change it."""
    folder = tmp_path_factory.mktemp("prepared")
    library = write_library(folder / "music", genres=2, songs=5)
    rows = [f"{path},{path.parent.name},0.5" for path in sorted(library.rglob("*.wav"))]
    table = folder / "songs.csv"
    table.write_text("path,genre,start_s\n" + "\n".join(rows), encoding="utf-8")
    for words in (
        ("new", "songs"),
        ("import", "songs", table, "--workers", 1),
        ("separate", "songs", "--separator", "hpss", "--workers", 1),
        ("features", "songs", "--workers", 1),
    ):
        done = run_sepgenre(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder / "songs"


@pytest.fixture
def sepgenre_json(sepgenre: Callable[..., Completed]) -> Callable[..., Any]:
    """Run `sepgenre ... --json`; return what it printed, parsed."""

    def run(*arguments: object, status: int = 0) -> Any:
        return json.loads(sepgenre(*arguments, "--json", status=status).stdout)

    return run
