"""The whole screen in a window, driven by keys and by the mouse, with its real workers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Origin, TrackState
from sepgenre_gui.screens.curation.region import Snap
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.curation.tracks.order import Column
from sepgenre_gui.screens.shell.diagnostics import Diagnostics
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_gui.services.edits import allow_several_segments
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ
from tests.sepgenre_gui.screens.curation.hands import (
    PATIENCE_MS,
    Opened,
    press,
    segment,
    state,
    title,
    wait_for_peaks,
)


def test_a_digit_labels_and_goes_on_to_the_next_track(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    assert title(screen) == "Alpha"

    press(qtbot, opened, Qt.Key.Key_Return)
    assert (title(screen), state(screen, "Alpha")) == ("Beta", TrackState.UNLABELLED)
    press(qtbot, opened, Qt.Key.Key_2)

    assert title(screen) == "Gamma"
    assert state(screen, "Beta") is TrackState.CURATED
    press(qtbot, opened, Qt.Key.Key_Return)
    # After the last track comes the first one that still needs a genre.
    assert title(screen) == "Alpha"
    press(qtbot, opened, Qt.Key.Key_1)
    assert title(screen) == "Gamma"
    press(qtbot, opened, Qt.Key.Key_1)
    assert {row.state for row in screen.layout.tracks.model.all_rows} == {TrackState.CURATED}


def test_undo_and_redo_by_keys(qtbot: QtBot, opened: Opened) -> None:
    window, screen = opened
    press(qtbot, opened, Qt.Key.Key_Return)

    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state(screen, "Alpha") is TrackState.NO_SEGMENT
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)

    assert state(screen, "Alpha") is TrackState.UNLABELLED


def test_several_segments_are_labelled_one_after_another(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    allow_several_segments(screen.session.project, allowed=True)
    press(qtbot, opened, Qt.Key.Key_A)
    screen.listening.seek(15 * RATE_HZ)
    press(qtbot, opened, Qt.Key.Key_A)
    assert [each.start_sample for each in screen.session.segments] == [0, 15 * RATE_HZ]
    assert segment(screen).start_sample == 15 * RATE_HZ

    press(qtbot, opened, Qt.Key.Key_E)
    assert segment(screen).start_sample == 0
    press(qtbot, opened, Qt.Key.Key_1)
    assert (title(screen), segment(screen).start_sample) == ("Alpha", 15 * RATE_HZ)
    press(qtbot, opened, Qt.Key.Key_2)

    assert title(screen) == "Beta"
    assert state(screen, "Alpha") is TrackState.CURATED


def test_playing_begins_where_the_mouse_is(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    view = screen.layout.wave.waveform
    press(qtbot, opened, Qt.Key.Key_H)
    assert screen.layout.wave.pointer is None

    qtbot.mouseMove(view, QPoint(200, 50))
    played: list[int] = []
    screen.listening.play_from = played.append  # type: ignore[method-assign]
    press(qtbot, opened, Qt.Key.Key_H)

    assert played == [view.sample_at(200)]


def test_what_was_shown_comes_back_with_the_next_project(
    qtbot: QtBot, opened: Opened, songs: Path
) -> None:
    window, screen = opened
    table = screen.layout.tracks.table
    for name in ("view.spectrogram", "view.mixed", "playback.loop", "segment.snap-beat"):
        window.book[name].trigger()
    table.sortByColumn(Column.LENGTH, Qt.SortOrder.DescendingOrder)
    table.setColumnWidth(Column.GENRE, 171)
    press(qtbot, opened, Qt.Key.Key_Return)
    assert title(screen) != "Alpha"

    window.projects.close()
    window.projects.show_soon(open_project(songs))
    qtbot.waitUntil(lambda: window.screen_shown is not None, timeout=PATIENCE_MS)

    again = window.screen_shown
    assert isinstance(again, CurationScreen)
    assert again.layout.wave.spectrogram.isVisibleTo(again.layout)
    assert again.layout.wave.waveform.is_mixed
    assert not again.listening.loops
    assert again.region.snap is Snap.BEAT
    assert again.layout.tracks.table.columnWidth(Column.GENRE) == 171
    header = again.layout.tracks.table.horizontalHeader()
    assert header.sortIndicatorSection() == Column.LENGTH
    assert title(again) != "Alpha" or state(again, "Alpha") is not TrackState.CURATED


def test_the_status_bar_says_what_a_key_did(qtbot: QtBot, opened: Opened) -> None:
    window, _ = opened
    press(qtbot, opened, Qt.Key.Key_N)
    press(qtbot, opened, Qt.Key.Key_1)
    assert window.status.said == "“Beta” is House."

    press(qtbot, opened, Qt.Key.Key_K)
    assert window.status.said == ""


@pytest.mark.parametrize("size", [(640, 420), (800, 500), (1180, 760)])
def test_no_panel_is_crushed_or_cut(qtbot: QtBot, opened: Opened, size: tuple[int, int]) -> None:
    window, screen = opened
    press(qtbot, opened, Qt.Key.Key_N)
    # The borders of a large window come back in a small one.
    window.resize(1800, 1000)
    qtbot.wait(50)
    window.resize(*size)
    qtbot.wait(50)

    assert (window.width(), window.height()) == size
    assert clipped(window) == []
    tracks = screen.layout.tracks
    for box in (tracks.genre_filter, tracks.state_filter, screen.layout.transport.snap):
        letters = box.width() / box.fontMetrics().averageCharWidth()
        assert letters > 11, box.accessibleName()
    assert tracks.table.viewport().height() > 3 * tracks.table.rowHeight(0)
    assert screen.layout.wave.waveform.height() > 60


def test_a_suggestion_is_placed_by_its_key(qtbot: QtBot, opened: Opened) -> None:
    _, screen = opened
    assert screen.session.segment is None

    press(qtbot, opened, Qt.Key.Key_S)

    qtbot.waitUntil(lambda: screen.session.segment is not None, timeout=60_000)
    assert segment(screen).origin is Origin.SUGGESTED
    assert state(screen, "Alpha") is TrackState.SUGGESTED


def test_going_on_forgets_what_was_asked_about_the_track_before(
    qtbot: QtBot, opened: Opened
) -> None:
    _, screen = opened
    shown: list[str] = []
    screen.analysis.peaks_changed.connect(lambda _: shown.append(title(screen)))
    for _ in range(2):
        press(qtbot, opened, Qt.Key.Key_J)
    wait_for_peaks(qtbot, screen)

    assert title(screen) == "Gamma"
    assert set(shown) == {"Gamma"}


def test_the_diagnostics_count_underruns(opened: Opened) -> None:
    window, _ = opened

    window.book["help.diagnostics"].trigger()

    (dialog,) = window.findChildren(Diagnostics)
    assert "Underruns: 0 reported by the device" in dialog.text.toPlainText()
    dialog.close()
