"""The start page: asks for what a person chose, and says what to do where there is nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import RecentProject
from sepgenre_gui.screens.start.start_page import StartPage


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> StartPage:
    made = StartPage(theme)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show_recent([])
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(page: StartPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def drop(page: StartPage, urls: list[QUrl]) -> bool:
    """Hold `urls` over the page and let go; return whether the page takes such things."""
    data = QMimeData()
    data.setUrls(urls)
    arguments = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(20, 20), *arguments)
    enter.ignore()
    QApplication.sendEvent(page.viewport(), enter)
    if enter.isAccepted():
        QApplication.sendEvent(page.viewport(), QDropEvent(QPointF(20, 20), *arguments))
    return enter.isAccepted()


def test_an_empty_page_says_what_to_do(page: StartPage) -> None:
    assert "try the demo" in texts(page)
    assert "Drop a folder of music here" in texts(page)


def test_every_button_asks_for_its_own(page: StartPage, qtbot: QtBot) -> None:
    for button, signal in (
        (page.new, page.new_wanted),
        (page.open, page.open_wanted),
        (page.demo, page.demo_wanted),
    ):
        with qtbot.waitSignal(signal, timeout=2000):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.accessibleName()


def test_recent_projects_take_the_place_of_the_advice(page: StartPage, songs: Path) -> None:
    page.show_recent([RecentProject(folder=songs, opened=datetime.now(UTC))])

    assert "try the demo" not in texts(page)
    assert "ű songs" in texts(page)


def test_a_folder_can_be_dropped_anywhere_on_it(
    page: StartPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "ű 观 🎧"
    folder.mkdir()

    with qtbot.waitSignal(page.dropped, timeout=2000) as dropped:
        assert drop(page, [QUrl.fromLocalFile(str(folder))])

    assert dropped.args == [[folder]]


def test_a_link_of_a_browser_is_not_taken(page: StartPage) -> None:
    assert not drop(page, [QUrl("https://example.org/song.mp3")])


def test_the_demo_is_shown_while_it_is_made(page: StartPage, qtbot: QtBot) -> None:
    page.begin_demo("/somewhere/demo")
    assert page.panel.isVisible()
    assert not page.demo.isEnabled()
    assert "/somewhere/demo" in texts(page)

    page.show_demo("Generate songs: Glass Tunnel", 3, 66)
    assert page.panel.said == "Generate songs: Glass Tunnel"

    with qtbot.waitSignal(page.demo_cancelled, timeout=2000):
        qtbot.mouseClick(page.panel.cancel, Qt.MouseButton.LeftButton)
    page.stop_demo()
    assert page.panel.said == "Stopping…"
    assert not page.panel.cancel.isEnabled()
    page.show_demo("Generate songs: late", 4, 66)
    assert page.panel.said == "Stopping…"

    page.end_demo()
    assert not page.panel.isVisible()
    page.begin_demo("/somewhere/demo")
    assert page.panel.cancel.isEnabled()
    assert page.panel.said == "Starting…"


def test_everything_can_be_reached_by_the_tab_key(page: StartPage, songs: Path) -> None:
    page.show_recent([RecentProject(folder=songs, opened=datetime.now(UTC))])
    page.new.setFocus()
    reached = []
    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        page.focusNextChild()

    assert {"New project", "Open", "Try the demo", "Open ű songs"} <= set(reached)
