"""The bar below the waveform: play, loop, where the playhead is, snapping, volume, output."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.audio.playback import MAX_VOLUME_DB, MIN_VOLUME_DB, OutputDevice
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.curation.region import Snap
from sepgenre_gui.screens.curation.segment_panel import format_time

_BUTTONS = ("playback.region", "playback.stop", "playback.loop")
_ICON = QSize(18, 18)
_SNAPS = {
    Snap.OFF: "No snap",
    Snap.BEAT: "Snap: beats",
    Snap.BAR: "Snap: bars",
    Snap.ZERO: "Snap: zeros",
}
_VOLUME_WIDTH, _DEVICE_WIDTH, _SNAP_WIDTH = 90, 150, 190
# In a small window the boxes yield: what they show is in their lists.
_LEAST_LETTERS = 5


class TransportBar(QWidget):
    """Shows what is heard, and offers by mouse what the keys do."""

    snap_chosen = Signal(object)
    volume_chosen = Signal(float)
    device_chosen = Signal(object)
    devices_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {name: QToolButton() for name in _BUTTONS}
        self.place = QLabel()
        self.segment_place = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self.tempo = QLabel()
        self.snap = QComboBox()
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.device = _DeviceBox()
        self._build()
        self.show_place(0.0)

    def connect_actions(self, book: ActionBook) -> None:
        """Let the buttons do what the actions do."""
        for name, button in self.buttons.items():
            button.setDefaultAction(book[name])
            button.setIconSize(_ICON)

    def show_place(self, seconds: float) -> None:
        """Show where the playhead is."""
        self.place.setText(format_time(seconds))

    def show_segment(self, start_s: float | None, length_s: float) -> None:
        """Show where the segment stands; None where there is none."""
        if start_s is None:
            self.segment_place.setText("No segment")
        else:
            end_s = start_s + length_s
            self.segment_place.setText(f"Segment {format_time(start_s)} to {format_time(end_s)}")

    def show_tempo(self, tempo_bpm: float | None) -> None:
        """Show the tempo around the segment, where it is known."""
        self.tempo.setText("" if tempo_bpm is None else f"{tempo_bpm:.1f} BPM")

    def show_snap(self, snap: Snap) -> None:
        """Show what the segment snaps to."""
        with QSignalBlocker(self.snap):
            self.snap.setCurrentIndex(self.snap.findData(snap))

    def show_volume(self, volume_db: float) -> None:
        """Show the volume."""
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

    def _build(self) -> None:
        self.place.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.place.setAccessibleName("Playhead")
        self.segment_place.setAccessibleName("Segment")
        self.snap.setAccessibleName("What the segment snaps to")
        self.snap.setToolTip("What the segment snaps to: beats, bars, zero crossings, nothing")
        for snap, text in _SNAPS.items():
            self.snap.addItem(text, snap)
        self.snap.currentIndexChanged.connect(
            lambda _: self.snap_chosen.emit(self.snap.currentData())
        )
        self.volume.setRange(round(MIN_VOLUME_DB), round(min(MAX_VOLUME_DB, 0.0)))
        self.volume.setAccessibleName("Volume in dB")
        self.volume.setMinimumWidth(_VOLUME_WIDTH // 2)
        self.volume.setMaximumWidth(_VOLUME_WIDTH)
        self.volume.valueChanged.connect(lambda value: self.volume_chosen.emit(float(value)))
        self.device.setAccessibleName("Sound output")
        for box, width in ((self.snap, _SNAP_WIDTH), (self.device, _DEVICE_WIDTH)):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LEAST_LETTERS)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMaximumWidth(width)
        self.device.opened.connect(self.devices_wanted)
        self.device.currentIndexChanged.connect(
            lambda _: self.device_chosen.emit(self.device.currentData())
        )
        above, below = QHBoxLayout(), QHBoxLayout()
        for button in self.buttons.values():
            above.addWidget(button)
        above.addWidget(self.place)
        above.addSpacing(NEAR)
        above.addWidget(self.segment_place, stretch=1)
        above.addWidget(self.tempo)
        below.addWidget(self.snap, stretch=1)
        below.addStretch(1)
        below.addWidget(QLabel("Volume"))
        below.addWidget(self.volume)
        below.addWidget(self.device, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NEAR)
        for row in (above, below):
            row.setSpacing(NEAR)
            layout.addLayout(row)
        # Keys go to the window: Space plays, whatever was clicked last.
        for part in (*self.buttons.values(), self.snap, self.volume, self.device):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class _DeviceBox(QComboBox):
    """Looks for outputs anew whenever it is opened."""

    opened = Signal()

    def showPopup(self) -> None:  # noqa: N802 - Qt's
        self.opened.emit()
        super().showPopup()
