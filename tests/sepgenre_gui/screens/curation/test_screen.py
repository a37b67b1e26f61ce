"""The whole screen in a window, driven by keys and by the mouse, with its real workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project import Origin, Project, Segment, TrackState
from sepgenre_gui.screens.actions.focus_guard import FocusGuard
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.curation.region import Snap
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.curation.tracks.order import Column
from sepgenre_gui.screens.exchange import ImportDialog, LocateDialog
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.diagnostics import Diagnostics
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.shell.project_opening import open_project
from sepgenre_gui.services.edits import allow_several_segments
from sepgenre_gui.services.jobs.kinds import open_queue
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ, AddTrack

_PATIENCE_MS = 30_000
Opened = tuple[MainWindow, CurationScreen]


@pytest.fixture
def songs(project: Project, add_track: AddTrack) -> Path:
    """Three tracks, two genres, the second track with a suggestion; the project closed."""
    house, techno = project.genres.add("House"), project.genres.add("Techno")
    assert (house.key, techno.key) == (1, 2)
    add_track("Alpha")
    beta = add_track("Beta")
    add_track("Gamma")
    project.segments.add(beta, 5 * RATE_HZ, None, Origin.SUGGESTED)
    project.close()
    return project.folder


@pytest.fixture
def opened(qtbot: QtBot, songs: Path, tmp_path: Path) -> Iterator[Opened]:
    screens: list[CurationScreen] = []
    queues: list[JobQueue] = []

    def build(project: Project, context: ScreenContext) -> CurationScreen:
        queues.append(open_queue(project, deliver=context.bridge.deliver))
        screens.append(CurationScreen(project, attrs.evolve(context, queue=queues[-1])))
        return screens[-1]

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    preferences = Preferences(tmp_path / "settings.ini")
    guard = FocusGuard(application)
    window = MainWindow(
        preferences=preferences,
        theme=Theme(application, ThemeChoice.LIGHT),
        build_screen=build,
    )
    qtbot.addWidget(window)
    window.resize(1300, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.projects.show_soon(open_project(songs))
    qtbot.waitUntil(lambda: bool(screens), timeout=_PATIENCE_MS)
    yield window, screens[0]
    for queue in queues:
        queue.close()
    window.shut_down()
    guard.deleteLater()


def press(qtbot: QtBot, opened: Opened, *keys: Qt.Key, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or opened[0], key, modifier)


def segment(screen: CurationScreen) -> Segment:
    assert screen.session.segment is not None
    return screen.session.segment


def title(screen: CurationScreen) -> str:
    assert screen.session.track is not None
    return screen.session.track.title


def state(screen: CurationScreen, name: str) -> TrackState:
    rows = screen.layout.tracks.model.all_rows
    return next(row.state for row in rows if row.title == name)


def wait_for_peaks(qtbot: QtBot, screen: CurationScreen) -> None:
    def is_read() -> bool:
        return screen.analysis.peaks is not None and screen.analysis.peaks.is_complete

    qtbot.waitUntil(is_read, timeout=_PATIENCE_MS)


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
    qtbot.waitUntil(lambda: window.screen_shown is not None, timeout=_PATIENCE_MS)

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


def test_a_missing_file_is_told_with_the_remedy(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    content = (tmp_path / "Gamma.wav").read_bytes()
    (tmp_path / "Gamma.wav").unlink()

    press(qtbot, opened, Qt.Key.Key_J, Qt.Key.Key_J)

    assert "Locate the file" in visible_texts(screen.layout.wave)
    qtbot.waitUntil(lambda: state(screen, "Gamma") is TrackState.MISSING, timeout=_PATIENCE_MS)
    # It comes back, as with its drive.
    (tmp_path / "Gamma.wav").write_bytes(content)
    press(qtbot, opened, Qt.Key.Key_K, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: state(screen, "Gamma") is TrackState.NO_SEGMENT, timeout=_PATIENCE_MS)
    wait_for_peaks(qtbot, screen)


def test_files_gone_before_are_flagged_when_the_project_opens(
    qtbot: QtBot, songs: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "Gamma.wav").unlink()
    _, screen = request.getfixturevalue("opened")

    qtbot.waitUntil(lambda: state(screen, "Gamma") is TrackState.MISSING, timeout=_PATIENCE_MS)
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
    qtbot.waitUntil(lambda: state(screen, "Alpha") is TrackState.CHANGED, timeout=_PATIENCE_MS)

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


def visible_texts(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def drag(qtbot: QtBot, view: QWidget, *, from_x: float, by_x: int, y: int) -> None:
    begin = QPoint(round(from_x), y)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 7):
        qtbot.mouseMove(view, begin + QPoint(by_x * step // 6, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=begin + QPoint(by_x, 0))


def test_a_dropped_folder_is_imported_and_can_be_undone(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    write_track(tmp_path / "more" / "Trance" / "Delta.wav", make_track(0, 1))
    drop(screen.widget, tmp_path / "more")
    qtbot.waitUntil(lambda: screen.exchanging.dialog is not None, timeout=5000)
    dialog = screen.exchanging.dialog
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(dialog.panel.begin.isEnabled, timeout=_PATIENCE_MS)

    dialog.panel.begin.click()

    names = lambda: [row.title for row in screen.layout.tracks.model.all_rows]  # noqa: E731
    qtbot.waitUntil(lambda: "Delta" in names(), timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=_PATIENCE_MS)
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
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=_PATIENCE_MS)
    dialog.close()


def drop(widget: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, buttons = QPoint(40, 40), Qt.MouseButton.LeftButton
    action, modifiers = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, action, mime, buttons, modifiers)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), action, mime, buttons, modifiers))
