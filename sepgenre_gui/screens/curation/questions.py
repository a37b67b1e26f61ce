"""What is asked on the curation screen: why a track is skipped, how long segments are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QInputDialog,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.segment import LENGTH_LIMITS_S
from sepgenre_gui.screens.appearance.metrics import APART, FAR, label
from sepgenre_gui.services.edits import LengthPreview

SKIP_REASONS = (
    "No typical passage",
    "Genre is unclear",
    "Mix or medley of several songs",
    "Bad recording",
    "Not electronic dance music",
)
"""Reasons that are offered; any other can be typed."""


def ask_skip_reason(parent: QWidget, titles: list[str]) -> str | None:
    """Ask why tracks are skipped; None where the person thinks better of it."""
    what = f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles)} tracks"
    reason, agreed = QInputDialog.getItem(
        parent, "Skip", f"Why is {what} left out?", list(SKIP_REASONS), 0, editable=True
    )
    return reason.strip() if agreed and reason.strip() else None


class RulesDialog(QDialog):
    """Asks how long segments are and whether a track may have several; says what that does."""

    def __init__(
        self,
        length_s: float,
        *,
        several: bool,
        preview: Callable[[float], LengthPreview],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Segments of this project")
        self._preview = preview
        self._length_s = length_s
        self.length = QDoubleSpinBox()
        self.length.setRange(*LENGTH_LIMITS_S)
        self.length.setDecimals(3)
        self.length.setSingleStep(0.5)
        self.length.setSuffix(" s")
        self.length.setValue(length_s)
        self.length.setKeyboardTracking(False)
        self.several = QCheckBox("Allow several segments in a track")
        self.several.setChecked(several)
        self.said = label(role="muted")
        self.said.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.length.valueChanged.connect(self._describe)
        form = QFormLayout()
        form.addRow("&Length", self.length)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addLayout(form)
        layout.addWidget(self.several)
        layout.addWidget(self.said)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.setMinimumWidth(24 * self.fontMetrics().averageCharWidth() + 240)
        self._describe()

    def _describe(self) -> None:
        length_s = self.length.value()
        if length_s == self._length_s:
            text = "Every segment of the project has this length. The paper's is 10 s."
        else:
            text = (
                f"{self._preview(length_s).describe()} Stems and features are computed anew; "
                "runs keep their results. The step can be undone."
            )
        self.said.setText(text)
