"""A project with tracks of generated sound, and the session that works on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project import Origin, Project, Track
from sepgenre_gui.screens.actions.focus_guard import FocusGuard
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_gui.screens.undo import History
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_training.audio.files import content_hash
from tests.sepgenre_gui.screens.curation.hands import PATIENCE_MS, Opened

RATE_HZ = 8000
AddTrack = Callable[..., Track]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "ű songs") as made:
        yield made


@pytest.fixture
def add_track(project: Project, tmp_path: Path) -> AddTrack:
    def add(title: str, *, length_s: float = 30.0, genre_id: int | None = None) -> Track:
        path = tmp_path / f"{title}.wav"
        time = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
        note_hz = 200.0 + sum(map(ord, title)) % 97
        wave = 0.5 * np.sin(2 * np.pi * note_hz * time) * (0.2 + 0.8 * (time % 0.5 < 0.1))
        soundfile.write(path, np.stack([wave, 0.5 * wave], axis=1), RATE_HZ)
        return project.tracks.add(
            path=path,
            content_hash=content_hash(path),
            title=title,
            genre_id=genre_id,
            duration_s=length_s,
            sample_rate_hz=RATE_HZ,
            channels=2,
            n_samples=len(time),
            decoder="libsndfile",
            decoder_version="1.2.2",
        )

    return add


@pytest.fixture
def errors() -> list[BaseException]:
    """What was shown to the person."""
    return []


@pytest.fixture
def session(qtbot: QtBot, project: Project, errors: list[BaseException]) -> CurationSession:
    return CurationSession(project, History(project, errors.append), errors.append)


@pytest.fixture
def songs(project: Project, add_track: AddTrack) -> Path:
    """Three tracks, two genres, the second track with a suggestion; the project closed."""
    house, techno = project.genres.add("House"), project.genres.add("Techno")
    assert (house.key, techno.key) == (1, 2)
    add_track("Alpha")
    beta = add_track("Beta")
    add_track("Gamma")
    project.segments.add(beta, 5 * RATE_HZ, None, Origin.SUGGESTED)
    project.close()
    return project.folder


@pytest.fixture
def opened(qtbot: QtBot, songs: Path, tmp_path: Path) -> Iterator[Opened]:
    screens: list[CurationScreen] = []
    queues: list[JobQueue] = []

    def build(project: Project, context: ScreenContext) -> CurationScreen:
        queues.append(open_queue(project, deliver=context.bridge.deliver))
        screens.append(CurationScreen(project, attrs.evolve(context, queue=queues[-1])))
        return screens[-1]

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    preferences = Preferences(tmp_path / "settings.ini")
    guard = FocusGuard(application)
    window = MainWindow(
        preferences=preferences,
        theme=Theme(application, ThemeChoice.LIGHT),
        build_screen=build,
    )
    qtbot.addWidget(window)
    window.resize(1300, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.projects.show_soon(open_project(songs))
    qtbot.waitUntil(lambda: bool(screens), timeout=PATIENCE_MS)
    yield window, screens[0]
    for queue in queues:
        queue.close()
    window.shut_down()
    guard.deleteLater()
