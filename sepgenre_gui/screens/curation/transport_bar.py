"""The bar below the waveform: play, loop, where the playhead is, snapping, volume, output."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sepgenre_gui.screens.appearance.elided_box import ElidedBox
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.curation.region import Snap
from sepgenre_gui.screens.playback import PlaybackBar, format_time

_BUTTONS = ("playback.region", "playback.stop", "playback.loop")
_SNAPS = {
    Snap.OFF: "No snap",
    Snap.BEAT: "Snap: beats",
    Snap.BAR: "Snap: bars",
    Snap.ZERO: "Snap: zeros",
}
_SNAP_WIDTH = 190
_SNAP_TIP = "What the segment snaps to: beats, bars, zero crossings, nothing"


class TransportBar(PlaybackBar):
    """Shows what is heard, and offers by mouse what the keys do.

    Signals
    -------
    snap_chosen : Snap
        The segment is to snap to this.
    """

    snap_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_BUTTONS, parent)
        self.segment_place = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self.tempo = QLabel()
        self.snap = ElidedBox(most=_SNAP_WIDTH, tip=_SNAP_TIP)
        self._build_snap()
        self._lay_out()

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

    def _build_snap(self) -> None:
        self.snap.setAccessibleName("What the segment snaps to")
        for snap, text in _SNAPS.items():
            self.snap.addItem(text, snap)
        self.snap.currentIndexChanged.connect(
            lambda _: self.snap_chosen.emit(self.snap.currentData())
        )

    def _lay_out(self) -> None:
        self.segment_place.setAccessibleName("Segment")
        self.volume.setMinimumWidth(self.volume.maximumWidth() // 2)
        above, below = QHBoxLayout(), QHBoxLayout()
        for button in self.buttons.values():
            above.addWidget(button)
        above.addWidget(self.place)
        above.addSpacing(NEAR)
        above.addWidget(self.segment_place, stretch=1)
        above.addWidget(self.tempo)
        below.addWidget(self.snap)
        below.addStretch()
        below.addWidget(QLabel("Volume"))
        below.addWidget(self.volume)
        below.addWidget(self.device)
        self._lay_out_rows((above, below), spacing=NEAR, controls=(self.snap,))
