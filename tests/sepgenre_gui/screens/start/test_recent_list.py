"""The list of recent projects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.preferences import RecentProject
from sepgenre_gui.screens.start.recent_list import RecentList, said_when

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, songs: Path, tmp_path: Path) -> RecentList:
    made = RecentList(theme)
    qtbot.addWidget(made)
    made.show_projects(
        [
            RecentProject(folder=songs, opened=datetime.now(UTC)),
            RecentProject(folder=tmp_path / "gone", opened=datetime.now(UTC)),
        ]
    )
    made.show()
    qtbot.waitExposed(made)
    return made


def entries(shown: RecentList) -> list[QPushButton]:
    return [each for each in shown.findChildren(QPushButton) if each.isVisible()]


def test_a_project_opens_at_a_click(shown: RecentList, songs: Path, qtbot: QtBot) -> None:
    first, _ = entries(shown)
    assert first.accessibleName() == "Open ű songs"
    assert "just now" in first.accessibleDescription()

    with qtbot.waitSignal(shown.chosen, timeout=2000) as chosen:
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton)

    assert chosen.args == [songs]


def test_a_click_on_its_name_is_one_on_the_row(
    shown: RecentList, songs: Path, qtbot: QtBot
) -> None:
    first, _ = entries(shown)
    name = next(each for each in first.findChildren(QLabel) if each.text() == "ű songs")
    middle = name.mapTo(first, name.rect().center())
    assert first.childAt(middle) is None

    with qtbot.waitSignal(shown.chosen, timeout=2000):
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=middle)


def test_a_project_that_is_gone_is_greyed_and_can_be_taken_out(
    shown: RecentList, tmp_path: Path, qtbot: QtBot
) -> None:
    _, gone = entries(shown)
    assert not gone.isEnabled()
    assert "not found" in gone.accessibleDescription()

    (forget,) = [
        each
        for each in shown.findChildren(QToolButton)
        if each.accessibleName() == "Take gone out of the list"
    ]
    with qtbot.waitSignal(shown.forgotten, timeout=2000) as forgotten:
        qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    assert forgotten.args == [tmp_path / "gone"]


def test_it_is_drawn_anew_in_another_theme(shown: RecentList, theme: Theme, qtbot: QtBot) -> None:
    before = entries(shown)
    theme.choose(ThemeChoice.DARK)

    qtbot.waitUntil(lambda: len(entries(shown)) == 2 and entries(shown) != before)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=30), "3 April 2026"),
    ],
)
def test_a_moment_is_said_as_people_say_it(ago: timedelta, said: str) -> None:
    assert said_when(NOW - ago, NOW) == said
