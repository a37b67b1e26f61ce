"""The handle by which a lane is dragged out of the window as a file, or copied as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

StartDrag = Callable[[QWidget, QMimeData], None]
"""Begins a drag; returns when the person has let go."""


def start_drag(source: QWidget, content: QMimeData) -> None:
    """Let the person drag `content` from `source`."""
    drag = QDrag(source)
    drag.setMimeData(content)
    drag.setPixmap(source.grab())
    drag.exec(Qt.DropAction.CopyAction)


def file_content(path: Path) -> QMimeData:
    """Return what a file is to other programs that it is dropped on or pasted into."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    return content


class DragHandle(QToolButton):
    """Has its file written at the press, and drags it as soon as it is there.

    Signals
    -------
    file_wanted : callable
        The file is to be written; the callable receives its path.
    """

    file_wanted = Signal(object)

    def __init__(self, begin: StartDrag = start_drag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.begin = begin
        self._pressed_at: QPointF | None = None
        self._is_dragged = False
        self._file: Path | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Have the file written: it takes a moment, and so does a hand."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at, self._is_dragged, self._file = event.position(), False, None
            self.file_wanted.emit(self._take)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin the drag once it is no click any more."""
        super().mouseMoveEvent(event)
        if self._pressed_at is None:
            return
        way = (event.position() - self._pressed_at).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._is_dragged = True
            self._start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Leave it; what was no drag is a click."""
        was_dragged, self._is_dragged, self._pressed_at = self._is_dragged, False, None
        if was_dragged:
            self.setDown(False)
        else:
            super().mouseReleaseEvent(event)

    def _take(self, path: Path) -> None:
        self._file = path
        if self._is_dragged:
            self._start()

    def _start(self) -> None:
        if self._file is None:
            return
        path, self._file, self._pressed_at, self._is_dragged = self._file, None, None, False
        self.setDown(False)
        self.begin(self, file_content(path))
