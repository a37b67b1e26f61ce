"""A window with a dock of jobs, and a real queue with real workers behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.focus_guard import FocusGuard
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.dock import JobDock
from sepgenre_gui.screens.queue.specs import QUEUE_SPECS
from tests.sepgenre_gui.jobs.queue.asking import KINDS, MemoryStore

WAIT_MS = 60_000
PLAY = ActionSpec(id="segment.play", text="Play", menu="Segment", keys=("P",))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def queue(store: MemoryStore, bridge: Bridge) -> Iterator[JobQueue]:
    opened = JobQueue(KINDS, store=store, deliver=bridge.deliver, n_workers=2)
    yield opened
    opened.close()


@attrs.define(eq=False)
class Shown:
    """A window that is shown, with its dock and its actions."""

    qtbot: QtBot
    window: QMainWindow
    dock: JobDock
    book: ActionBook
    queue: JobQueue
    field: QLineEdit

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def until_state(self, job_id: int, *states: JobState) -> Job:
        """Wait until the dock knows a job in one of `states`."""

        def known() -> bool:
            job = self.dock.model.job(job_id)
            return job is not None and job.state in states

        self.until(known)
        job = self.dock.model.job(job_id)
        assert job is not None
        return job

    def until_item(self, job_id: int, number: int) -> None:
        """Wait until the dock knows that an item of a job is done."""

        def known() -> bool:
            job = self.dock.model.job(job_id)
            return job is not None and job.progress.done >= number

        self.until(known)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """Press a key, wherever the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def is_on(self, identifier: str) -> bool:
        return self.book[identifier].isEnabled()


MakeShown = Callable[[], Shown]


@pytest.fixture
def make_shown(
    qtbot: QtBot, qapp: QApplication, queue: JobQueue, preferences: Preferences, theme: Theme
) -> Iterator[MakeShown]:
    """Shows a window with a dock of `queue`; at the end, the dock is closed."""
    made: list[Shown] = []
    guard = FocusGuard(qapp)

    def make() -> Shown:
        window = QMainWindow()
        qtbot.addWidget(window)
        window.resize(1180, 760)
        field = QLineEdit()
        window.setCentralWidget(field)
        book = ActionBook(window, preferences, theme)
        book.add((*QUEUE_SPECS, PLAY))
        dock = JobDock(queue, theme, window)
        dock.connect_actions(book)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        made.append(Shown(qtbot, window, dock, book, queue, field))
        return made[-1]

    yield make
    for shown in made:
        shown.dock.close_dock()
    guard.setParent(None)
    guard.deleteLater()


@pytest.fixture
def shown(make_shown: MakeShown) -> Shown:
    made = make_shown()
    made.dock.show()
    return made
