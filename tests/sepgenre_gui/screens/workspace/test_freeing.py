"""A project that is closed is let go of: its screens, with all that they hold, are gone."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from sepgenre_gui.app import build_screen
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_gui.services.exchange.rehearsal import SerialPool
from sepgenre_gui.services.import_tracks import import_tracks
from tests.music import make_track, write_track

MakeWindow = Callable[..., MainWindow]


def collect() -> None:
    """Delete what is to be deleted later, and collect what is no longer held."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()


@pytest.fixture(autouse=True)
def nothing_is_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every collection look through all that a test makes, and at nothing of earlier ones."""
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "unfreeze", lambda: None)


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """A project with one track and one segment."""
    path = write_track(tmp_path / "music" / "House" / "a.wav", make_track(1, 1, duration_s=14.0))
    with Project.create(tmp_path / "songs") as project:
        import_tracks(
            project, [path.parent], layout="folders", pool=SerialPool(), on_event=lambda _: None
        )
        project.segments.add(project.tracks.list()[0], 22_050, None, Origin.BY_HAND)
    return tmp_path / "songs"


@pytest.mark.parametrize("pages", [("curation",), ("curation", "stems", "experiment")])
def test_the_workspace_of_a_closed_project_is_gone(
    make_window: MakeWindow, theme: Theme, curated: Path, qtbot: QtBot, pages: tuple[str, ...]
) -> None:
    window = make_window(build_screen)
    with qtbot.waitActive(window):
        window.show()
    window.projects.open(curated)
    workspace = window.screen_shown
    assert isinstance(workspace, Workspace)
    for page in pages:
        workspace.show_page(page)
    screens = [workspace.screen(page) for page in pages]
    held = [weakref.ref(each) for each in (workspace, workspace.project, workspace.queue, *screens)]
    widgets = [workspace.widget, workspace.dock, *(screen.widget for screen in screens)]
    # Something goes on, and a dialog was open.
    workspace.show_page("curation")
    window.book["file.export"].trigger()
    window.book["tools.cache"].trigger()
    qtbot.wait(300)

    window.projects.close()
    del workspace, screens
    collect()

    assert [widget for widget in widgets if shiboken6.isValid(widget)] == []
    widgets.clear()
    collect()
    # Nothing of it hears of what outlives it.
    theme.choose(ThemeChoice.DARK)
    assert [ref() for ref in held if ref() is not None] == []


def test_a_project_can_be_opened_and_closed_again_and_again(
    make_window: MakeWindow, curated: Path, qtbot: QtBot
) -> None:
    window = make_window(build_screen)
    with qtbot.waitActive(window):
        window.show()
    counts = []
    for _ in range(4):
        window.projects.open(curated)
        workspace = window.screen_shown
        assert isinstance(workspace, Workspace)
        workspace.show_page("stems")
        del workspace
        window.projects.close()
        collect()
        counts.append(sum(issubclass(type(each), QObject) for each in gc.get_objects()))

    # The first time, what stays for the window is made.
    assert counts[1] == counts[2] == counts[3]
