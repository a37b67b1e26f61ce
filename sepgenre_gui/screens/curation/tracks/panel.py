"""The panel of tracks: filter above, table, and how far the work has come below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.track_list import TrackRow, TrackState
from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.screens.curation.genres.swatches import SWATCH_SIZE, make_swatch
from sepgenre_gui.screens.curation.tracks.model import TrackModel
from sepgenre_gui.screens.curation.tracks.order import NO_GENRE, STATE_TEXTS, Column, TrackFilter
from sepgenre_gui.screens.tables import FilterLine

_NO_TRACKS = (
    "<b>No tracks yet</b><br><br>Drop music files or a folder here,<br>"
    "or choose <i>File, Import</i>."
)
_NONE_PASSES = "<b>No track passes the filter</b><br><br>Press Escape in the filter to clear it."


_LEAST_WIDTH = 140
_SIDE_BY_SIDE = 34
"""Letters across that two boxes need."""
_COLUMN_FROM = {Column.ARTIST: 62, Column.LENGTH: 50}
"""Letters across from which on a column is shown."""


class TrackPanel(QWidget):
    """Shows the tracks; says which one a person goes to."""

    track_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TrackModel(self)
        self.table = QTableView()
        self.text_filter = FilterLine(
            "Filter by title, artist, genre, note", "Filter tracks by text", self.table
        )
        self.genre_filter, self.state_filter = QComboBox(), QComboBox()
        self._hint = QLabel(_NO_TRACKS)
        self._progress, self._progress_text = QProgressBar(), QLabel()
        self._filters = QHBoxLayout()
        self._states: Counter[TrackState] = Counter()
        self._current: int | None = None
        self._is_selecting = False
        self._build_filters()
        self._build_table()
        self._lay_out()
        self.model.arranged.connect(self._show_current)
        self.set_genres([])
        self.set_rows([])

    def set_rows(self, rows: Iterable[TrackRow]) -> None:
        """Show these tracks in place of all others."""
        self.model.set_rows(rows)
        self._states = Counter(row.state for row in self.model.all_rows)
        self._show_progress()

    def update_rows(self, rows: Iterable[TrackRow]) -> None:
        """Show what has become of some tracks."""
        changed = tuple(rows)
        for row in changed:
            before = self.model.row_of(row.id)
            if before is not None:
                self._states[before.state] -= 1
            self._states[row.state] += 1
        self.model.update_rows(changed)
        self._show_progress()

    def set_genres(self, genres: Sequence[Genre]) -> None:
        """Offer these genres in the filter; a choice that is still there stays."""
        chosen = self.genre_filter.currentData()
        with QSignalBlocker(self.genre_filter):
            self.genre_filter.clear()
            self.genre_filter.addItem("All genres", None)
            self.genre_filter.addItem("Without genre", NO_GENRE)
            for genre in genres:
                self.genre_filter.addItem(make_swatch(genre.color), genre.name, genre.id)
            place = self.genre_filter.findData(chosen) if chosen is not None else 0
            self.genre_filter.setCurrentIndex(max(place, 0))
        if place < 0:
            self._apply_filter()

    def set_current(self, track_id: int | None) -> None:
        """Mark the track that the person is at, and bring it into view."""
        self._current = track_id
        self._show_current()

    @property
    def selected_ids(self) -> tuple[int, ...]:
        """The selected tracks, in the order of the table."""
        rows = self.table.selectionModel().selectedRows()
        return tuple(self.model.row_at(place).id for place in sorted(index.row() for index in rows))

    def select(self, track_ids: Collection[int]) -> None:
        """Select these tracks besides the one at hand, as far as the filter shows them."""
        flags = QItemSelectionModel.SelectionFlag
        for track_id in track_ids:
            place = self.model.place_of(track_id)
            if place is not None:
                index = self.model.index(place, 0)
                self.table.selectionModel().select(index, flags.Select | flags.Rows)

    def neighbour(self, step: int) -> int | None:
        """Return the track `step` rows below the current one (above where negative), if any."""
        shown = self.model.rowCount()
        if not shown:
            return None
        place = self.model.place_of(self._current) if self._current is not None else None
        if place is None:
            return self.model.row_at(0 if step > 0 else shown - 1).id
        return self.model.row_at(min(max(place + step, 0), shown - 1)).id

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's
        """Leave out, in a narrow panel, what a person needs least to label tracks."""
        super().resizeEvent(event)
        letters = self.width() / self.fontMetrics().averageCharWidth()
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._filters.setDirection(down if letters < _SIDE_BY_SIDE else across)
        for column, least in _COLUMN_FROM.items():
            self.table.setColumnHidden(column, letters < least)

    def sort_as_headed(self) -> None:
        """Sort by the column that the table's head marks."""
        header = self.table.horizontalHeader()
        self.model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def clear_filter(self) -> None:
        """Show all tracks."""
        self.text_filter.clear()
        self.genre_filter.setCurrentIndex(0)
        self.state_filter.setCurrentIndex(0)

    def _build_filters(self) -> None:
        self.text_filter.textChanged.connect(self._apply_filter)
        self.text_filter.cleared.connect(self.clear_filter)
        self.text_filter.left.connect(self._take_first)
        self.genre_filter.setAccessibleName("Filter tracks by genre")
        self.genre_filter.setIconSize(SWATCH_SIZE)
        self.state_filter.setAccessibleName("Filter tracks by state")
        self.state_filter.addItem("All states", None)
        for state, text in STATE_TEXTS.items():
            self.state_filter.addItem(text, state)
        for combo in (self.genre_filter, self.state_filter):
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            combo.currentIndexChanged.connect(self._apply_filter)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        set_up_rows(table, "Tracks")
        table.setIconSize(SWATCH_SIZE)
        header = table.horizontalHeader()
        header.setStretchLastSection(False)
        width = table.fontMetrics().averageCharWidth()
        for column, letters in (
            (Column.ARTIST, 14),
            (Column.LENGTH, 8),
            (Column.GENRE, 23),
            (Column.STATE, 13),
        ):
            header.resizeSection(column, letters * width)
        header.setSectionResizeMode(Column.TITLE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(6 * width)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.TITLE, Qt.SortOrder.AscendingOrder)
        table.selectionModel().currentRowChanged.connect(self._choose)

    def _lay_out(self) -> None:
        self._filters.addWidget(self.genre_filter, stretch=1)
        self._filters.addWidget(self.state_filter, stretch=1)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._hint)
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(6)
        self._progress.setAccessibleName("Share of tracks that are done")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 8)
        layout.setSpacing(8)
        layout.addWidget(self.text_filter)
        layout.addLayout(self._filters)
        layout.addWidget(self._stack, stretch=1)
        layout.addWidget(self._progress)
        layout.addWidget(self._progress_text)

    def _apply_filter(self) -> None:
        self.model.set_filter(
            TrackFilter(
                text=self.text_filter.text(),
                genre_id=self.genre_filter.currentData(),
                state=self.state_filter.currentData(),
            )
        )
        self._show_progress()

    def _take_first(self) -> None:
        """Take the first track in hand where none is."""
        if self.model.rowCount() and not self.selected_ids:
            self.table.selectRow(0)

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if self._is_selecting or not index.isValid():
            return
        self._current = self.model.row_at(index.row()).id
        self.track_chosen.emit(self._current)

    def _show_current(self) -> None:
        has_rows = bool(self.model.rowCount())
        self._stack.setCurrentIndex(0 if has_rows else 1)
        self._hint.setText(_NO_TRACKS if self.model.filter.shows_all else _NONE_PASSES)
        place = self.model.place_of(self._current) if self._current is not None else None
        if place is None:
            return
        index = self.model.index(place, 0)
        if self.table.currentIndex() == index and self.table.selectionModel().isSelected(index):
            return
        flags = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self._is_selecting = True
        try:
            self.table.selectionModel().setCurrentIndex(index, flags)
        finally:
            self._is_selecting = False
        self.table.scrollTo(index)

    def _show_progress(self) -> None:
        curated = self._states[TrackState.CURATED]
        skipped = self._states[TrackState.SKIPPED]
        n_rows = self.model.n_all
        self._progress.setRange(0, max(n_rows, 1))
        self._progress.setValue(curated + skipped)
        self._progress.setVisible(bool(n_rows))
        text = f"{curated} of {n_rows} curated"
        if skipped:
            text += f", {skipped} skipped"
        if not self.model.filter.shows_all:
            text = f"{self.model.rowCount()} shown · {text}"
        self._progress_text.setText(text if n_rows else "")
