"""Making the demo beside the window: told, cancelled, killed, refused; and no process is left."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from sepgenre_gui.project.project import Project, is_project
from sepgenre_gui.screens.start.demo_making import DemoMaking
from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import CancelledError, ProjectError, SepgenreError

TIMEOUT_S = 120


class Watch:
    """Starts the making in `folder`, and keeps what was called back."""

    def __init__(self, folder: Path) -> None:
        self.events: list[Any] = []
        self.ends: list[BaseException | None] = []
        self._ended = threading.Event()
        self.making = DemoMaking(
            folder,
            deliver=lambda callback: callback(),
            on_event=self.events.append,
            on_done=lambda: self._end(None),
            on_error=self._end,
        )

    def _end(self, error: BaseException | None) -> None:
        self.ends.append(error)
        self._ended.set()

    def wait_until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def wait(self) -> BaseException | None:
        assert self._ended.wait(TIMEOUT_S)
        (end,) = self.ends
        return end


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[[Path], Watch]]:
    """Watch a making; at the end it is closed, and nothing of it may be left."""
    made: list[Watch] = []
    others = workers()  # Of tests before.

    def start(folder: Path) -> Watch:
        made.append(Watch(folder))
        return made[-1]

    yield start
    for each in made:
        each.making.close()
    deadline = time.monotonic() + 5
    while (left := [each for each in workers() if each not in others]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.05)
    assert left == []


def workers() -> list[psutil.Process]:
    # The tracker of multiprocessing belongs to the test's own process and stays with it.
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "resource_tracker" not in " ".join(command(child))]


def command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return ["resource_tracker"]


def test_a_demo_that_is_there_is_only_found(tmp_path: Path, watch: Callable[[Path], Watch]) -> None:
    folder = tmp_path / "demo"
    with Project.create(folder) as project:
        project.settings.set("demo_is_prepared", value=True)

    watched = watch(folder)

    assert watched.wait() is None
    assert watched.events == []
    # Nothing holds it any more.
    Project.open(folder).close()


def test_a_folder_with_something_else_is_refused_with_a_remedy(
    tmp_path: Path, watch: Callable[[Path], Watch]
) -> None:
    (tmp_path / "diary.txt").write_text("mine")

    error = watch(tmp_path).wait()

    assert isinstance(error, ProjectError)
    assert "diary.txt" in error.message
    assert error.remedy
    assert not is_project(tmp_path)


@pytest.mark.slow
def test_cancelled_it_stops_soon_and_goes_on_where_it_was(
    tmp_path: Path, watch: Callable[[Path], Watch]
) -> None:
    folder = tmp_path / "ű demo"
    first = watch(folder)
    first.wait_until(lambda: first.events)
    event = first.events[0]
    assert isinstance(event, Progressed)
    assert event.total == 66

    first.making.cancel()
    asked = time.monotonic()
    error = first.wait()
    assert time.monotonic() - asked < 10
    assert isinstance(error, CancelledError)
    songs = {song.name for song in folder.glob("music/songs/*/[!.]*.flac")}
    assert songs
    assert not list(folder.rglob(".part-*"))

    second = watch(folder)
    second.wait_until(lambda: len(second.events) > len(songs))
    assert songs <= {song.name for song in folder.glob("music/songs/*/*.flac")}
    second.making.close()
    assert isinstance(second.wait(), CancelledError)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_a_process_that_dies_is_told_and_takes_its_workers_along(
    tmp_path: Path, watch: Callable[[Path], Watch]
) -> None:
    watched = watch(tmp_path / "demo")
    watched.wait_until(lambda: watched.events)
    psutil.Process(watched.making.pid).kill()

    error = watched.wait()

    assert isinstance(error, SepgenreError)
    assert "died" in error.message
    assert "goes on where it stopped" in error.remedy


def test_closed_at_once_it_leaves_nothing(tmp_path: Path, watch: Callable[[Path], Watch]) -> None:
    watched = watch(tmp_path / "demo")
    began = time.monotonic()

    watched.making.close()

    assert time.monotonic() - began < 10
    assert isinstance(watched.wait(), CancelledError)
