"""The panel of a track's segments: its buttons do something, or say why they do not."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Origin, Project
from sepgenre_gui.screens.curation.segment_panel import SegmentPanel
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ, AddTrack


def offered(button: QPushButton) -> tuple[bool, str]:
    assert button.accessibleDescription() == button.toolTip()
    return button.isEnabled(), button.toolTip()


def test_a_button_that_is_off_says_why(qtbot: QtBot, project: Project, add_track: AddTrack) -> None:
    panel = SegmentPanel()
    qtbot.addWidget(panel)
    for button in (panel.add_button, panel.remove_button):
        assert offered(button) == (False, "Choose a track on the left.")

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
