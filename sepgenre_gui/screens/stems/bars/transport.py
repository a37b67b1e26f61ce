"""The bar below the lanes: play, loop, the playhead, what is heard, volume, output."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import TIGHT
from sepgenre_gui.screens.playback import PlaybackBar
from sepgenre_gui.screens.stems.desk import Hearing

_BUTTONS = ("mixer.play", "mixer.stop", "mixer.loop")
_HEARING = {
    Hearing.MIXER: ("Mixer", "What mute, solo and volume say (B)"),
    Hearing.MIXTURE: ("Mixture", "The mixture as it is (A)"),
    Hearing.SUM: ("Sum of stems", "All stems as they are, to be compared with the mixture (A)"),
    Hearing.WITHOUT_VOCALS: (
        "Without vocals",
        "Drums, bass and other: what the baseline without vocals hears (V)",
    ),
}


class StemsTransport(PlaybackBar):
    """Shows what is heard, and offers by mouse what the keys do.

    Signals
    -------
    hearing_chosen : Hearing
        The lanes are to be heard in this way.
    heard_number_chosen : int
        Of two separators, the stems of this one are to be heard.
    """

    hearing_chosen = Signal(object)
    heard_number_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_BUTTONS, parent)
        self.title = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self.hearing = {hearing: QToolButton() for hearing in Hearing}
        self.heard = (QToolButton(), QToolButton())
        self._build_hearing()
        self._lay_out()
        self.show_separators(())

    def show_hearing(self, hearing: Hearing) -> None:
        """Show in which way the lanes are heard."""
        self.hearing[hearing].setChecked(True)

    def show_separators(self, separators: Sequence[str], heard_number: int = 0) -> None:
        """Offer to hear either of two separators; nothing where there is one."""
        is_pair = len(separators) == 2
        for number, button in enumerate(self.heard):
            button.setVisible(is_pair)
            button.setText(separators[number] if is_pair else "")
            button.setChecked(number == heard_number)

    def _build_hearing(self) -> None:
        ways, numbers = QButtonGroup(self), QButtonGroup(self)
        for hearing, button in self.hearing.items():
            text, tip = _HEARING[hearing]
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"Hear: {hearing.value}")
            button.clicked.connect(lambda _=False, way=hearing: self.hearing_chosen.emit(way))
            ways.addButton(button)
        for number, button in enumerate(self.heard):
            button.setToolTip("Hear the stems of this separator (C switches)")
            button.clicked.connect(
                lambda _=False, number=number: self.heard_number_chosen.emit(number)
            )
            numbers.addButton(button)
        for button in (*self.hearing.values(), *self.heard):
            button.setCheckable(True)
            button.setProperty("role", "way")

    def _lay_out(self) -> None:
        self.title.setAccessibleName("What is at hand")
        self.title.setProperty("role", "muted")
        self.volume.setAccessibleName("Volume of all in dB")
        self.volume.setMinimumWidth(self.volume.maximumWidth())
        above, below = QHBoxLayout(), QHBoxLayout()
        for button in self.buttons.values():
            above.addWidget(button)
        above.addWidget(self.place)
        above.addWidget(self.title, stretch=1)
        above.addWidget(QLabel("Volume"))
        above.addWidget(self.volume)
        above.addWidget(self.device)
        below.addWidget(QLabel("Hear"))
        for button in self.hearing.values():
            below.addWidget(button)
        below.addStretch()
        for button in self.heard:
            below.addWidget(button)
        ways = (*self.hearing.values(), *self.heard)
        self._lay_out_rows((above, below), spacing=TIGHT, controls=ways)
