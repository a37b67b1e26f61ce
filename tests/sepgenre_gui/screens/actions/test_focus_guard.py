"""Keys while something has the focus: what is typed there triggers no action."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListView,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.focus_guard import FocusGuard
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import Preferences

KEYS = {
    "A": Qt.Key.Key_A,
    "3": Qt.Key.Key_3,
    "?": Qt.Key.Key_Question,
    "Space": Qt.Key.Key_Space,
    "Return": Qt.Key.Key_Return,
    "Del": Qt.Key.Key_Delete,
    "Backspace": Qt.Key.Key_Backspace,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down,
    "Home": Qt.Key.Key_Home,
    "F5": Qt.Key.Key_F5,
}
TYPING = {"A", "3", "?", "Space", "Return", "Del", "Backspace", "Left", "Right", "Home"}


def editable_combo() -> QComboBox:
    box = QComboBox()
    box.setEditable(True)
    return box


def filled_list(kind: type[QListView] | type[QTreeView]) -> QListView | QTreeView:
    view = kind()
    view.setModel(QStringListModel(["a", "b", "c"], view))
    return view


def read_only(kind: type[QPlainTextEdit] | type[QTextEdit]) -> QWidget:
    made = kind()
    made.setReadOnly(True)
    return made


OWN: list[tuple[str, Callable[[], QWidget], set[str]]] = [
    ("line", QLineEdit, TYPING),
    ("text", QTextEdit, TYPING | {"Up", "Down"}),
    ("plain text", QPlainTextEdit, TYPING | {"Up", "Down"}),
    ("read-only text", lambda: read_only(QTextEdit), {"Up", "Down", "Home"}),
    ("read-only plain text", lambda: read_only(QPlainTextEdit), {"Up", "Down", "Home"}),
    ("number", QSpinBox, TYPING | {"Up", "Down"}),
    ("decimal", QDoubleSpinBox, TYPING | {"Up", "Down"}),
    ("editable combo", editable_combo, TYPING | {"Up", "Down"}),
    ("combo", QComboBox, {"Space", "Up", "Down", "Home"}),
    ("button", QPushButton, {"Space"}),
    ("slider", QSlider, {"Left", "Right", "Up", "Down", "Home"}),
    ("list", lambda: filled_list(QListView), {"Up", "Down", "Home"}),
    ("tree", lambda: filled_list(QTreeView), {"Left", "Right", "Up", "Down", "Home"}),
]


@pytest.fixture
def frame(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, theme: Theme
) -> tuple[QMainWindow, list[str]]:
    guard = FocusGuard(qapp)
    window = QMainWindow()
    qtbot.addWidget(window, before_close_func=lambda _: guard.deleteLater())
    book = ActionBook(window, preferences, theme)
    fired: list[str] = []
    specs = [
        ActionSpec(id=f"key.k{number}", text=key, menu="Keys", keys=(key,))
        for number, key in enumerate(KEYS)
    ]
    book.add(specs)
    for spec in specs:
        book[spec.id].triggered.connect(lambda _=False, key=spec.text: fired.append(key))
    return window, fired


@pytest.mark.parametrize(("make", "own"), [row[1:] for row in OWN], ids=[row[0] for row in OWN])
def test_a_widget_keeps_its_own_keys_and_leaves_the_others(
    qtbot: QtBot,
    frame: tuple[QMainWindow, list[str]],
    make: Callable[[], QWidget],
    own: set[str],
) -> None:
    window, fired = frame
    middle = QWidget()
    layout = QVBoxLayout(middle)
    widget = make()
    layout.addWidget(widget)
    window.setCentralWidget(middle)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    widget.setFocus()
    for key in KEYS.values():
        qtbot.keyClick(QApplication.focusWidget(), key)

    assert set(fired) == set(KEYS) - own


def test_what_is_typed_arrives_in_the_field(
    qtbot: QtBot, frame: tuple[QMainWindow, list[str]]
) -> None:
    window, fired = frame
    field = QLineEdit()
    window.setCentralWidget(field)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    qtbot.keyClicks(field, "a 3?")

    assert field.text() == "a 3?"
    assert fired == []


def test_space_presses_the_button_that_has_the_focus(
    qtbot: QtBot, frame: tuple[QMainWindow, list[str]]
) -> None:
    window, fired = frame
    button = QPushButton("Press")
    window.setCentralWidget(button)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    button.setFocus()
    with qtbot.waitSignal(button.clicked, timeout=2000):
        qtbot.keyClick(button, Qt.Key.Key_Space)

    assert fired == []


def test_without_a_focus_every_key_fires(
    qtbot: QtBot, frame: tuple[QMainWindow, list[str]]
) -> None:
    window, fired = frame
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for key in KEYS.values():
        qtbot.keyClick(window, key)

    assert fired == [*KEYS]
