"""Files in a window: missing, changed, moved, dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import TrackState
from sepgenre_gui.screens.exchange import ImportDialog, LocateDialog
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.curation.hands import (
    PATIENCE_MS,
    Opened,
    drop,
    press,
    state,
    visible_texts,
    wait_for_peaks,
)


def test_a_missing_file_is_told_with_the_remedy(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    content = (tmp_path / "Gamma.wav").read_bytes()
    (tmp_path / "Gamma.wav").unlink()

    press(qtbot, opened, Qt.Key.Key_J, Qt.Key.Key_J)

    assert "Locate the file" in visible_texts(screen.layout.wave)
    qtbot.waitUntil(lambda: state(screen, "Gamma") is TrackState.MISSING, timeout=PATIENCE_MS)
    # It comes back, as with its drive.
    (tmp_path / "Gamma.wav").write_bytes(content)
    press(qtbot, opened, Qt.Key.Key_K, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: state(screen, "Gamma") is TrackState.NO_SEGMENT, timeout=PATIENCE_MS)
    wait_for_peaks(qtbot, screen)


def test_files_gone_before_are_flagged_when_the_project_opens(
    qtbot: QtBot, songs: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "Gamma.wav").unlink()
    _, screen = request.getfixturevalue("opened")

    qtbot.waitUntil(lambda: state(screen, "Gamma") is TrackState.MISSING, timeout=PATIENCE_MS)
    assert state(screen, "Alpha") is TrackState.NO_SEGMENT


def test_changed_audio_is_flagged_and_neither_drawn_nor_played(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    wait_for_peaks(qtbot, screen)
    press(qtbot, opened, Qt.Key.Key_J)
    # As long as before, so that only its content tells; and its waveform is in the cache.
    before = (tmp_path / "Alpha.wav").read_bytes()
    (tmp_path / "Alpha.wav").write_bytes(before[:4000] + bytes(4000) + before[8000:])

    press(qtbot, opened, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: state(screen, "Alpha") is TrackState.CHANGED, timeout=PATIENCE_MS)

    assert "has changed since it was added" in visible_texts(screen.layout.wave)
    assert screen.listening.player.source is None
    assert screen.analysis.peaks is None
    press(qtbot, opened, Qt.Key.Key_J, Qt.Key.Key_K)
    assert "has changed since it was added" in visible_texts(screen.layout.wave)
    assert screen.listening.player.source is None

    (tmp_path / "Alpha.wav").write_bytes(before)
    press(qtbot, opened, Qt.Key.Key_J, Qt.Key.Key_K)
    wait_for_peaks(qtbot, screen)
    assert state(screen, "Alpha") is TrackState.NO_SEGMENT
    assert screen.listening.player.source is not None


def test_a_dropped_folder_is_imported_and_can_be_undone(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    write_track(tmp_path / "more" / "Trance" / "Delta.wav", make_track(0, 1))
    drop(screen.widget, tmp_path / "more")
    qtbot.waitUntil(lambda: screen.exchanging.dialog is not None, timeout=5000)
    dialog = screen.exchanging.dialog
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(dialog.panel.begin.isEnabled, timeout=PATIENCE_MS)

    dialog.panel.begin.click()

    names = lambda: [row.title for row in screen.layout.tracks.model.all_rows]  # noqa: E731
    qtbot.waitUntil(lambda: "Delta" in names(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=PATIENCE_MS)
    dialog.close()
    assert "Trance" in {genre.name for genre in screen.session.genres().values()}
    screen.history.undo()
    assert "Delta" not in names()


def test_a_moved_file_is_located_from_its_track(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    (tmp_path / "Alpha.wav").rename(tmp_path / "renamed.wav")

    screen.exchanging.locate_at_hand()

    dialog = screen.exchanging.dialog
    assert isinstance(dialog, LocateDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=PATIENCE_MS)
    dialog.close()
