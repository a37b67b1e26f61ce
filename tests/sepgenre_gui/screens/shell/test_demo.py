"""The demo from the start page: made once, told where it fails, ended with the window."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.shell.main_window import MainWindow
from tests.sepgenre_gui.screens.shell.seen import is_free


def test_a_demo_that_is_ready_is_opened_from_the_start_page(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "demo"
    with Project.create(folder) as project:
        project.settings.set("demo_is_prepared", value=True)

    window.projects.try_demo(folder)
    assert window.start_page.panel.isVisible()
    assert window.status.activity_text == "Making the demo"
    assert window.projects.demo.is_going_on
    qtbot.waitUntil(lambda: window.projects.folder == folder, timeout=60_000)

    assert not window.projects.demo.is_going_on
    assert window.status.activity_text == ""


def test_a_demo_that_cannot_be_made_is_told(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "diary.txt").write_text("mine")

    window.projects.try_demo(tmp_path / "demo")
    qtbot.waitUntil(lambda: not window.projects.demo.is_going_on, timeout=60_000)

    assert "diary.txt" in window.message_bar.text
    assert window.start_page.demo.isEnabled()
    assert not window.start_page.panel.isVisible()


def test_a_window_that_closes_ends_the_demo(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.projects.try_demo(tmp_path / "demo")
    window.close()

    assert not window.projects.demo.is_going_on
    assert not (tmp_path / "demo" / "project.sqlite").exists() or is_free(tmp_path / "demo")
