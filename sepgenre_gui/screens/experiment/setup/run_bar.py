"""Below the form: what one click does, how long it will take, and the button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, FAR, NEAR, TIGHT, label


class RunBar(QFrame):
    """The one button; `run_asked` is told where it can be done.

    Signals
    -------
    run_asked
        Do all that is missing, then run.
    """

    run_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.plan, self.estimate = label(bold=True), label(role="muted")
        self.plan.setWordWrap(True)
        self.estimate.setWordWrap(True)
        self.button = QPushButton("&Run the experiment")
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.run_asked)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self.plan)
        words.addWidget(self.estimate)
        row = QHBoxLayout(self)
        row.setContentsMargins(FAR, APART, FAR, APART)
        row.setSpacing(NEAR)
        row.addLayout(words, stretch=1)
        row.addWidget(self.button)

    def show_plan(self, plan: str, estimate: str) -> None:
        """Say what the button does, and how long that takes."""
        self.plan.setText(plan)
        self.estimate.setText(estimate)
        self.button.setEnabled(True)
        self.button.setToolTip("")

    def show_obstacle(self, reason: str) -> None:
        """Say why nothing can be run."""
        self.plan.setText(reason)
        self.estimate.setText("")
        self.button.setEnabled(False)
        self.button.setToolTip(reason)
