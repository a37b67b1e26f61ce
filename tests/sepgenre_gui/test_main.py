"""The window's program: how it ends, and that a demo made halfway is made whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.demo import is_demo_prepared

posix = pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process is POSIX")

_OWN_PLACES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start Python in `tmp_path` in a group of its own; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=tmp_path,
            # What a test opens must not stand among the person's own recent projects.
            env={**os.environ, **dict.fromkeys(_OWN_PLACES, str(tmp_path / "home"))},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@posix
def test_ctrl_c_in_the_terminal_closes_the_window(tmp_path: Path, start: Start) -> None:
    Project.create(tmp_path / "songs").close()
    script = (
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from sepgenre_gui.__main__ import main\n"
        "application = QApplication([])\n"
        "QTimer.singleShot(0, lambda: print('shown', flush=True))\n"
        "main(['songs'])\n"
    )
    window = start("-c", script)
    assert window.stdout is not None
    assert window.stdout.readline() == "shown\n"

    window.send_signal(signal.SIGINT)
    _, said = window.communicate(timeout=120)

    assert window.returncode == 130
    assert "Traceback" not in said


def test_without_streams_a_failure_still_ends_the_program(start: Start) -> None:
    # As the program is started from a menu of Windows.
    script = (
        "import os, sys\n"
        "sys.stdout = sys.stderr = None\n"
        "from sepgenre_gui.__main__ import main\n"
        "try:\n"
        "    main(['nowhere'])\n"
        "except SystemExit as end:\n"
        "    os._exit(40 + end.code)\n"
        "except BaseException:\n"
        "    os._exit(60)\n"
    )
    program = start("-c", script)
    program.communicate(timeout=300)

    assert program.returncode == 41


def test_a_folder_that_is_no_project_is_told_in_one_line(start: Start) -> None:
    program = start("-m", "sepgenre_gui", "nowhere")
    _, said = program.communicate(timeout=300)

    assert program.returncode == 1
    assert said.startswith("sepgenre-gui: ")
    assert said.count("\n") == 1
    assert "sepgenre new" in said


@posix
@pytest.mark.slow
def test_a_demo_that_was_interrupted_is_made_whole(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / "sepgenre-demo"
    for _ in range(2):
        # The second time finds a project, and makes it all the same.
        demo = start("-m", "sepgenre_gui", "--demo")
        assert demo.stdout is not None
        assert "Making the demo project" in demo.stdout.readline()
        wait_for_one_more_song(folder)
        children = psutil.Process(demo.pid).children(recursive=True)
        os.killpg(demo.pid, signal.SIGINT)
        _, said = demo.communicate(timeout=300)

        assert demo.returncode == 130
        assert said.strip().startswith("sepgenre-gui: stopped")
        assert "Traceback" not in said
        assert psutil.wait_procs(children, timeout=5)[1] == []
        assert not is_demo_prepared(folder)


def wait_for_one_more_song(folder: Path) -> None:
    before = len(list(folder.glob("music/songs/*/*.flac")))
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if len(list(folder.glob("music/songs/*/[!.]*.flac"))) > before:
            return
        time.sleep(0.05)
    raise AssertionError("no song was written in two minutes")
