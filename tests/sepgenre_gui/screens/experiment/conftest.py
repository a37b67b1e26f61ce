"""A project of a few short songs, and a configuration that runs in seconds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.app import build_screen
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from tests.music import write_library
from tests.track_imports import run_import

MakeWindow = Callable[..., MainWindow]

SMALL = ExperimentConfig(
    name="small",
    trials=6,
    epochs=2,
    network=NetworkConfig(filters=(2, 3), pool_size=(8, 8)),
    training=TrainingConfig(batch_size=4),
)


@pytest.fixture(scope="session")
def labelled(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """Ten songs of two genres with a segment each, and nothing in the cache; copy it."""
    folder = tmp_path_factory.mktemp("labelled")
    music = write_library(folder / "music", genres=2, songs=5)
    with Project.create(folder / "songs") as project:
        run_import(project, pool, music, layout="folders")
        for track in project.tracks.list():
            project.segments.add(track, 0, track.genre_id, Origin.BY_HAND)
    return folder / "songs"


@pytest.fixture
def folder(labelled: Path, tmp_path: Path) -> Path:
    """A copy of that project."""
    return Path(shutil.copytree(labelled, tmp_path / "songs"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The configuration as a file."""
    path = tmp_path / "small.toml"
    path.write_text(format_config(SMALL), encoding="utf-8")
    return path


@pytest.fixture
def open_window(
    make_window: MakeWindow, one_job_worker: None, qtbot: QtBot
) -> Iterator[Callable[[Path], MainWindow]]:
    opened: list[MainWindow] = []

    def do(folder: Path) -> MainWindow:
        window = make_window(build_screen)
        opened.append(window)
        with qtbot.waitActive(window):
            window.resize(1_400, 900)
            window.show()
            window.activateWindow()
        window.projects.open(folder)
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        return window

    yield do
    for window in opened:
        window.shut_down()
