"""A project of a few short songs, of which some have no confirmed genre."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.app import build_screen
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.review.screen import ReviewScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import REVIEW
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_training.compute.pool import WorkerPool
from tests.small_experiment import make_project

OPEN = (1, 2, 3, 4)
"""The first two have no genre, the others a suggested one; 5 to 8 are confirmed."""

PATIENCE_MS = 120_000

OpenReview = Callable[[Path], MainWindow]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """Eight songs of two genres with a segment each, not separated yet; copy it."""
    folder = make_project(tmp_path_factory.mktemp("review"), pool, separated=False)
    with Project.open(folder) as project:
        project.settings.set(SEPARATOR_SETTING, "hpss")
        for number in OPEN:
            project.segments.set_origin(number, Origin.SUGGESTED)
        for number in OPEN[:2]:
            project.segments.set_genre(number, None)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that project."""
    return Path(shutil.copytree(made, tmp_path / "songs"))


@pytest.fixture
def open_review(
    make_window: Callable[..., MainWindow], one_job_worker: None, qtbot: QtBot
) -> Iterator[OpenReview]:
    """Open a project in a window, and go to the review by its key."""
    opened: list[MainWindow] = []

    def do(folder: Path) -> MainWindow:
        window = make_window(build_screen)
        opened.append(window)
        with qtbot.waitActive(window):
            window.resize(1_280, 720)
            window.show()
            window.activateWindow()
        window.projects.open(folder)
        qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
        return window

    yield do
    for window in opened:
        window.shut_down()


def review_of(window: MainWindow) -> ReviewScreen:
    """Return the review screen, which is shown."""
    workspace = cast("Workspace", window.screen_shown)
    assert workspace.shown == REVIEW
    return cast("ReviewScreen", workspace.screen(REVIEW))
