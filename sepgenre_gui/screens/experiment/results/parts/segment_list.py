"""A table of segments, which can be heard and opened in curation from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.figure_model import Column, Row
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable


class SegmentList(QWidget):
    """Shows segments, one a row; each row's identity is the segment's.

    Enter and a double click play the current segment; buttons and the context menu play it and
    open it in curation.

    Parameters
    ----------
    name : str
        For screen readers.
    most_rows : int
        Beyond so many rows the table scrolls.

    Signals
    -------
    segment_played, segment_opened : int
        A person wants to hear a segment, or to see it in curation.
    """

    segment_played = Signal(int)
    segment_opened = Signal(int)

    def __init__(self, theme: Theme, name: str, *, most_rows: int = 12) -> None:
        super().__init__()
        self._theme = theme
        self.table = FigureTable(name, by_rows=True, most_rows=most_rows)
        self.play_button = QPushButton("Play")
        self.open_button = QPushButton("Open in curation")
        self._play = QAction("&Play", self.table)
        self._open = QAction("&Open in curation", self.table)
        self.table.insertActions(self.table.copy_action, [self._play, self._open])
        buttons = QHBoxLayout()
        buttons.setSpacing(NEAR)
        for button in (self.play_button, self.open_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NEAR)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        self.setFocusProxy(self.table)
        self.table.entered_row.connect(lambda row: self.segment_played.emit(row.identity))
        self.table.chosen.connect(lambda _: self._show_state())
        for source, signal in (
            (self._play.triggered, self.segment_played),
            (self.play_button.clicked, self.segment_played),
            (self._open.triggered, self.segment_opened),
            (self.open_button.clicked, self.segment_opened),
        ):
            source.connect(lambda *_, signal=signal: self._emit(signal))
        theme.theme_changed.connect(self._wear)
        self._wear(theme.colors)
        self._show_state()

    @property
    def segment(self) -> int | None:
        """The segment that is looked at."""
        row = self.table.current_row
        return None if row is None else row.identity

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show `rows`; the first is the current one, until the person chooses.

        Where the current one is gone, it is the next that is still there.
        """
        before, current = [row.identity for row in self.table.content.rows], self.segment
        self.table.show_rows(columns, rows)
        if self.segment is None:
            place = before.index(current) if current in before else 0
            there = {row.identity for row in rows}
            order = [*before[place:], *reversed(before[:place])]
            near = next((each for each in order if each in there and each is not None), None)
            if near is None:
                self.table.choose_first()
            else:
                self.table.choose(near)
        self._show_state()

    def sort_by(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by a column from now on, and let a click on a heading choose another."""
        self.table.sort_by(column, order)

    def _emit(self, signal: object) -> None:
        if self.segment is not None:
            signal.emit(self.segment)  # type: ignore[attr-defined]

    def _show_state(self) -> None:
        has_segment = self.segment is not None
        for part in (self.play_button, self.open_button, self._play, self._open):
            part.setEnabled(has_segment)

    def _wear(self, _: Colors) -> None:
        self.play_button.setIcon(self._theme.icon("play"))
        self.open_button.setIcon(self._theme.icon("cut"))
