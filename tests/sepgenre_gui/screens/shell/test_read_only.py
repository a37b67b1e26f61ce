"""A project that another one writes: read-only, saying who, until that one has ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.screens.shell.seen import is_free, screen


@pytest.fixture
def other_process(songs: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has `songs` open for writing until its input ends."""
    script = (
        "import sys, pathlib\n"
        "from sepgenre_gui.project.project import Project\n"
        "project = Project.open(pathlib.Path(sys.argv[1]))\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
        "project.close()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(songs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.communicate()


def test_a_second_window_is_read_only_and_says_who_writes(
    window: MainWindow, songs: Path, other_process: subprocess.Popen[str], qtbot: QtBot
) -> None:
    window.projects.open(songs)

    shown = screen(window)
    assert shown.project.read_only
    assert window.banner.isVisible()
    assert f"process {other_process.pid} on " in window.banner.text
    for edits in ("segment.name", "file.import", "edit.undo"):
        assert not window.book[edits].isEnabled()
        assert window.book.reason(edits) == "This project is open read-only."
    assert window.book["segment.play"].isEnabled()
    with pytest.raises(ProjectError, match="read-only"):
        shown.project.settings.set("a", value=1)

    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert "Still read-only" in window.status.said
    assert window.screen_shown is shown

    other_process.communicate()
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert not screen(window).project.read_only
    assert shown.was_closed
    assert not window.banner.isVisible()
    assert window.book["segment.name"].isEnabled()
    assert not is_free(songs)


def test_read_only_ends_with_the_project(
    window: MainWindow, songs: Path, other_process: subprocess.Popen[str], tmp_path: Path
) -> None:
    Project.create(tmp_path / "two").close()
    window.projects.open(songs)
    window.projects.open(tmp_path / "two")

    assert not window.banner.isVisible()
    assert window.book["segment.name"].isEnabled()


def test_a_window_of_the_same_program_is_named_so(songs: Path) -> None:
    with Project.open(songs):
        opened = open_project(songs)
        opened.project.close()

    assert opened.project.read_only
    assert "another window of this program" in opened.obstacle
