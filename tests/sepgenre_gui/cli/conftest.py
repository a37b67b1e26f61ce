"""The command line, run as a person runs it, but in this process and with one worker for all."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from sepgenre_gui.cli import run
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_library, write_track

_HOME = Path(__file__).parent

Completed = subprocess.CompletedProcess[str]


@contextmanager
def sharing(pool: WorkerPool) -> Iterator[None]:
    """Lend `pool` to each command: a worker of its own would load TensorFlow for seconds."""

    def enter(_: WorkerPool) -> WorkerPool:
        # Where a worker of the command's own would stand.
        move_to(Path.cwd())
        return pool

    def leave(_: WorkerPool, kind: type[BaseException] | None, *__: object) -> None:
        if kind is not None:
            # As a command leaves its own: what waits in it is not for the next one.
            pool.stop()
        else:
            # The folder of a test is removed after it, and nothing works in one that is gone.
            move_to(_HOME)

    def move_to(folder: Path) -> None:
        for moved in pool.run(os.chdir, [folder]):
            assert moved.error is None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "__enter__", enter)
        patch.setattr(WorkerPool, "__exit__", leave)
        yield


@pytest.fixture(scope="module", autouse=True)
def commands_share_a_worker(pool: WorkerPool) -> Iterator[None]:
    with sharing(pool):
        yield


def run_sepgenre(folder: Path, *arguments: object) -> Completed:
    """Run `sepgenre` with `arguments` in `folder`."""
    words = [str(argument) for argument in arguments]
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        status = run(words)
    return Completed(words, status, out.getvalue(), err.getvalue())


@pytest.fixture
def sepgenre(tmp_path: Path) -> Callable[..., Completed]:
    """Run `sepgenre` with arguments in `tmp_path`; fails the test where the status is another."""

    def run(*arguments: object, status: int = 0) -> Completed:
        completed = run_sepgenre(tmp_path, *arguments)
        assert completed.returncode == status, completed.stdout + completed.stderr
        return completed

    return run


@pytest.fixture(scope="session")
def prepared_project(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
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
        with sharing(pool):
            done = run_sepgenre(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder / "songs"


@pytest.fixture
def sepgenre_json(sepgenre: Callable[..., Completed]) -> Callable[..., Any]:
    """Run `sepgenre ... --json`; return what it printed, parsed."""

    def run(*arguments: object, status: int = 0) -> Any:
        return json.loads(sepgenre(*arguments, "--json", status=status).stdout)

    return run


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A track of 3.3 s whose name is not ASCII."""
    return write_track(tmp_path / "ű 观 🎧 .WAV", make_track(0, 0, duration_s=3.3))
