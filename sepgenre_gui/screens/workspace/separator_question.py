"""The question by which separator something is done; none is ever chosen silently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance.metrics import APART, FAR, label

if TYPE_CHECKING:
    from sepgenre_gui.services.stems import SeparatorChoice

AskSeparator = Callable[[QWidget, str, str], str | None]
"""Asks: parent, title, what is offered first; None where the person thinks better of it."""

_WIDTH_CHARACTERS = 56


class SeparatorQuestion(QDialog):
    """Offers every separator with its state; one that is not ready cannot be chosen.

    Parameters
    ----------
    chosen : str
        The separator that is offered first; empty for the first one that is ready.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[SeparatorChoice],
        *,
        chosen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._choices = {choice.name: choice for choice in choices}
        self.separator = QComboBox()
        self.separator.setAccessibleName("Separator")
        for choice in choices:
            state = "" if choice.is_ready else f" ({choice.state.value})"
            self.separator.addItem(f"{choice.name}{state}", choice.name)
        self.said = label(role="muted")
        self.said.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        ready = [choice.name for choice in choices if choice.is_ready]
        first = chosen if chosen in self._choices else next(iter(ready), "")
        self.separator.setCurrentIndex(max(self.separator.findData(first), 0))
        self.separator.currentIndexChanged.connect(lambda _: self._describe())
        form = QFormLayout()
        form.addRow("&Separator", self.separator)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addLayout(form)
        layout.addWidget(self.said)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH_CHARACTERS * self.fontMetrics().averageCharWidth())
        self._describe()

    @property
    def chosen(self) -> str:
        """The separator that is chosen."""
        return str(self.separator.currentData())

    def _describe(self) -> None:
        choice = self._choices[self.chosen]
        text = f"{choice.summary} About {choice.latency} for 10 s of stereo."
        if not choice.is_ready:
            text = " ".join((text, *choice.reasons, choice.remedy))
        self.said.setText(text)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(choice.is_ready)


def ask_separator(parent: QWidget, title: str, chosen: str = "") -> str | None:
    """Ask by which separator; None where the person thinks better of it."""
    # What knows the separators would delay the window's first paint.
    from sepgenre_gui.services.stems import separator_choices

    dialog = SeparatorQuestion(title, separator_choices(), chosen=chosen, parent=parent)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.chosen if agreed else None
