"""The bar below the lanes: play, loop, the playhead, what is heard, volume, output."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.audio.playback import MAX_VOLUME_DB, MIN_VOLUME_DB, OutputDevice
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT
from sepgenre_gui.screens.curation.segment_panel import format_time
from sepgenre_gui.screens.stems.desk import Hearing

_BUTTONS = ("mixer.play", "mixer.stop", "mixer.loop")
_ICON = QSize(18, 18)
_HEARING = {
    Hearing.MIXER: ("Mixer", "What mute, solo and volume say (B)"),
    Hearing.MIXTURE: ("Mixture", "The mixture as it is (A)"),
    Hearing.SUM: ("Sum of stems", "All stems as they are, to be compared with the mixture (A)"),
    Hearing.WITHOUT_VOCALS: (
        "Without vocals",
        "Drums, bass and other: what the baseline without vocals hears (V)",
    ),
}
_VOLUME_WIDTH, _DEVICE_WIDTH = 90, 150


class StemsTransport(QWidget):
    """Shows what is heard, and offers by mouse what the keys do.

    Signals
    -------
    hearing_chosen : Hearing
        The lanes are to be heard in this way.
    heard_number_chosen : int
        Of two separators, the stems of this one are to be heard.
    volume_chosen(volume_db), device_chosen(name), devices_wanted()
        The sound as a whole.
    """

    hearing_chosen = Signal(object)
    heard_number_chosen = Signal(int)
    volume_chosen = Signal(float)
    device_chosen = Signal(object)
    devices_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: QToolButton() for name in _BUTTONS}
        self.place, self.title = QLabel(), ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self.hearing = {hearing: QToolButton() for hearing in Hearing}
        self.heard = (QToolButton(), QToolButton())
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.device = _DeviceBox()
        self._build_hearing()
        self._build_sound()
        self._lay_out()
        self.show_place(0.0)
        self.show_separators(())

    def connect_actions(self, book: ActionBook) -> None:
        """Let the buttons do what the actions do."""
        for name, button in self.buttons.items():
            button.setDefaultAction(book[name])
            button.setIconSize(_ICON)

    def show_place(self, seconds: float) -> None:
        """Show where the playhead is."""
        self.place.setText(format_time(seconds))

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

    def show_volume(self, volume_db: float) -> None:
        """Show the volume of all."""
        with QSignalBlocker(self.volume):
            self.volume.setValue(round(volume_db))
        silent = volume_db <= MIN_VOLUME_DB
        self.volume.setToolTip("Silent" if silent else f"Volume {volume_db:+.0f} dB")

    def show_devices(self, devices: Sequence[OutputDevice], chosen: str | None) -> None:
        """Offer these outputs; the one that was chosen is shown even while it is gone."""
        with QSignalBlocker(self.device):
            self.device.clear()
            self.device.addItem("System output", None)
            names = [device.name for device in devices]
            for name in names:
                self.device.addItem(name, name)
            if chosen is not None and chosen not in names:
                self.device.addItem(f"{chosen} (not there)", chosen)
            self.device.setCurrentIndex(max(self.device.findData(chosen), 0))

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

    def _build_sound(self) -> None:
        self.place.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.place.setAccessibleName("Playhead")
        self.title.setAccessibleName("What is at hand")
        self.title.setProperty("role", "muted")
        self.volume.setRange(round(MIN_VOLUME_DB), round(min(MAX_VOLUME_DB, 0.0)))
        self.volume.setAccessibleName("Volume of all in dB")
        self.volume.setFixedWidth(_VOLUME_WIDTH)
        self.volume.valueChanged.connect(lambda value: self.volume_chosen.emit(float(value)))
        self.device.setAccessibleName("Sound output")
        self.device.setMaximumWidth(_DEVICE_WIDTH)
        self.device.opened.connect(self.devices_wanted)
        self.device.currentIndexChanged.connect(
            lambda _: self.device_chosen.emit(self.device.currentData())
        )

    def _lay_out(self) -> None:
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        for row in (above, below):
            row.setSpacing(NEAR)
            layout.addLayout(row)
        # Keys go to the window: Space plays, whatever was clicked last.
        buttons = (*self.buttons.values(), *self.hearing.values(), *self.heard)
        for part in (*buttons, self.volume, self.device):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class _DeviceBox(QComboBox):
    """Looks for outputs anew whenever it is opened."""

    opened = Signal()

    def showPopup(self) -> None:  # noqa: N802 - Qt's
        self.opened.emit()
        super().showPopup()
