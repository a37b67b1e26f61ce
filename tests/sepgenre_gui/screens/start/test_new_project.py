"""The dialog of a new project: says what is wrong, makes the project, never half."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import is_project
from sepgenre_gui.screens.start.new_project import NewProject, name_problem


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> NewProject:
    made = NewProject(place=tmp_path / "projects", ask=lambda *_: str(tmp_path / "chosen"))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(dialog: NewProject) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def create(qtbot: QtBot, dialog: NewProject) -> None:
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)


def test_it_makes_the_project_where_it_says(
    qtbot: QtBot, dialog: NewProject, tmp_path: Path
) -> None:
    dialog.name.setText("ű 观 🎧")
    folder = tmp_path / "projects" / "ű 观 🎧"
    assert str(folder) in texts(dialog)

    create(qtbot, dialog)

    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.project is not None
    assert dialog.project.folder == folder
    assert not dialog.project.read_only
    dialog.project.close()
    assert is_project(folder)


def test_a_folder_that_is_not_empty_is_refused_and_the_dialog_stays(
    qtbot: QtBot, dialog: NewProject, tmp_path: Path
) -> None:
    dialog.name.setText("mine")
    dialog.folder.mkdir(parents=True)
    (dialog.folder / "diary.txt").write_text("mine")

    create(qtbot, dialog)

    assert dialog.isVisible()
    assert dialog.project is None
    assert "diary.txt" in dialog.problem
    assert "Choose an empty folder" in dialog.problem
    assert not is_project(dialog.folder)

    dialog.name.setText("other")
    assert dialog.problem == ""
    create(qtbot, dialog)
    assert dialog.project is not None
    dialog.project.close()


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\\b", 'a"b', "a?", "a:b", ".", "..", "a."])
def test_a_name_that_is_none_everywhere_cannot_be_made(dialog: NewProject, name: str) -> None:
    dialog.name.setText(name)

    assert not dialog.create_button.isEnabled()
    assert dialog.problem


@pytest.mark.parametrize("name", ["songs", "ű 观 🎧", "a.b", "'s, (1)"])
def test_usual_names_are_names(name: str) -> None:
    assert name_problem(name) == ""


def test_a_place_is_a_whole_path(dialog: NewProject) -> None:
    dialog.place.setText("somewhere")

    assert not dialog.create_button.isEnabled()
    assert "whole path" in dialog.problem


def test_a_place_can_be_chosen(qtbot: QtBot, dialog: NewProject, tmp_path: Path) -> None:
    browse = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Browse…")
    qtbot.mouseClick(browse, Qt.MouseButton.LeftButton)

    assert dialog.folder.parent == tmp_path / "chosen"


def test_music_names_the_project_and_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    music = tmp_path / "summer set"
    music.mkdir()
    (tmp_path / "projects" / "summer set").mkdir(parents=True)
    dialog = NewProject(place=tmp_path / "projects", music=(music,))
    qtbot.addWidget(dialog)
    dialog.show()

    # A folder of that name is there already.
    assert dialog.name.text() == "summer set 2"
    assert "The music of summer set is imported next." in texts(dialog)


def test_a_problem_does_not_squeeze_the_fields(qtbot: QtBot, dialog: NewProject) -> None:
    before = dialog.name.height()
    dialog.name.setText("x" * 40)
    dialog.folder.mkdir(parents=True)
    (dialog.folder / ("y" * 120)).write_text("")
    create(qtbot, dialog)
    qtbot.wait(10)

    assert dialog.problem
    assert dialog.name.height() == before
