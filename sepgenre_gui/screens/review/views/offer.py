"""The offer to retrain, after so many corrections."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from sepgenre_gui.screens.appearance.metrics import APART, NEAR
from sepgenre_gui.screens.experiment.results.parts.page import paragraph
from sepgenre_gui.screens.review.views.parts import button, row_of_buttons


class RetrainOffer(QFrame):
    """Asks whether to learn from the answers now; hidden until there is reason to ask.

    Attributes
    ----------
    retrain, later : QPushButton
        `later` asks again after as many corrections more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setAccessibleName("Offer to retrain")
        self.text = paragraph()
        self.retrain = button(
            "Retrain &now", "Learn from your answers in the background, and go on meanwhile",
            key="Ctrl+Return",
        )  # fmt: skip
        self.later = button("&Later", "Ask again after as many corrections more")
        self._declined = 0
        self._n_corrected = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(APART, NEAR, APART, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(self.text)
        layout.addLayout(row_of_buttons(self.retrain, self.later))
        self.later.clicked.connect(self._decline)
        self.hide()

    def show_corrected(self, n_corrected: int, *, after: int, is_learning: bool) -> None:
        """Offer to retrain where `after` corrections came since it was declined last."""
        self._n_corrected = n_corrected
        self._declined = min(self._declined, n_corrected)
        is_due = n_corrected - self._declined >= after and not is_learning
        corrected = "1 guess" if n_corrected == 1 else f"{n_corrected} guesses"
        self.text.setText(
            f"You have corrected {corrected} since the program learned last. Retrain now? "
            "You can go on meanwhile; the order is renewed when it is done."
        )
        self.setVisible(is_due)

    def _decline(self) -> None:
        self._declined = self._n_corrected
        self.hide()
