"""The banner that offers what was left unfinished the last time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.metrics import APART, NEAR, label
from sepgenre_gui.screens.queue.words import name_jobs


class LeftOverBanner(QFrame):
    """Hidden where nothing was left.

    Signals
    -------
    run_wanted, forget_wanted
        The person wants the jobs to run; to be taken out of the list.
    """

    run_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._count = -1
        self._said = label(bold=True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self.run_button = QPushButton("Run them")
        self.forget_button = QPushButton("Forget them")
        self.run_button.clicked.connect(self.run_wanted)
        self.forget_button.clicked.connect(self.forget_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(NEAR)
        for button in (self.run_button, self.forget_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        layout = QGridLayout(self)
        layout.setContentsMargins(APART, NEAR, NEAR, NEAR)
        layout.setHorizontalSpacing(APART)
        layout.addWidget(self._said, 0, 0)
        layout.addLayout(buttons, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.setColumnStretch(0, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._said.text()

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Offer `jobs`; without any, there is no banner."""
        count = len(jobs)
        if count == self._count:
            return
        self._count = count
        self.setVisible(bool(count))
        if not count:
            return
        was = "1 job was" if count == 1 else f"{count} jobs were"
        self._said.setText(f"{was} left unfinished the last time.")
        self._said.setToolTip(name_jobs(jobs))
        self.run_button.setText("Run it" if count == 1 else "Run them")
        self.forget_button.setText("Forget it" if count == 1 else "Forget them")
        self.setAccessibleName(self._said.text())
        self.setAccessibleDescription(name_jobs(jobs))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
