"""Notices: cause and remedy inside the window, copied whole, gone at the next success."""

from __future__ import annotations

import errno

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.notices import MessageBar, explain
from sepgenre_training.errors import CancelledError, ProjectError

REFUSAL = ProjectError("/ű 观/songs <b>is</b> damaged.", remedy="Copy the backup back.")


def caught(error: BaseException) -> BaseException:
    """Return `error` as it is after it was raised, with its trace."""
    try:
        raise error  # noqa: TRY301 - as whatever fails does
    except BaseException as raised:  # noqa: BLE001 - whatever it is
        return raised


def test_an_error_is_shown_with_its_remedy_in_the_window(window: MainWindow) -> None:
    window.show_error(REFUSAL)

    bar = window.message_bar
    assert bar.isVisible()
    # As text, whatever it contains.
    assert bar.text == "/ű 观/songs <b>is</b> damaged. Copy the backup back."
    assert bar.accessibleName() == REFUSAL.message
    assert bar.accessibleDescription() == REFUSAL.remedy


def test_the_next_success_takes_it_away(window: MainWindow) -> None:
    window.show_error(REFUSAL)
    window.succeeded("12 tracks were imported.")

    assert not window.message_bar.isVisible()
    assert window.message_bar.error is None
    assert window.status.said == "12 tracks were imported."


def test_it_can_be_taken_away_and_takes_no_room_then(window: MainWindow, qtbot: QtBot) -> None:
    area = window.message_bar.parentWidget()
    assert area is not None
    assert not area.isVisible()
    window.show_error(REFUSAL)
    qtbot.waitUntil(area.isVisible)

    qtbot.mouseClick(window.message_bar.close_button, Qt.MouseButton.LeftButton)

    assert not window.message_bar.isVisible()
    assert not area.isVisible()


def test_a_copy_holds_everything(window: MainWindow, qtbot: QtBot) -> None:
    window.show_error(caught(KeyError("no such stem")))
    qtbot.mouseClick(window.message_bar.copy, Qt.MouseButton.LeftButton)

    copied = QGuiApplication.clipboard().text()
    assert "SepGenre did not expect this: KeyError: 'no such stem'" in copied
    assert "Traceback" in copied
    assert "in caught" in copied
    assert window.message_bar.copy.text() == "Copied"

    window.show_error(REFUSAL)
    assert window.message_bar.copy.text() == "Copy"


def test_what_the_person_cancelled_is_no_error(window: MainWindow) -> None:
    window.show_error(CancelledError("Stopped at your request."))

    assert not window.message_bar.isVisible()
    assert window.status.said == "Stopped at your request."


def test_what_the_system_refuses_names_the_file() -> None:
    error = OSError(errno.ENOSPC, "No space left on device", "/music/songs")

    message, remedy = explain(error)

    assert message == "/music/songs: the disk is full."
    assert "clear the cache" in remedy


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_a_long_message_is_shown_whole(qtbot: QtBot, theme: Theme, choice: ThemeChoice) -> None:
    theme.choose(choice)
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    bar.show_error(ProjectError("/music/" + "long name " * 60, remedy="Do this. " * 40))
    bar.resize(480, bar.heightForWidth(480))

    for label in bar.findChildren(type(bar._message)):
        if label.text():
            assert label.height() >= label.heightForWidth(label.width())
