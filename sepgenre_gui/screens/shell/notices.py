"""Notices inside the window: what went wrong with its remedy, and what holds all the time."""

from __future__ import annotations

import traceback

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.metrics import APART, NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_training.errors import SepgenreError
from sepgenre_training.os_errors import explain_os_error

_ICON = 20
_UNEXPECTED = "SepGenre did not expect this"
_REPORT = (
    "What was stored before is safe. Copy the details and report them as a fault of SepGenre, "
    "with what you did."
)


def explain(error: BaseException) -> tuple[str, str]:
    """Return what went wrong, and what to do about it."""
    if isinstance(error, SepgenreError):
        return error.message, error.remedy
    if isinstance(error, OSError) and error.strerror:
        explained = explain_os_error(error)
        return explained.message, explained.remedy
    return f"{_UNEXPECTED}: {type(error).__name__}: {error}", _REPORT


def details(error: BaseException) -> str:
    """Return all that is known of `error`, to be copied into a report."""
    message, remedy = explain(error)
    trace = "".join(traceback.format_exception(error))
    return f"{message}\n{remedy}\n\n{trace}"


class _Notice(QFrame):
    """A frame across the window: an icon, a bold line, what follows from it, and buttons."""

    def __init__(self, theme: Theme, *, role: str, icon: str) -> None:
        super().__init__()
        self._theme, self._icon_name = theme, icon
        self.setProperty("role", role)
        self._icon = QLabel()
        self._message = _selectable(label(bold=True))
        self._more = _selectable(label())
        text = QVBoxLayout()
        text.setSpacing(TIGHT)
        text.addWidget(self._message)
        text.addWidget(self._more)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(APART, NEAR, NEAR, NEAR)
        self.row.setSpacing(APART)
        self.row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        self.row.addLayout(text, stretch=1)
        theme.theme_changed.connect(self._draw_icon)
        self._draw_icon()
        self.hide()

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return f"{self._message.text()} {self._more.text()}".strip()

    def say(self, message: str, more: str) -> None:
        """Show both, and have a screen reader speak them."""
        self._message.setText(message)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setAccessibleName(message)
        self.setAccessibleDescription(more)
        self.show()
        event = QAccessibleEvent(self, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(event)

    def _color(self) -> str:
        raise NotImplementedError

    def _draw_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, self._color(), _ICON, ratio=ratio))


class MessageBar(_Notice):
    """The last error, until something succeeds or the person takes it away.

    Signals
    -------
    dismissed
        It went.
    """

    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role="error", icon="error")
        self._error: BaseException | None = None
        self.copy = QPushButton("Copy")
        self.copy.setToolTip("Copy the message with its details")
        self.copy.clicked.connect(self._copy)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Take this message away")
        self.close_button.setToolTip("Take this message away")
        self.close_button.clicked.connect(self.dismiss)
        for button in (self.copy, self.close_button):
            self.row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        theme.theme_changed.connect(self._draw_close)
        self._draw_close()

    @property
    def error(self) -> BaseException | None:
        """What is shown."""
        return self._error

    def show_error(self, error: BaseException) -> None:
        """Show `error` in place of what is shown."""
        self._error = error
        self.copy.setText("Copy")
        self.say(*explain(error))

    def dismiss(self) -> None:
        """Take the message away."""
        self._error = None
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def _copy(self) -> None:
        if self._error is not None:
            QGuiApplication.clipboard().setText(details(self._error))
            self.copy.setText("Copied")

    def _color(self) -> str:
        return self._theme.colors.danger

    def _draw_close(self) -> None:
        self.close_button.setIcon(self._theme.icon("close"))


class Banner(_Notice):
    """What holds as long as the project is open, with a button that may end it.

    Signals
    -------
    pressed
        The button was pressed.
    """

    pressed = Signal()

    def __init__(self, theme: Theme, *, button: str) -> None:
        super().__init__(theme, role="banner", icon="lock")
        self.button = QPushButton(button)
        self.button.clicked.connect(self.pressed)
        self.row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignVCenter)

    def _color(self) -> str:
        return self._theme.colors.warning


def _selectable(made: QLabel) -> QLabel:
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class NoticeArea(QWidget):
    """The place of the notices: as high as what is shown, and nothing where nothing is."""

    def __init__(self, *notices: QWidget) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(APART, NEAR, APART, 0)
        self._layout.setSpacing(NEAR)
        self._notices = notices
        for notice in notices:
            self._layout.addWidget(notice)
            notice.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Come and go with the notices."""
        if event.type() in (QEvent.Type.HideToParent, QEvent.Type.ShowToParent):
            self.setVisible(any(not notice.isHidden() for notice in self._notices))
        return super().eventFilter(watched, event)
