"""The panel of a track's segments: all is said of each, and of a button that is off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Origin, Project
from sepgenre_gui.screens.curation.genres.swatches import SWATCH_PIXELS
from sepgenre_gui.screens.curation.segment_panel import SegmentPanel
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ, AddTrack


def test_a_segment_is_listed_with_its_genre_and_where_it_comes_from(
    qtbot: QtBot, project: Project, add_track: AddTrack
) -> None:
    panel = SegmentPanel()
    qtbot.addWidget(panel)
    genre = project.genres.add("Progressive House")
    track = add_track("Alpha")
    segments = [
        project.segments.add(track, 5 * RATE_HZ, genre.id, Origin.SUGGESTED),
        project.segments.add(track, 16 * RATE_HZ, None, Origin.BY_HAND),
    ]
    panel.show_track(track, segments, {genre.id: genre}, selected=segments[0].id)

    shown = [panel.list.item(row) for row in range(panel.list.count())]
    assert [item.text() for item in shown] == [
        "00:05.000  ·  Progressive House\nsuggested",
        "00:16.000  ·  no genre",
    ]
    read_out = [item.data(Qt.ItemDataRole.AccessibleTextRole) for item in shown]
    assert read_out[0] == "00:05.000  ·  Progressive House, suggested"
    # Both lines have room, in the panel as wide as it is at first.
    panel.resize(250, 600)
    panel.show()
    lines = shown[0].text().splitlines()
    widest = max(panel.list.fontMetrics().horizontalAdvance(line) for line in lines)
    row = panel.list.visualItemRect(shown[0])
    assert widest + SWATCH_PIXELS + 20 < panel.list.viewport().width()
    assert row.height() >= 2 * panel.list.fontMetrics().height()


def offered(button: QPushButton) -> tuple[bool, str]:
    assert button.accessibleDescription() == button.toolTip()
    return button.isEnabled(), button.toolTip()


def test_a_button_that_is_off_says_why(qtbot: QtBot, project: Project, add_track: AddTrack) -> None:
    panel = SegmentPanel()
    qtbot.addWidget(panel)
    for button in (panel.add_button, panel.remove_button):
        assert offered(button) == (False, "No track is chosen: choose one on the left.")

    track = add_track("Alpha")
    panel.show_track(track, [], {}, selected=None)
    assert panel.add_button.isEnabled()
    assert offered(panel.remove_button) == (False, "The track has no segment to remove.")

    segment = project.segments.add(track, 5 * RATE_HZ, None, Origin.BY_HAND)
    panel.show_track(track, [segment], {}, selected=segment.id)
    assert offered(panel.remove_button) == (True, "Remove the selected segment")

    panel.set_editable(editable=False)
    for button in (panel.add_button, panel.remove_button):
        assert offered(button) == (False, "This project is open read-only.")
