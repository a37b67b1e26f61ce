"""Labels and tables of segments in the import dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.screens.exchange import ImportOutcome
from tests.sepgenre_gui.screens.exchange.conftest import Shown, rows_of
from tests.sepgenre_gui.screens.exchange.importing.conftest import Make, run, states


def test_labels_and_tables_of_segments_go_to_their_tracks(
    make: Make,
    music: Path,
    tmp_path: Path,
    project: Project,
    shown: Shown,
    qtbot: QtBot,
    outcomes: list[ImportOutcome],
) -> None:
    before = rows_of(project)
    labels = tmp_path / "song 00.txt"
    labels.write_text("0.250000\t10.250000\tAcid\nx\ty\tz\n", encoding="utf-8")
    table = tmp_path / "segments.csv"
    table.write_text("file,start_s,genre\nsong 10.wav,0.5,\nnowhere.wav,1,\n", encoding="utf-8")
    dialog = make(music, labels, table)
    assert "Acid" in dialog.panel.said
    assert "2 segments" in states(dialog)["segments.csv"]

    run(dialog, shown, qtbot)

    tracks = {track.id: track.title for track in project.tracks.list()}
    found = {tracks[each.track_id]: each for each in project.segments.list()}
    assert {title: each.start_sample for title, each in found.items()} == {
        "song 00": 5_512,
        "song 10": 11_025,
    }
    assert {each.origin for each in found.values()} == {Origin.IMPORTED}
    reasons = states(dialog)
    assert "Line 2: the start is 'x'" in reasons["song 00.txt"]
    assert "nowhere.wav" in reasons["segments.csv"]
    (outcome,) = outcomes
    assert outcome.segments is not None
    assert len(outcome.segments.added) == 2
    assert outcome.edit is not None
    outcome.edit.revert(project)
    assert rows_of(project) == before


def test_labels_of_another_name_can_be_given_to_the_track_at_hand(
    make: Make,
    music: Path,
    tmp_path: Path,
    project: Project,
    add_music: Callable[..., None],
    shown: Shown,
    qtbot: QtBot,
) -> None:
    add_music(music)
    track = project.tracks.list()[1]
    labels = tmp_path / "Label Track.txt"
    labels.write_text("0.5\t10.5\tHouse\n", encoding="utf-8")
    dialog = make(labels, track=track)
    assert track.title in dialog.panel.for_track.text()

    run(dialog, shown, qtbot)
    assert "no track of the project is called Label Track" in states(dialog)["Label Track.txt"]

    dialog.panel.for_track.setChecked(True)
    qtbot.mouseClick(dialog.panel.retry, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)
    assert [segment.track_id for segment in project.segments.list()] == [track.id]
