"""Preferences, theme and window of a test alone."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.garbage import GarbageCollector
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import BuildScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from tests.sepgenre_gui.screens.plain_screen import PlainScreen

MakeWindow = Callable[..., MainWindow]
_DELETIONS = QEvent.Type.DeferredDelete.value


@pytest.fixture(autouse=True)
def collecting_in_this_thread(qapp: QApplication) -> Iterator[None]:
    """Collect reference cycles as the program does: in the window's thread, and in no other.

    All that a test has made is collected at its end, so that no thread of a later one does that.
    """
    # What was there before is not looked through again at the end of every test.
    gc.freeze()
    before = set(qapp.topLevelWidgets())
    collector = GarbageCollector()
    yield
    delete_windows(qapp, before)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, _DELETIONS)
    collector.end()
    gc.unfreeze()


def delete_windows(application: QApplication, spared: set[QWidget]) -> None:
    """Delete all of this program's windows but `spared`, and what was told to delete itself.

    No event loop runs between tests that would do it, a page that a test made without a window is
    held by its own connections, and each widget that is left makes every later style sheet slower.
    """
    for widget in set(application.topLevelWidgets()) - spared:
        if type(widget).__module__.startswith("sepgenre_gui."):
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, _DELETIONS)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "settings" / "settings.ini")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, ThemeChoice.LIGHT)
    yield made
    made.setParent(None)
    made.deleteLater()
    # Closed by now: they need not be dressed once more.
    QCoreApplication.sendPostedEvents(None, _DELETIONS)
    # Not empty, which would take Qt's style of sheets away: windows that are still to be deleted
    # would then be known to the next one without their deletion being told to it, and crash it.
    qapp.setStyleSheet("/* none */")


@pytest.fixture
def make_window(
    qtbot: QtBot,
    preferences: Preferences,
    theme: Theme,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MakeWindow]:
    """Make a window whose screens are plain ones; it is shut down at the end."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    windows: list[MainWindow] = []

    def make(
        build_screen: BuildScreen = PlainScreen, ask: Callable[..., str] = lambda *_: ""
    ) -> MainWindow:
        window = MainWindow(
            preferences=preferences, theme=theme, build_screen=build_screen, ask=ask
        )
        # A window that closes while a job goes on asks whether it may, and nobody would answer.
        qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.shut_down()


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot) -> MainWindow:
    """A window that is shown and has the keyboard."""
    made = make_window()
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def one_job_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs have one worker: the suite runs in a process for each core, and each loads long."""
    monkeypatch.setattr("sepgenre_gui.jobs.queue.queue.default_worker_count", lambda: 1)


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """The folder of an empty project that nobody has open."""
    folder = tmp_path / "ű songs"
    Project.create(folder).close()
    return folder


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    """What is delivered by it must not raise."""
    made = Bridge()
    raised: list[BaseException] = []
    made.failed.connect(raised.append)
    yield made
    made.close()
    assert raised == []
