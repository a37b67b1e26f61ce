"""The panel of genres: what can be asked of it by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.screens.curation.genres.panel import GenrePanel
from sepgenre_gui.screens.curation.genres.questions import DeletionDialog

GENRES = [
    Genre(id=4, name="House & Garage", color="#e69f00", key=1),
    Genre(id=7, name="観 🎧", color="#56b4e9", key=2),
    Genre(id=9, name="Ambient", color="#009e73"),
]


@pytest.fixture
def panel(qtbot: QtBot) -> GenrePanel:
    shown = GenrePanel()
    qtbot.addWidget(shown)
    shown.resize(260, 400)
    shown.show_genres(GENRES, {4: 3, 7: 1})
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def action(menu: QMenu, text: str) -> QAction:
    found = [each for each in menu.actions() if each.text() == text]
    assert found, [each.text() for each in menu.actions()]
    return found[0]


def place(panel: GenrePanel, row: int) -> QPoint:
    return panel.list.visualItemRect(panel.list.item(row)).center()


def test_a_click_selects_and_a_double_click_gives_the_genre(
    panel: GenrePanel, qtbot: QtBot
) -> None:
    asked: list[int] = []
    panel.assign_requested.connect(asked.append)

    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, 1))
    assert (panel.selected_id, asked) == (7, [])
    qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, 1))

    assert asked == [7]


def test_renaming_in_place(panel: GenrePanel, qtbot: QtBot) -> None:
    asked: list[tuple[int, str]] = []
    panel.rename_requested.connect(lambda identifier, name: asked.append((identifier, name)))
    panel.list.setCurrentRow(2)

    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    editor = panel.list.findChild(QLineEdit)
    qtbot.keyClicks(editor, "Drone")
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: asked == [(9, "Drone")], timeout=5000)


def test_the_menu_asks_for_what_it_says(panel: GenrePanel) -> None:
    keys: list[tuple[int, object]] = []
    merges: list[tuple[int, int]] = []
    deletions: list[int] = []
    panel.key_requested.connect(lambda identifier, key: keys.append((identifier, key)))
    panel.merge_requested.connect(lambda source, into: merges.append((source, into)))
    panel.delete_requested.connect(deletions.append)
    menu = panel.menu_for(9)
    submenus = {each.title(): each for each in menu.findChildren(QMenu)}

    action(submenus["Key"], "3").trigger()
    action(submenus["Key"], "None").trigger()
    action(submenus["Merge into"], "House && Garage").trigger()
    action(menu, "Delete…").trigger()

    assert keys == [(9, 3), (9, None)]
    assert merges == [(9, 4)]
    assert deletions == [9]
    assert action(submenus["Key"], "2 (now 観 🎧)").isEnabled()


def test_a_panel_that_cannot_edit_offers_no_edit(panel: GenrePanel) -> None:
    panel.list.setCurrentRow(0)
    assert panel.more_button.isEnabled()

    panel.set_editable(editable=False)

    for button in (panel.more_button, panel.add_button):
        assert not button.isEnabled()
        assert "read-only" in button.toolTip()


def test_without_genres_the_panel_says_what_to_do(panel: GenrePanel) -> None:
    says_what_it_does = panel.more_button.toolTip()

    panel.show_genres([], {})

    assert not panel.more_button.isEnabled()
    assert "add the first one" in panel.more_button.toolTip()
    assert panel.more_button.accessibleDescription() == panel.more_button.toolTip()
    (hint,) = (label for label in panel.findChildren(QLabel) if label.isVisible())
    assert "Add the first one" in hint.text()
    assert panel.add_button.isEnabled()

    panel.show_genres(GENRES, {})

    assert panel.more_button.isEnabled()
    assert panel.more_button.toolTip() == says_what_it_does


def test_every_genre_is_read_out_with_its_key_and_number(panel: GenrePanel) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    texts = [panel.list.item(row).data(role) for row in range(3)]

    assert texts == [
        "House & Garage, key 1, 3 segments",
        "観 🎧, key 2, 1 segment",
        "Ambient, no key, 0 segments",
    ]


def test_deleting_asks_what_becomes_of_the_segments(qtbot: QtBot) -> None:
    dialog = DeletionDialog(GENRES[0], GENRES[1:], (2, 3))
    qtbot.addWidget(dialog)

    assert dialog.answer.reassign_to is None
    dialog.reassign.click()
    dialog.target.setCurrentIndex(1)

    assert dialog.answer.reassign_to == 9
