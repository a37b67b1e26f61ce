"""About: what this is, which version, and whose experiment it runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.metrics import APART, FAR, NEAR, TITLE, fit_height, label
from sepgenre_training import __version__

_MARK, _WIDTH = 56, 460
_TEXT = (
    "Cuts 10 s segments out of electronic dance music, separates them into stems, and measures "
    "what the separation adds to telling genres apart."
)
_PAPER = (
    "The experiment is that of Mersy and Kuan, “Source Separation and Depthwise Separable "
    "Convolutions for Computer Audition”, AAAI-21 student abstract, arXiv 2012.03359."
)


class About(QDialog):
    """Says all that, and closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About SepGenre")
        self.setMinimumWidth(_WIDTH)
        mark = QLabel()
        mark.setPixmap(icons.mark(_MARK, ratio=self.devicePixelRatioF()))
        text = QVBoxLayout()
        text.setSpacing(NEAR)
        text.addWidget(label("SepGenre", scale=TITLE, bold=True))
        text.addWidget(label(f"Version {__version__}, MIT licence", role="muted"))
        for paragraph in (_TEXT, _PAPER):
            said = label(paragraph)
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.addWidget(said)
        head = QHBoxLayout()
        head.setSpacing(FAR)
        head.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(text, stretch=1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addLayout(head)
        layout.addWidget(buttons)
        self.resize(_WIDTH, 0)
        fit_height(self)
