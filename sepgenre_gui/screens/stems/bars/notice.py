"""The notice in place of stems that are not there: why, what to do, and how far that is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, NEAR, TIGHT, label
from sepgenre_gui.screens.stems.work.separating import Stems, StemsState
from sepgenre_gui.services.stems import SeparatorChoice

_INSTALL = (
    "Install it under Models, from the network or from a file that you have, or choose another "
    "separator above."
)


class StemsNotice(QFrame):
    """Says how the stems by one separator stand; hidden once they are ready.

    Signals
    -------
    separation_wanted, acceptance_wanted : str
        The separator; where accepted, a stem may be nearly the mixture.
    cancel_wanted, models_wanted
        A button was pressed.
    """

    separation_wanted = Signal(str)
    acceptance_wanted = Signal(str)
    cancel_wanted = Signal()
    models_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._separator = ""
        self.message, self.more = label(bold=True), label(role="muted")
        self.bar = QProgressBar()
        self.separate = QPushButton("Separate and hear")
        self.accept = QPushButton("Separate again accepting identical stems")
        self.models, self.cancel = QPushButton("Models…"), QPushButton("Cancel")
        self.setProperty("role", "card")
        self._build()

    def show_stems(self, stems: Stems, choice: SeparatorChoice) -> None:
        """Show how `stems` stand, which `choice` makes."""
        self._separator = stems.separator
        is_failed = stems.state is StemsState.FAILED
        is_running = stems.state is StemsState.SEPARATING
        can_run = choice.is_ready and not is_running
        message, more = _words(stems, choice)
        self.message.setText(message)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.setAccessibleName(message)
        self.setAccessibleDescription(more)
        self.bar.setVisible(is_running)
        self.bar.setRange(0, stems.n_samples if stems.n_ready else 0)
        self.bar.setValue(stems.n_ready)
        self.separate.setText("Try again" if is_failed else "Separate and hear")
        self.separate.setVisible(can_run)
        self.accept.setVisible(can_run and stems.may_be_accepted)
        self.models.setVisible(not choice.is_ready or is_failed)
        self.cancel.setVisible(is_running)
        self.setVisible(stems.state is not StemsState.READY)

    def _build(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How much is separated")
        for part in (self.message, self.more):
            part.setWordWrap(True)
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.separate.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(NEAR)
        for button in (self.separate, self.accept, self.models, self.cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(APART, NEAR, APART, NEAR)
        layout.setSpacing(TIGHT)
        for each in (self.message, self.more, self.bar):
            layout.addWidget(each)
        layout.addLayout(buttons)
        self.separate.clicked.connect(lambda: self.separation_wanted.emit(self._separator))
        self.accept.clicked.connect(lambda: self.acceptance_wanted.emit(self._separator))
        self.models.clicked.connect(self.models_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)


def _words(stems: Stems, choice: SeparatorChoice) -> tuple[str, str]:
    name = stems.separator
    if stems.state is StemsState.SEPARATING:
        if not stems.n_ready:
            return f"Separating by {name}…", "It plays as soon as the first part is there."
        percent = 100 * stems.n_ready // max(1, stems.n_samples)
        return f"Separating by {name}: {percent} %", "What is there can be heard already."
    if stems.state is StemsState.FAILED:
        return stems.reason, stems.remedy
    if not choice.is_ready:
        return (
            f"{name} cannot run here: {choice.state.value}",
            " ".join((*choice.reasons, _INSTALL)),
        )
    return f"Not separated by {name} yet", "Press Space to separate it now and hear its stems."
