"""The panel of tracks, driven by keys and clicks."""

from __future__ import annotations

import time

import attrs
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.track_list import TrackState
from sepgenre_gui.screens.curation.tracks.order import Column
from sepgenre_gui.screens.curation.tracks.panel import TrackPanel
from tests.sepgenre_gui.screens.curation.tracks.rows import make_row

ROWS = [make_row(number, f"Song {number:02d}", artist="ABC"[number % 3]) for number in range(20)]


@pytest.fixture
def panel(qtbot: QtBot) -> TrackPanel:
    shown = TrackPanel()
    qtbot.addWidget(shown)
    shown.resize(520, 600)
    shown.set_rows(ROWS)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def hints(panel: TrackPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_going_down_the_table_chooses_tracks(panel: TrackPanel, qtbot: QtBot) -> None:
    chosen: list[int] = []
    panel.track_chosen.connect(chosen.append)
    panel.set_current(0)
    assert chosen == []

    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)

    assert chosen == [1, 2]
    assert panel.selected_ids == (2,)
    assert panel.neighbour(1) == 3
    assert panel.neighbour(-30) == 0


def test_several_tracks_can_be_selected(panel: TrackPanel, qtbot: QtBot) -> None:
    panel.set_current(3)

    for _ in range(2):
        qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert panel.selected_ids == (3, 4, 5)


def test_typing_filters_and_escape_shows_all_again(panel: TrackPanel, qtbot: QtBot) -> None:
    panel.set_current(7)
    panel.text_filter.setFocus()

    qtbot.keyClicks(panel.text_filter, "song 1")
    assert [row.id for row in panel.model.shown_rows] == [1, *range(10, 20)]
    assert "11 shown" in hints(panel)
    qtbot.keyClicks(panel.text_filter, "99")
    assert "No track passes the filter" in hints(panel)
    qtbot.keyClick(panel.text_filter, Qt.Key.Key_Escape)

    assert panel.model.rowCount() == 20
    # The track that the person is at is found again.
    assert panel.selected_ids == (7,)


def test_an_updated_track_stays_in_its_place(panel: TrackPanel) -> None:
    panel.state_filter.setCurrentIndex(panel.state_filter.findData(TrackState.NO_SEGMENT))

    panel.update_rows([attrs.evolve(ROWS[4], state=TrackState.CURATED)])

    assert panel.model.place_of(4) == 4
    assert panel.model.index(4, Column.STATE).data() == "Curated"
    assert "1 of 20 curated" in hints(panel)
    panel.model.arrange_anew()
    assert panel.model.place_of(4) is None


def test_an_empty_project_says_what_to_do(qtbot: QtBot) -> None:
    empty = TrackPanel()
    qtbot.addWidget(empty)
    with qtbot.waitExposed(empty):
        empty.show()

    assert "Drop music files" in hints(empty)
    assert empty.neighbour(1) is None


def test_a_click_on_a_heading_sorts(panel: TrackPanel, qtbot: QtBot) -> None:
    header = panel.table.horizontalHeader()
    place = header.sectionViewportPosition(Column.ARTIST) + 10

    for _ in range(2):
        qtbot.mouseClick(
            header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().topLeft() + _at(place)
        )

    artists = [row.artist for row in panel.model.shown_rows]
    assert artists == sorted(artists, reverse=True)


def _at(x: int) -> QPoint:
    return QPoint(x, 8)


def test_ten_thousand_tracks_are_all_there(panel: TrackPanel) -> None:
    panel.set_rows(make_row(number, f"Song {number}") for number in range(10_000))
    panel.set_current(9_999)

    assert panel.model.rowCount() == 10_000
    place = panel.model.place_of(9_999)
    assert place is not None
    assert panel.table.visualRect(panel.model.index(place, 0)).intersects(
        panel.table.viewport().rect()
    )


def frame_s(panel: TrackPanel, n_tracks: int) -> float:
    """Return the processor's time for a frame of scrolling so many tracks, the median of 60."""
    panel.set_rows(
        make_row(number, f"Song {number}", genre_name="House", genre_color="#e69f00")
        for number in range(n_tracks)
    )
    QApplication.processEvents()
    bar, viewport = panel.table.verticalScrollBar(), panel.table.viewport()
    assert bar.maximum() > 0
    frames_s = []
    for number in range(60):
        begin = time.process_time()
        bar.setValue(number * bar.maximum() // 200)
        viewport.repaint()
        frames_s.append(time.process_time() - begin)
    return sorted(frames_s)[len(frames_s) // 2]


def test_ten_thousand_tracks_scroll_as_fast_as_a_hundred(panel: TrackPanel) -> None:
    panel.resize(600, 900)

    assert frame_s(panel, 10_000) < 3 * frame_s(panel, 100)


def test_a_narrow_panel_leaves_out_artist_and_length(panel: TrackPanel) -> None:
    letter = panel.fontMetrics().averageCharWidth()
    shown = {}
    for letters in (80, 55, 40):
        panel.resize(letters * letter, 400)
        shown[letters] = [column for column in Column if not panel.table.isColumnHidden(column)]

    assert shown[80] == list(Column)
    assert shown[55] == [Column.TITLE, Column.LENGTH, Column.GENRE, Column.STATE]
    assert shown[40] == [Column.TITLE, Column.GENRE, Column.STATE]
