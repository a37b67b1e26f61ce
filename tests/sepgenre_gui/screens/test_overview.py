"""The overview window: what it says of a project, and which command comes next."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from PySide6.QtWidgets import QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.overview import OverviewWindow
from sepgenre_gui.services.overview import GenreCount, ProjectOverview, RunLine

OVERVIEW = ProjectOverview(
    folder=Path("my songs"),
    tracks=12,
    segments=11,
    suggested=4,
    genres=(
        GenreCount(name="ű 观 🎧", color="#e69f00", tracks=7, segments=6),
        GenreCount(name="Techno", color="#56b4e9", tracks=5, segments=5),
    ),
    runs=(
        RunLine(
            name="paper 1", protocol="paper", separator="hpss", trials="3 of 5", state="stopped"
        ),
    ),
)


def texts(window: OverviewWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def cells(table: QTableWidget) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_without_a_project_it_says_how_to_begin(qtbot: QtBot) -> None:
    window = OverviewWindow()
    qtbot.addWidget(window)

    assert "sepgenre demo" in texts(window)
    assert "sepgenre new" in texts(window)


def test_a_project_is_shown_in_numbers(qtbot: QtBot) -> None:
    window = OverviewWindow()
    qtbot.addWidget(window)
    window.show_project(OVERVIEW)
    window.show()
    qtbot.waitExposed(window)

    tables = {table.accessibleName(): table for table in window.findChildren(QTableWidget)}
    assert "my songs" in window.windowTitle()
    assert "12 tracks and 11 segments" in texts(window)
    assert cells(tables["Genres"]) == [["ű 观 🎧", "7", "6"], ["Techno", "5", "5"]]
    assert cells(tables["Runs"]) == [["paper 1", "paper", "hpss", "3 of 5", "stopped"]]


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"tracks": 0, "segments": 0, "genres": (), "runs": ()}, "sepgenre import"),
        ({"segments": 0, "runs": ()}, "segments"),
        ({"runs": ()}, "sepgenre separate"),
        ({}, "sepgenre report"),
    ],
)
def test_the_next_step_is_the_one_that_is_missing(
    qtbot: QtBot, change: dict[str, object], step: str
) -> None:
    window = OverviewWindow()
    qtbot.addWidget(window)
    window.show_project(attrs.evolve(OVERVIEW, **change))
    qtbot.wait(10)

    (next_step,) = [line for line in texts(window).splitlines() if line.startswith("Next step")]
    assert step in next_step
