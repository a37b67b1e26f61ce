"""The panel that shows how far the demo project is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, FAR, NEAR, SMALL, font, label


class DemoPanel(QFrame):
    """Stage, progress and the button that cancels."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title = label("Making the demo project", bold=True)
        self._said = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self._said.setProperty("role", "muted")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("How far the demo is")
        self._where = ElidedLabel()
        self._where.setFont(font(SMALL))
        self._where.setProperty("role", "muted")
        self.cancel = QPushButton("Cancel")
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, APART, FAR, APART)
        layout.setSpacing(NEAR)
        layout.addLayout(head)
        layout.addWidget(self._said)
        layout.addWidget(self._progress)
        layout.addWidget(self._where)
        self.hide()

    @property
    def said(self) -> str:
        """What it says of the stage."""
        return self._said.text()

    def begin(self, folder: str) -> None:
        """Show that the demo in `folder` is begun."""
        self._where.setText(
            f"66 songs are generated, once. Cancelled, it goes on next time. They lie in {folder}"
        )
        self.cancel.setEnabled(True)
        self.show_progress("Starting…", 0, 0)
        self.show()

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Show `done` of `total`; a total of 0 is unknown."""
        if self.cancel.isEnabled():
            self._said.setText(text)
            self._progress.setMaximum(total)
            self._progress.setValue(done)

    def stop(self) -> None:
        """Show that it is about to stop."""
        self.show_progress("Stopping…", 0, 0)
        self.cancel.setEnabled(False)
