"""Actions of several screens: each is there on its own, and two may have one key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.actions.book import KeyTakenError
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.shell.main_window import MainWindow

CUT = ActionSpec(id="cut.snap", text="Snap", menu="Cut", keys=("S",), screen="cut")
MIX = ActionSpec(id="mix.solo", text="Solo", menu="Mix", keys=("S",), screen="mix")
JOBS = ActionSpec(id="jobs.show", text="Jobs", menu="Jobs", keys=("Ctrl+J",))


@pytest.fixture
def done(window: MainWindow) -> list[str]:
    """The actions that were triggered."""
    triggered: list[str] = []
    window.book.add((CUT, MIX, JOBS))
    for spec in (CUT, MIX, JOBS):
        window.book[spec.id].triggered.connect(lambda _=False, name=spec.id: triggered.append(name))
    return triggered


def test_a_key_does_what_it_does_on_the_screen_that_is_shown(
    window: MainWindow, done: list[str], qtbot: QtBot
) -> None:
    for screen in ("cut", "mix", "cut"):
        window.book.show_screen(screen)
        qtbot.keyClick(window, Qt.Key.Key_S)

    assert done == ["cut.snap", "mix.solo", "cut.snap"]


def test_only_what_is_there_is_offered(window: MainWindow, done: list[str]) -> None:
    window.book.show_screen("mix")

    offered = {spec.id for spec in window.book}

    assert {"mix.solo", "jobs.show"} <= offered
    assert "cut.snap" not in offered
    assert "cut.snap" in window.book


def test_what_is_turned_on_elsewhere_stays_off_until_its_screen_is_shown(
    window: MainWindow, done: list[str]
) -> None:
    window.book.show_screen("mix")
    window.book.enable("cut.snap")
    assert not window.book["cut.snap"].isEnabled()

    window.book.show_screen("cut")
    assert window.book["cut.snap"].isEnabled()


def test_a_key_of_every_screen_is_taken_on_each(window: MainWindow, done: list[str]) -> None:
    with pytest.raises(KeyTakenError):
        window.book.set_keys("mix.solo", ("Ctrl+J",))
    window.book.set_keys("mix.solo", ("T",))
    window.book.set_keys("cut.snap", ("T",))

    assert window.book.keys("cut.snap") == window.book.keys("mix.solo") == ("T",)
