"""Edits in a window, by mouse and keys: the region, the note, the genres."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Origin, TrackState
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ
from tests.sepgenre_gui.screens.curation.hands import (
    Opened,
    drag,
    press,
    segment,
    state,
    title,
    wait_for_peaks,
)


def test_the_region_is_dragged_as_a_whole_and_stored_once(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    press(qtbot, opened, Qt.Key.Key_N)
    assert title(screen) == "Beta"
    wait_for_peaks(qtbot, screen)
    view = screen.layout.wave.waveform
    start, middle = segment(screen).start_sample, view.height() // 2

    drag(qtbot, view, from_x=view.x_of(start + 3 * RATE_HZ), by_x=120, y=middle)

    moved = segment(screen)
    expected = start + 120 * view.steered.samples_per_pixel
    assert moved.start_sample == pytest.approx(expected, abs=3 * view.steered.samples_per_pixel)
    assert moved.n_samples == 10 * RATE_HZ
    assert moved.origin is Origin.BY_HAND
    screen.history.undo()
    assert segment(screen).start_sample == start
    assert screen.history.undo_text == ""


def test_a_drag_beyond_the_end_is_clamped(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    press(qtbot, opened, Qt.Key.Key_N)
    view = screen.layout.wave.waveform
    inside = view.x_of(segment(screen).start_sample + 3 * RATE_HZ)

    drag(qtbot, view, from_x=inside, by_x=5000, y=view.height() // 2)

    assert segment(screen).start_sample == 20 * RATE_HZ


def test_arrows_nudge_and_typing_a_note_does_not_label(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    press(qtbot, opened, Qt.Key.Key_N)
    start = segment(screen).start_sample

    press(qtbot, opened, Qt.Key.Key_Right)
    press(qtbot, opened, Qt.Key.Key_Left, shift=True)
    assert segment(screen).start_sample == start + RATE_HZ // 10 - RATE_HZ // 100

    note = screen.layout.segments.note
    note.setFocus()
    qtbot.keyClicks(note, "take 2, nice")
    assert title(screen) == "Beta"
    assert state(screen, "Beta") is TrackState.UNLABELLED
    qtbot.waitUntil(lambda: "nice" in (screen.session.track or note).note, timeout=5000)


def test_escape_leaves_the_note_and_the_filter(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    tracks, note = screen.layout.tracks, screen.layout.segments.note
    press(qtbot, opened, Qt.Key.Key_T)
    assert note.hasFocus()
    qtbot.keyClicks(note, "loud")
    press(qtbot, opened, Qt.Key.Key_Escape)
    assert tracks.table.hasFocus()
    assert screen.session.track is not None
    assert screen.session.track.note == "loud"

    qtbot.keyClick(opened[0], Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(tracks.text_filter, "bet")
    assert len(tracks.model.shown_rows) == 1
    press(qtbot, opened, Qt.Key.Key_Escape)
    assert len(tracks.model.shown_rows) == 3
    assert tracks.table.hasFocus()


def test_genres_are_edited_from_the_menu(qtbot: QtBot, opened: Opened) -> None:
    window, screen = opened
    genres = lambda: {each.name: each for each in screen.session.genres().values()}  # noqa: E731
    screen.layout.genres.list.setCurrentRow(0)

    press(qtbot, opened, Qt.Key.Key_F2)
    editor = screen.layout.genres.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Deep House")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: set(genres()) == {"Deep House", "Techno"}, timeout=5000)

    def answer(place: int) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.findChildren(QComboBox)[0].setCurrentIndex(place)
        dialog.accept()

    QTimer.singleShot(50, lambda: answer(8))
    window.book["genre.key"].trigger()
    assert genres()["Deep House"].key == 9
    QTimer.singleShot(50, lambda: answer(0))
    window.book["genre.merge"].trigger()
    assert set(genres()) == {"Techno"}
    assert not window.book["genre.merge"].isEnabled()
    for name in ("Merge", "key", "Rename"):
        assert name in screen.history.undo_text
        screen.history.undo()
    assert set(genres()) == {"House", "Techno"}
