"""What every dialog needs: a project with its queue, and what its screen has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.exchange.working_dialog import WorkingDialog
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.exchange.rehearsal import SerialPool
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.jobs.kinds import open_queue

WAIT_MS = 120_000
"""Workers are processes, which take long to start on a busy machine."""


class NoActivity:
    """Where nobody looks at a status bar."""

    def update(self, text: str, done: int = 0, total: int = 0) -> None:
        return

    def end(self) -> None:
        return


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "ű songs") as made:
        yield made


@pytest.fixture
def queue(project: Project, bridge: Bridge) -> Iterator[JobQueue]:
    """The queue of the project, of one worker: an urgent job waits for nothing but its like."""
    opened = open_queue(project, deliver=bridge.deliver, n_workers=1)
    yield opened
    opened.close()


@pytest.fixture
def context(
    preferences: Preferences, theme: Theme, bridge: Bridge, queue: JobQueue
) -> ScreenContext:
    return ScreenContext(
        preferences=preferences,
        theme=theme,
        bridge=bridge,
        show_error=pytest.fail,
        succeeded=lambda _: None,
        begin_activity=lambda *_: NoActivity(),
        queue=queue,
    )


@attrs.define
class Shown:
    """Shows dialogs, and waits for them."""

    qtbot: QtBot

    def show(self, dialog: WorkingDialog) -> None:
        self.qtbot.addWidget(dialog, before_close_func=lambda shown: shown.shut_down())
        dialog.open()
        self.qtbot.waitExposed(dialog)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def until_idle(self, dialog: WorkingDialog) -> None:
        self.until(lambda: not dialog.is_running)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


@pytest.fixture
def add_music(project: Project) -> Callable[..., None]:
    """Imports folders, as it was done some day before."""

    def add(*paths: Path) -> None:
        import_tracks(project, paths, layout="auto", pool=SerialPool(), on_event=lambda _: None)

    return add


def rows_of(project: Project) -> tuple[object, ...]:
    """Return all that a person edits."""
    return (
        project.tracks.list(),
        project.genres.list(),
        project.segments.list(),
    )
