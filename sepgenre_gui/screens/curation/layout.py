"""How the curation screen is laid out: tracks, waveform, genres and segments, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QSplitter, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.curation.genres.panel import GenrePanel
from sepgenre_gui.screens.curation.segment_panel import SegmentPanel
from sepgenre_gui.screens.curation.tracks.panel import TrackPanel
from sepgenre_gui.screens.curation.transport_bar import TransportBar
from sepgenre_gui.screens.curation.wave_area import WaveArea, heading
from sepgenre_gui.screens.preferences import Preferences

_SPLITTER, _WAVE_SPLITTER, _SIDE_SPLITTER = "curation", "curation-waveform", "curation-side"
_COLUMNS = "curation-tracks"
# Shares of a window 1440 pixels wide.
_SHARES = (500, 680, 260)


class CurationLayout(QWidget):
    """The panels of the screen; they know nothing of each other."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.tracks = TrackPanel()
        self.wave = WaveArea()
        self.transport = TransportBar()
        self.genres = GenrePanel()
        self.segments = SegmentPanel()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._side = QSplitter(Qt.Orientation.Vertical)
        self._build()
        self._restore()

    def store(self) -> None:
        """Keep where the person has put the borders."""
        for name, part in self._parts().items():
            self._preferences.set_splitter(name, bytes(part.saveState().data()))

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(NEAR, NEAR, NEAR, NEAR)
        column.setSpacing(NEAR)
        column.addWidget(self.wave, stretch=1)
        column.addWidget(self.transport)
        for title, panel in (("Genres", self.genres), ("Segments and note", self.segments)):
            box = QWidget()
            rows = QVBoxLayout(box)
            rows.setContentsMargins(NEAR // 2, NEAR, NEAR, NEAR)
            rows.setSpacing(NEAR)
            rows.addWidget(heading(title))
            rows.addWidget(panel, stretch=1)
            self._side.addWidget(box)
        for part in (self.tracks, middle, self._side):
            self._columns.addWidget(part)
        for splitter in (self._columns, self._side):
            splitter.setChildrenCollapsible(False)
        self._columns.setStretchFactor(0, 0)
        self._columns.setStretchFactor(1, 1)
        self._columns.setStretchFactor(2, 0)
        self._columns.setSizes(list(_SHARES))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._columns)

    def _restore(self) -> None:
        for name, part in self._parts().items():
            state = self._preferences.splitter(name)
            if state:
                part.restoreState(state)
        self.tracks.sort_as_headed()

    def _parts(self) -> dict[str, QSplitter | QHeaderView]:
        return {
            _COLUMNS: self.tracks.table.horizontalHeader(),
            _SPLITTER: self._columns,
            _WAVE_SPLITTER: self.wave.splitter,
            _SIDE_SPLITTER: self._side,
        }
