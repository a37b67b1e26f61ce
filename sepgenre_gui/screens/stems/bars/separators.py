"""The bar above the lanes: which separator is heard, how it stands, and which is compared."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT
from sepgenre_gui.services.stems import SeparatorChoice

_NO_OTHER = "No other"
_LETTERS, _WIDEST_LETTERS = 10, 34


class SeparatorBar(QWidget):
    """Offers the separators, those that cannot run, too: it says what to do about them.

    Signals
    -------
    separator_chosen : str
        Its stems are to be heard.
    comparison_chosen : str or None
        Its stems are to be shown beside.
    models_wanted, export_wanted
        A button was pressed.
    """

    separator_chosen = Signal(str)
    comparison_chosen = Signal(object)
    models_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.separator, self.comparison = QComboBox(), QComboBox()
        self.state = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self.models, self.export = QPushButton("Models…"), QPushButton("Export…")
        self._build()

    def show_choices(
        self, choices: Mapping[str, SeparatorChoice], separator: str, compared: str | None
    ) -> None:
        """Offer `choices`, and show which are chosen."""
        with QSignalBlocker(self.separator), QSignalBlocker(self.comparison):
            self.separator.clear()
            self.comparison.clear()
            self.comparison.addItem(_NO_OTHER, None)
            for name, choice in choices.items():
                self.separator.addItem(_item_text(choice), name)
                if name != separator:
                    self.comparison.addItem(_item_text(choice), name)
            self.separator.setCurrentIndex(self.separator.findData(separator))
            place = 0 if compared is None else self.comparison.findData(compared)
            self.comparison.setCurrentIndex(place)
        self.state.setText(describe_choice(choices[separator]))
        self.state.setAccessibleName(f"State of {separator}")

    def _build(self) -> None:
        self.separator.setAccessibleName("Separator whose stems are heard")
        self.separator.setToolTip("Whose stems are heard")
        self.comparison.setAccessibleName("Separator to compare with")
        self.comparison.setToolTip("Whose stems are shown beside; C switches between both")
        self.separator.currentIndexChanged.connect(
            lambda _: self.separator_chosen.emit(self.separator.currentData())
        )
        self.comparison.currentIndexChanged.connect(
            lambda _: self.comparison_chosen.emit(self.comparison.currentData())
        )
        self.models.clicked.connect(self.models_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.state.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(NEAR)
        for text, box in (("Separator", self.separator), ("Compare with", self.comparison)):
            # The longest item must not take the room of all others.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LETTERS)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMaximumWidth(_WIDEST_LETTERS * self.fontMetrics().averageCharWidth())
            row.addWidget(QLabel(text))
            row.addWidget(box, stretch=2)
        row.addStretch(1)
        row.addWidget(self.models)
        row.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(row)
        layout.addWidget(self.state)
        for part in (self.separator, self.comparison, self.models, self.export):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def describe_choice(choice: SeparatorChoice) -> str:
    """Return in one line what a separator is, and what to do where it cannot run."""
    if choice.is_ready:
        return f"{choice.summary} 10 s take about {choice.latency}."
    return f"{choice.summary} It needs {choice.needs}: install it under Models."


def _item_text(choice: SeparatorChoice) -> str:
    return choice.name if choice.is_ready else f"{choice.name} ({choice.state.value})"
