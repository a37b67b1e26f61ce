"""The workspace: pages under tabs, tools, jobs below, and leaving while they go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobKind, JobQueue, JobState, NoStore
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.page import Page
from sepgenre_gui.screens.workspace.tools import TOOL_SPECS, Tools
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_gui.services.jobs import requests
from tests.sepgenre_gui.jobs.queue.asking import run_each, waiting
from tests.sepgenre_gui.screens.plain_screen import PlainScreen

MakeWindow = Callable[..., MainWindow]

CUT = ActionSpec(id="cut.do", text="Cut it", menu="Cut", keys=("S",))
MIX = ActionSpec(id="mix.do", text="Mix it", menu="Mix", keys=("S",))


class PagedPlain(PlainScreen):
    """A plain screen with one action, that notes when it comes and goes."""

    def __init__(self, project: Project, context: ScreenContext, spec: ActionSpec) -> None:
        super().__init__(project, context)
        self.specs = (spec,)
        self.moves: list[str] = []

    def connect(self, book: object) -> None:
        (spec,) = self.specs
        book[spec.id].triggered.connect(lambda *_: self.triggered.append(spec.id))  # type: ignore[index]

    def enter(self) -> None:
        self.moves.append("enter")

    def leave(self) -> None:
        self.moves.append("leave")


class Built:
    """What a test's window is made of."""

    def __init__(self) -> None:
        self.workspace: Workspace
        self.tools: Tools
        self.screens: dict[str, PagedPlain] = {}
        self.answers: list[bool] = []
        self.asked: list[str] = []
        self.separator: str | None = "hpss"

    def build(self, project: Project, context: ScreenContext) -> Workspace:
        def page(name: str, key: str, spec: ActionSpec) -> Page:
            def make() -> PagedPlain:
                self.screens[name] = PagedPlain(project, context, spec)
                return self.screens[name]

            return Page(
                name=name, text=f"&{name.title()}", tip="", key=key, specs=(spec,), build=make
            )

        kinds = [
            JobKind(name="each", run=run_each),
            *(
                JobKind(name=name, run=lambda _: "Done.")
                for name in (requests.SEPARATE, requests.FEATURES, requests.ANALYSE)
            ),
        ]
        queue = JobQueue(kinds, store=NoStore(), deliver=context.bridge.deliver, n_workers=1)
        pages = [page("cut", "Ctrl+1", CUT), page("mix", "Ctrl+2", MIX)]
        self.workspace = Workspace(
            project, context, queue, pages, specs=TOOL_SPECS, ask=self._answer
        )
        with_jobs = attrs.evolve(context, add_job=queue.add)
        self.tools = Tools(
            project, with_jobs, queue, self.workspace.widget, ask=lambda *_: self.separator
        )
        self.workspace.connected.connect(self.tools.connect_actions)
        self.workspace.closing.connect(self.tools.close)
        return self.workspace

    def _answer(self, _: QWidget | None, question: str, __: str) -> bool:
        self.asked.append(question)
        # A window that is closed at the end of a test asks too, where a job has just begun.
        return self.answers.pop(0) if self.answers else True


@pytest.fixture
def built() -> Built:
    return Built()


@pytest.fixture
def window(make_window: MakeWindow, built: Built, songs: Path, qtbot: QtBot) -> MainWindow:
    made = make_window(built.build)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.projects.open(songs)
    return made


def test_pages_are_built_when_shown_and_keys_are_those_of_the_page(
    window: MainWindow, built: Built, qtbot: QtBot
) -> None:
    assert [*built.screens] == ["cut"]
    qtbot.keyClick(window, Qt.Key.Key_S)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_S)

    assert built.screens["cut"].triggered == ["cut.do"]
    assert built.screens["mix"].triggered == ["mix.do"]
    assert built.screens["cut"].moves == ["enter", "leave"]
    assert built.screens["mix"].widget.isVisible()
    assert built.workspace.tabs.currentIndex() == 1


def test_the_tabs_lead_to_the_pages_and_the_menus_follow(window: MainWindow, built: Built) -> None:
    built.workspace.tabs.setCurrentIndex(1)

    menus = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert "Mix" in menus
    assert "Cut" not in menus
    assert {"Tools", "Jobs"} <= {*menus}
    assert window.book["view.page-mix"].isChecked()


def test_leaving_while_a_job_goes_on_asks(
    window: MainWindow, built: Built, tmp_path: Path, qtbot: QtBot
) -> None:
    queue = built.workspace.queue
    job_id = queue.add(waiting(tmp_path / "file"))
    qtbot.waitUntil((tmp_path / "file").exists, timeout=60_000)

    built.answers = [False]
    assert not window.close()
    assert queue.job(job_id).state is JobState.RUNNING
    built.answers = [True]
    assert window.close()

    assert len(built.asked) == 2
    assert all(screen.was_closed for screen in built.screens.values())


def test_leaving_when_nothing_goes_on_asks_nothing(window: MainWindow, built: Built) -> None:
    assert window.close()
    assert built.asked == []


def test_the_title_tells_how_far_the_jobs_are(
    window: MainWindow, built: Built, tmp_path: Path, qtbot: QtBot
) -> None:
    queue = built.workspace.queue
    job_id = queue.add(waiting(tmp_path / "file"))

    qtbot.waitUntil(lambda: "touch_and_wait" in window.windowTitle(), timeout=60_000)
    queue.cancel(job_id)
    qtbot.waitUntil(lambda: window.windowTitle() == "ű songs - SepGenre", timeout=60_000)


def test_tools_ask_the_queue(window: MainWindow, built: Built, qtbot: QtBot) -> None:
    window.book["tools.features"].trigger()
    (job,) = built.workspace.queue.jobs
    assert job.request == requests.features_request("hpss")

    built.separator = None
    window.book["tools.features"].trigger()
    assert len(built.workspace.queue.jobs) == 1


def test_tools_say_what_is_missing(window: MainWindow, built: Built) -> None:
    window.book["tools.separate"].trigger()
    assert "no segments" in window.message_bar.text
    window.book["tools.analyse"].trigger()
    assert "no tracks" in window.message_bar.text
    assert built.workspace.queue.jobs == ()


def test_the_cache_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.book["tools.cache"].trigger()

    dialogs = window.findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
    assert any(type(each).__name__ == "CacheDialog" and each.isVisible() for each in dialogs)
