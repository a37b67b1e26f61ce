"""Keys that belong to the widget with the focus: no action's key takes them away from it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QTreeView,
    QWidget,
)

_ARROWS_UP_DOWN = {Qt.Key.Key_Up, Qt.Key.Key_Down}
_PAGES = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ARROWS_SIDEWAYS = {Qt.Key.Key_Left, Qt.Key.Key_Right}
_SPACE = {Qt.Key.Key_Space}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}

_OWN_KEYS: tuple[tuple[type[QWidget], set[Qt.Key]], ...] = (
    (QAbstractButton, _SPACE),
    (QComboBox, _SPACE | _ARROWS_UP_DOWN | _PAGES),
    (QAbstractSlider, _ARROWS_UP_DOWN | _ARROWS_SIDEWAYS | _PAGES),
    (QAbstractSpinBox, _ARROWS_UP_DOWN | _PAGES),
    (QTextEdit, _ARROWS_UP_DOWN | _PAGES),
    (QPlainTextEdit, _ARROWS_UP_DOWN | _PAGES),
    (QTreeView, _ARROWS_UP_DOWN | _ARROWS_SIDEWAYS | _PAGES),
    (QAbstractItemView, _ARROWS_UP_DOWN | _PAGES),
)
_TEXT = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class FocusGuard(QObject):
    """Watches whichever widget has the focus, and no other: a filter on all would cost frames."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusChanged.connect(self._move)
        self._move(None, application.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Claim a key before Qt looks for an action that has it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
            and is_own_key(watched, event)
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _move(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)


def is_own_key(widget: QWidget, event: QKeyEvent) -> bool:
    """Return whether a key press means `widget` itself, which has the focus."""
    if event.modifiers() & _COMMANDS:
        return False
    key = Qt.Key(event.key())
    if _is_typed_into(widget) and (key in _ENTER or (event.text() and event.text().isprintable())):
        return True
    return any(isinstance(widget, kind) and key in keys for kind, keys in _OWN_KEYS)


def _is_typed_into(widget: QWidget) -> bool:
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) and widget.isReadOnly():
        return False
    return isinstance(widget, _TEXT) or (isinstance(widget, QComboBox) and widget.isEditable())
