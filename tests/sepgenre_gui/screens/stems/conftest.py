"""The stems screen in a window, with its real queue, workers and player, on real music."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project import Origin, Project, Segment, Track
from sepgenre_gui.screens.actions.focus_guard import FocusGuard
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_gui.screens.stems.screen import StemsScreen
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_training.audio.files import content_hash
from tests.music import make_track

PATIENCE_MS = 90_000
"""Workers start processes, which takes long on a busy machine."""

RATE_HZ = 22_050
SEGMENT_S = 10.0
SEPARATOR = "hpss"


@attrs.define
class Opened:
    """A window with the stems screen, and what drives it."""

    qtbot: QtBot
    window: MainWindow
    screen: StemsScreen
    queue: JobQueue
    segments: tuple[Segment, ...]
    tracks: tuple[Track, ...]

    def keys(self, *sequence: str) -> None:
        """Press keys, each as Qt writes it, where the focus is."""
        for key in sequence:
            QTest.keySequence(self.window, key)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def hear(self, number: int = 0, *, play: bool = False) -> None:
        """Go to a segment, and wait until its stems are there and drawn."""
        segment = self.segments[number]
        self.screen.hear(segment.track_id, segment.id, play=True)
        if not play:
            self.screen.loading.wants_to_play = False
        self.until(lambda: self.is_drawn)

    @property
    def is_drawn(self) -> bool:
        """Whether the waveforms of every separator are whole and judged."""
        pictures = [self.screen.pictures.picture(name) for name in self.screen.session.separators]
        return all(picture is not None and picture.verdicts for picture in pictures)


def write_music(path: Path, number: int, *, duration_s: float = 14.0) -> Path:
    """Write a song of the generated kind, 24 bits."""
    samples = make_track(number, 7, duration_s=duration_s, rate_hz=RATE_HZ)
    soundfile.write(path, np.clip(samples, -1, 1), RATE_HZ, subtype="PCM_24")
    return path


def add_track(project: Project, path: Path) -> Track:
    info = soundfile.info(path)
    return project.tracks.add(
        path=path,
        content_hash=content_hash(path),
        title=path.stem,
        duration_s=info.duration,
        sample_rate_hz=info.samplerate,
        channels=info.channels,
        n_samples=info.frames,
        decoder="libsndfile",
        decoder_version=soundfile.__libsndfile_version__,
    )


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """A project of two tracks with a segment each, of two genres; nobody has it open."""
    with Project.create(tmp_path / "ű songs") as project:
        for number, (title, genre) in enumerate((("Alpha ű", "House"), ("Beta", "Techno"))):
            track = add_track(project, write_music(tmp_path / f"{title}.wav", number))
            genre_id = project.genres.add(genre).id
            project.segments.add(track, RATE_HZ, genre_id, Origin.BY_HAND)
    return tmp_path / "ű songs"


@pytest.fixture
def opened(
    qtbot: QtBot, songs: Path, preferences: Preferences, theme: Theme, qapp: object
) -> Iterator[Opened]:
    made: list[tuple[StemsScreen, JobQueue, Project]] = []

    def build(project: Project, context: object) -> StemsScreen:
        queue = open_queue(project, deliver=context.bridge.deliver, n_workers=1)  # type: ignore[attr-defined]
        screen = StemsScreen(project, context, queue)  # type: ignore[arg-type]
        made.append((screen, queue, project))
        return screen

    guard = FocusGuard(qapp)  # type: ignore[arg-type]
    window = MainWindow(preferences=preferences, theme=theme, build_screen=build)
    qtbot.addWidget(window)
    window.resize(1180, 760)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.projects.show_soon(open_project(songs))
    qtbot.waitUntil(lambda: bool(made) and window.screen_shown is not None, timeout=PATIENCE_MS)
    screen, queue, project = made[0]
    screen.enter()
    yield Opened(
        qtbot=qtbot,
        window=window,
        screen=screen,
        queue=queue,
        segments=tuple(project.segments.list()),
        tracks=tuple(project.tracks.list()),
    )
    queue.close()
    window.shut_down()
    guard.deleteLater()
