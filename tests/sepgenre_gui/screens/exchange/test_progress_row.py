"""How long something will take, in words that promise no more than is known."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.exchange.progress_row import ProgressRow, time_left


@pytest.mark.parametrize(
    ("elapsed_s", "done", "total", "said"),
    [
        (1.0, 50, 100, ""),
        (10.0, 2, 100, ""),
        (10.0, 100, 100, ""),
        (10.0, 60, 100, "a few seconds left"),
        (10.0, 20, 100, "about 40 s left"),
        (60.0, 10, 100, "about 9 min left"),
        (3600.0, 10, 100, "about 9.0 h left"),
    ],
)
def test_the_time_left_follows_the_pace(elapsed_s: float, done: int, total: int, said: str) -> None:
    assert time_left(elapsed_s, done, total) == said


def test_the_row_is_there_only_while_something_goes_on(qtbot: QtBot) -> None:
    row = ProgressRow("How far it is")
    qtbot.addWidget(row)
    assert row.isHidden()

    row.begin("Looking…")
    row.advance("3 of 9: song.wav", 3, 9)
    assert not row.isHidden()
    assert row.text == "3 of 9: song.wav"

    row.end()
    assert row.isHidden()
