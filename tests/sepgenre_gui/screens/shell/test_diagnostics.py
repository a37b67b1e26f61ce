"""Diagnostics: what a report of a fault needs."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.shell.diagnostics import Diagnostics, describe_system, start_log
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_training import __version__


def test_it_names_versions_places_and_the_end_of_the_log(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    log = tmp_path / "state" / "window.log"
    handler = start_log(log)
    assert handler is not None
    assert not log.exists()
    try:
        for number in range(60):
            logging.getLogger("sepgenre_gui.test").warning("record %s 观", number)
        logging.getLogger("sepgenre_gui.test").info("not worth it")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()

    text = describe_system(preferences, tmp_path / "songs", log)

    assert f"SepGenre {__version__}" in text
    assert platform.python_version() in text
    assert "tensorflow 2." in text
    assert str(tmp_path / "songs") in text
    assert str(preferences.path) in text
    assert "record 59 观" in text
    assert "record 19 " not in text
    assert "not worth it" not in text


def test_the_screen_shown_tells_of_itself(
    make_window: Callable[..., MainWindow], qtbot: QtBot, songs: Path
) -> None:
    window = make_window()
    window.show()
    window.projects.open(songs)

    window.book["help.diagnostics"].trigger()

    (dialog,) = window.findChildren(Diagnostics)
    assert "Plain: well" in dialog.text.toPlainText()
    dialog.close()


def test_an_empty_log_is_said(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> None:
    text = describe_system(preferences, None, tmp_path / "none.log")

    assert "The log is empty." in text
    assert "Project: none" in text


def test_a_log_that_cannot_be_kept_is_told_and_costs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")

    assert start_log(tmp_path / "file" / "window.log") is None
    assert "no log is kept" in capsys.readouterr().err


def test_it_is_copied(qtbot: QtBot) -> None:
    dialog = Diagnostics("SepGenre 观\nPython")
    qtbot.addWidget(dialog)

    dialog.copy.click()

    assert QGuiApplication.clipboard().text() == "SepGenre 观\nPython"
