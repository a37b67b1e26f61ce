"""The book of actions: one key for one action, the person's own keys, on and off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.actions.book import ActionBook, KeyTakenError
from sepgenre_gui.screens.actions.menus import fill_menus
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.preferences import Preferences

PLAY = ActionSpec(
    id="segment.play", text="&Play", menu="Segment", keys=("Space", "P"), icon="play", tip="Hear it"
)
MOVE = ActionSpec(id="segment.move", text="&Move…", menu="Segment", keys=("M",), edits=True)
LOOP = ActionSpec(id="playback.loop", text="&Loop", menu="Playback", keys=("L",), checkable=True)
SNAPS = tuple(
    ActionSpec(id=f"snap.{name}", text=name, menu="Segment/Snap to", choice="snap")
    for name in ("off", "beat", "bar")
)


@pytest.fixture
def frame(qtbot: QtBot) -> Iterator[QMainWindow]:
    window = QMainWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def book(frame: QMainWindow, preferences: Preferences, theme: Theme) -> ActionBook:
    made = ActionBook(frame, preferences, theme)
    made.add([PLAY, MOVE, LOOP, *SNAPS])
    return made


def test_a_key_triggers_its_action(book: ActionBook, frame: QMainWindow, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_P):
        with qtbot.waitSignal(book["segment.play"].triggered, timeout=2000):
            qtbot.keyClick(frame, key)


def test_an_action_tells_its_key_and_what_it_does(book: ActionBook) -> None:
    action = book["segment.play"]

    assert action.toolTip() == "Play (Space)"
    assert action.statusTip() == "Hear it"
    assert not action.icon().isNull()
    assert book["segment.move"].toolTip() == "Move (M)"
    assert book["playback.loop"].isCheckable()


def test_two_actions_with_one_key_are_refused_by_name(book: ActionBook) -> None:
    zoom = ActionSpec(id="view.zoom", text="&Zoom", menu="View", keys=("Z",))
    mute = ActionSpec(id="playback.mute", text="M&ute", menu="Playback", keys=("Ctrl+M", "M"))

    with pytest.raises(KeyTakenError) as refusal:
        book.add([zoom, mute])

    assert "M cannot be the key of “Mute”: “Move” has it." in str(refusal.value)
    assert refusal.value.owner == "segment.move"
    # Nothing of a refused lot is there.
    assert "view.zoom" not in book
    assert "playback.mute" not in book


def test_two_new_actions_with_one_key_are_refused_as_well(book: ActionBook) -> None:
    one = ActionSpec(id="view.one", text="One", menu="View", keys=("G",))
    two = ActionSpec(id="view.two", text="Two", menu="View", keys=("G, S",))

    with pytest.raises(KeyTakenError, match="“Two”: “One” has it"):
        book.add([one, two])


def test_an_identifier_is_there_once(book: ActionBook) -> None:
    with pytest.raises(ValueError, match=r"two actions segment\.play"):
        book.add([PLAY])


def test_the_persons_own_keys_hold_at_once_and_in_the_next_window(
    book: ActionBook, frame: QMainWindow, qtbot: QtBot, preferences: Preferences, theme: Theme
) -> None:
    book.set_keys("segment.play", ["Ctrl+P"])

    with qtbot.waitSignal(book["segment.play"].triggered, timeout=2000):
        qtbot.keyClick(frame, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    with qtbot.assertNotEmitted(book["segment.play"].triggered, wait=50):
        qtbot.keyClick(frame, Qt.Key.Key_Space)

    other = QMainWindow()
    qtbot.addWidget(other)
    again = ActionBook(other, Preferences(preferences.path), theme)
    again.add([PLAY, MOVE])
    assert again.keys("segment.play") == ("Ctrl+P",)
    assert again["segment.play"].shortcuts() == [QKeySequence("Ctrl+P")]
    assert again.has_own_keys("segment.play")
    assert not again.has_own_keys("segment.move")


def test_a_taken_key_is_refused_and_nothing_changes(
    book: ActionBook, preferences: Preferences
) -> None:
    with pytest.raises(KeyTakenError, match="“Move” has it"):
        book.set_keys("segment.play", ["X", "M"])

    assert book.keys("segment.play") == ("Space", "P")
    assert preferences.keys == {}


def test_a_key_can_be_taken_away_and_given_back(book: ActionBook, preferences: Preferences) -> None:
    book.set_keys("segment.move", [])
    assert book["segment.move"].shortcuts() == []
    book.set_keys("segment.play", ["M"])

    with pytest.raises(KeyTakenError, match="“Play” has it"):
        book.reset_keys("segment.move")

    book.reset_keys("segment.play")
    book.reset_keys("segment.move")
    assert (book.keys("segment.play"), book.keys("segment.move")) == (("Space", "P"), ("M",))
    assert preferences.keys == {}


def test_resetting_all_gives_every_action_its_keys(book: ActionBook) -> None:
    book.set_keys("segment.move", ["Ctrl+1"])
    book.set_keys("segment.play", ["M"])

    book.reset_all_keys()

    assert (book.keys("segment.play"), book.keys("segment.move")) == (("Space", "P"), ("M",))


def test_the_persons_key_wins_over_a_newer_default(
    frame: QMainWindow, preferences: Preferences, theme: Theme
) -> None:
    # As after an update that gave the person's key to something new.
    preferences.keys = {"segment.play": ("L", "not a key"), "gone.action": ("M",)}
    book = ActionBook(frame, preferences, theme)
    book.add([LOOP, PLAY, MOVE])

    assert book.keys("segment.play") == ("L",)
    assert book.keys("playback.loop") == ()
    assert book.keys("segment.move") == ("M",)


def test_a_read_only_project_turns_off_what_edits(book: ActionBook) -> None:
    book.set_read_only("This project is open read-only.")
    assert not book["segment.move"].isEnabled()
    assert book["segment.play"].isEnabled()
    assert book.reason("segment.move") == "This project is open read-only."

    book.enable("segment.move")
    assert not book["segment.move"].isEnabled()

    late = ActionSpec(id="segment.cut", text="Cut", menu="Segment", edits=True)
    book.add([late])
    assert not book["segment.cut"].isEnabled()

    book.disable("segment.move", reason="No segment is there.")
    book.set_read_only("")
    assert not book["segment.move"].isEnabled()
    assert book.reason("segment.move") == "No segment is there."
    assert book["segment.cut"].isEnabled()
    book.enable("segment.move")
    assert book["segment.move"].isEnabled()
    assert book.reason("segment.move") == ""


def test_a_group_can_be_turned_off(book: ActionBook) -> None:
    assert book.group("segment") == ("segment.play", "segment.move")

    book.disable(*book.group("segment"), reason="No track is chosen.")

    assert not book["segment.play"].isEnabled()
    assert book["playback.loop"].isEnabled()


def test_of_a_choice_one_is_on(book: ActionBook) -> None:
    book["snap.beat"].trigger()
    book["snap.bar"].trigger()

    assert [book[spec.id].isChecked() for spec in SNAPS] == [False, False, True]


def test_removed_actions_leave_the_window_and_their_keys(
    book: ActionBook, frame: QMainWindow, qtbot: QtBot
) -> None:
    book.remove([PLAY, *SNAPS])
    qtbot.wait(10)

    assert "segment.play" not in book
    assert sorted(action.objectName() for action in frame.actions()) == [
        "playback.loop",
        "segment.move",
    ]
    heir = ActionSpec(id="view.heir", text="Heir", menu="View", keys=("Space",))
    book.add([heir, ActionSpec(id="view.next", text="Next", menu="View", keys=("P",)), *SNAPS])
    with qtbot.waitSignal(book["view.heir"].triggered, timeout=2000):
        qtbot.keyClick(frame, Qt.Key.Key_Space)
    book["snap.off"].trigger()
    assert [book[spec.id].isChecked() for spec in SNAPS] == [True, False, False]


def test_icons_follow_the_theme(book: ActionBook, theme: Theme) -> None:
    before = book["segment.play"].icon().pixmap(32).toImage()

    theme.choose(ThemeChoice.DARK)

    assert book["segment.play"].icon().pixmap(32).toImage() != before


def titles(menu: QMenu) -> list[str]:
    return ["-" if action.isSeparator() else action.text() for action in menu.actions()]


def test_menus_hold_every_action_once(book: ActionBook, frame: QMainWindow) -> None:
    for _ in range(2):
        fill_menus(frame.menuBar(), book)

    assert [action.text() for action in frame.menuBar().actions()] == ["&Segment", "&Playback"]
    menu = frame.menuBar().actions()[0].menu()
    assert isinstance(menu, QMenu)
    assert titles(menu) == ["&Play", "&Move…", "-", "Snap to"]
    snap = menu.actions()[-1].menu()
    assert isinstance(snap, QMenu)
    assert titles(snap) == ["off", "beat", "bar"]
