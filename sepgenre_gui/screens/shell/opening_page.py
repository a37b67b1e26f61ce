"""The page shown while a project's screen is being made, so that the window is there at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel

from sepgenre_gui.screens.appearance.metrics import HEADING, font

_PATIENCE_MS = 1000


class OpeningPage(QLabel):
    """Says what is being opened.

    Signals
    -------
    painted
        A person can see it now; told once for each `show_name`. A window that is hidden behind
        others may never be painted, so it is told after a second all the same.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "muted")
        self.setFont(font(HEADING))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._is_told = True
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._tell)

    def show_name(self, name: str) -> None:
        """Say that the project `name` is being opened."""
        self.setText(f"Opening {name}…")
        self._is_told = False
        self._patience.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the text; tell it once what is drawn has reached the screen."""
        super().paintEvent(event)
        if not self._is_told:
            QTimer.singleShot(0, self, self._tell)

    def _tell(self) -> None:
        self._patience.stop()
        if not self._is_told:
            self._is_told = True
            self.painted.emit()
