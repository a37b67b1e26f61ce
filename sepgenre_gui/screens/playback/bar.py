"""What every bar of playback has: play, stop, loop, the playhead, volume and output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.audio.playback import MAX_VOLUME_DB, MIN_VOLUME_DB, OutputDevice
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.elided_box import ElidedBox
from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.playback.clock import format_time
from sepgenre_gui.screens.playback.control import PlaybackControl

_ICON = QSize(18, 18)
_VOLUME_WIDTH, _DEVICE_WIDTH = 90, 190


class PlaybackBar(QWidget):
    """Shows what is heard, and offers by mouse what the keys do.

    Its subclasses add parts of their own, and lay all of them out by `_lay_out_rows`.

    Parameters
    ----------
    actions : sequence of str
        The actions that have a button each.

    Signals
    -------
    volume_chosen(volume_db), device_chosen(name), devices_wanted()
        The sound as a whole.
    """

    volume_chosen = Signal(float)
    device_chosen = Signal(object)
    devices_wanted = Signal()

    def __init__(self, actions: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: QToolButton() for name in actions}
        self.place = QLabel()
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.device = _DeviceBox()
        self._control: PlaybackControl[Any] | None = None
        self._build_sound()
        self.show_place(0.0)

    def connect_actions(self, book: ActionBook) -> None:
        """Let the buttons do what the actions do."""
        for name, button in self.buttons.items():
            button.setDefaultAction(book[name])
            button.setIconSize(_ICON)

    def follow(self, control: PlaybackControl[Any]) -> None:
        """Show volume and outputs of `control`, and let the person choose them."""
        self._control = control
        self.volume_chosen.connect(control.set_volume)
        self.device_chosen.connect(control.choose_device)
        self.devices_wanted.connect(control.refresh_devices)
        control.devices_changed.connect(self._show_control_devices)
        self.show_volume(control.volume_db)
        self._show_control_devices()

    def show_place(self, seconds: float) -> None:
        """Show where the playhead is."""
        self.place.setText(format_time(seconds))

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

    def _show_control_devices(self) -> None:
        if self._control is not None:
            self.show_devices(self._control.devices, self._control.device)

    def _build_sound(self) -> None:
        self.place.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.place.setAccessibleName("Playhead")
        self.volume.setRange(round(MIN_VOLUME_DB), round(min(MAX_VOLUME_DB, 0.0)))
        self.volume.setAccessibleName("Volume in dB")
        self.volume.setMaximumWidth(_VOLUME_WIDTH)
        self.volume.valueChanged.connect(lambda value: self.volume_chosen.emit(float(value)))
        self.device.setAccessibleName("Sound output")
        self.device.opened.connect(self.devices_wanted)
        self.device.currentIndexChanged.connect(
            lambda _: self.device_chosen.emit(self.device.currentData())
        )

    def _lay_out_rows(
        self, rows: Sequence[QHBoxLayout], *, spacing: int, controls: Sequence[QWidget]
    ) -> None:
        """Put `rows` one below the other; `controls` are those beside what every bar has."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing)
        for row in rows:
            row.setSpacing(NEAR)
            layout.addLayout(row)
        # Keys go to the window: Space plays, whatever was clicked last.
        for part in (*self.buttons.values(), *controls, self.volume, self.device):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class _DeviceBox(ElidedBox):
    """Looks for outputs anew whenever it is opened."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__(most=_DEVICE_WIDTH, tip="Where the sound comes out")

    def showPopup(self) -> None:  # noqa: N802 - Qt's
        self.opened.emit()
        super().showPopup()
