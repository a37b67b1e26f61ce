"""The row that shows how far something is: a bar, what it is at, and how long it will take."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, TIGHT, label

_SURE_AFTER_S = 2.0
_SURE_AFTER_ITEMS = 3


class ProgressRow(QWidget):
    """Hidden while nothing goes on."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        self._said = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._said.setProperty("role", "muted")
        self._left = label(role="muted")
        self._began_s = 0.0
        words = QHBoxLayout()
        words.setSpacing(APART)
        words.addWidget(self._said, stretch=1)
        words.addWidget(self._left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(self._bar)
        layout.addLayout(words)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._said.text()} {self._left.text()}".strip()

    def begin(self, text: str) -> None:
        """Show that something has begun, whose size is not known yet."""
        self._began_s = time.monotonic()
        self._bar.setRange(0, 0)
        self._said.setText(text)
        self._left.clear()
        self.show()

    def advance(self, text: str, done: int, total: int) -> None:
        """Show `text`, and `done` of `total`."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._said.setText(text)
        self._left.setText(time_left(time.monotonic() - self._began_s, done, total))

    def end(self) -> None:
        """Show nothing any more."""
        self.hide()


def time_left(elapsed_s: float, done: int, total: int) -> str:
    """Return in words how long the rest takes at the pace so far; empty where it is too early."""
    if elapsed_s < _SURE_AFTER_S or done < _SURE_AFTER_ITEMS or done >= total:
        return ""
    return left_in_words(elapsed_s / done * (total - done))


def left_in_words(left_s: float) -> str:
    """Return how long something will go on, as exactly as anybody can know."""
    if left_s < 10:
        return "a few seconds left"
    if left_s < 90:
        return f"about {round(left_s, -1):.0f} s left"
    if left_s < 90 * 60:
        return f"about {left_s / 60:.0f} min left"
    return f"about {left_s / 3600:.1f} h left"
