"""What a person does to the screen, and what is seen of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Segment, TrackState
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.shell.main_window import MainWindow

PATIENCE_MS = 30_000
Opened = tuple[MainWindow, CurationScreen]


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

    qtbot.waitUntil(is_read, timeout=PATIENCE_MS)


def visible_texts(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def drag(qtbot: QtBot, view: QWidget, *, from_x: float, by_x: int, y: int) -> None:
    begin = QPoint(round(from_x), y)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=begin)
    for step in range(1, 7):
        qtbot.mouseMove(view, begin + QPoint(by_x * step // 6, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=begin + QPoint(by_x, 0))


def drop(widget: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, buttons = QPoint(40, 40), Qt.MouseButton.LeftButton
    action, modifiers = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, action, mime, buttons, modifiers)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), action, mime, buttons, modifiers))
