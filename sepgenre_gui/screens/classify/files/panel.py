"""The panel of classified files: the work above, filters, the table, how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.screens.classify.files.model import FileModel
from sepgenre_gui.screens.classify.files.rows import Column, FileFilter, FileState
from sepgenre_gui.screens.classify.files.work_bar import WorkBar
from sepgenre_gui.screens.curation.genres.swatches import SWATCH_SIZE
from sepgenre_gui.screens.tables import FilterLine

_NO_CLASSIFIER = (
    "<b>First a classifier, then its verdicts</b><br><br>Make one on the left. Then drop music "
    "files or folders here, and each file's genre stands in this table."
)
_NO_FILES = (
    "<b>Drop music files or folders here</b><br><br>Each is cut into windows, separated and "
    "classified. The files themselves are not changed."
)
_NONE_YET = (
    "<b>The first files come soon</b><br><br>A job is at work, as the line above says. Each file "
    "comes into this table when a worker takes it up."
)
_NONE_PASSES = "<b>No file passes the filter</b><br><br>Press Escape in the filter to clear it."
_LETTERS = {Column.VERDICT: 31, Column.CONFIDENCE: 14, Column.SECOND: 30, Column.LENGTH: 9}
_NAME_LETTERS = 32


class FilesPanel(QWidget):
    """Shows the files of the classifier that is chosen.

    Signals
    -------
    file_chosen : str
        The key of the row that is at hand now.
    activated
        A row was double-clicked: the person wants to hear it.
    """

    file_chosen = Signal(str)
    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = WorkBar()
        self.model = FileModel(self)
        self.table = QTableView()
        self.text_filter = FilterLine(
            "Filter by name, folder, genre or error", "Filter the files by text", self.table
        )
        self.genre_filter = QComboBox()
        self.unsure_only = QCheckBox("Unsure only")
        self.summary = label(role="muted")
        self._hint = QLabel()
        self._stack = QStackedWidget()
        self._at_hand = ""
        self._is_selecting = False
        self._has_classifier = self._is_at_work = False
        self._build_filters()
        self._build_table()
        self._lay_out()
        self.model.arranged.connect(self._find_again)
        self.model.rowsInserted.connect(lambda *_: self.show_state())
        self.show_state()

    @property
    def at_hand(self) -> str:
        """The key of the file that was chosen last; empty for none."""
        return self._at_hand

    def show_classes(self, classes: Sequence[str], *, has_classifier: bool) -> None:
        """Offer these genres to filter by, and forget the file at hand."""
        self._has_classifier = has_classifier
        self._at_hand = ""
        before = self.genre_filter.currentData()
        self.genre_filter.blockSignals(True)  # noqa: FBT003 - Qt's
        self.genre_filter.clear()
        self.genre_filter.addItem("All genres", "")
        for name in classes:
            self.genre_filter.addItem(name, name)
        self.genre_filter.setCurrentIndex(max(self.genre_filter.findData(before), 0))
        self.genre_filter.blockSignals(False)  # noqa: FBT003 - Qt's
        self._apply_filter()

    def show_job(self, job: Job | None) -> None:
        """Show how far the job is that classifies; None where nothing goes on."""
        self._is_at_work = job is not None and job.state.is_active()
        self.bar.show_job(job)
        self.show_state()

    def step(self, by: int) -> None:
        """Take the row `by` places below in hand, or above where negative; first, the first."""
        if not self.model.n_shown:
            return
        at_hand = self.model.place_of(self._at_hand)
        place = 0 if at_hand is None else at_hand + by
        self.table.selectRow(min(max(place, 0), self.model.n_shown - 1))
        # Focus alone makes the first row the current one, which then does not change.
        self._choose()

    def show_state(self) -> None:
        """Say how many files there are, or what to do where there is none."""
        model = self.model
        self._stack.setCurrentIndex(0 if model.n_shown else 1)
        if not self._has_classifier:
            hint = _NO_CLASSIFIER
        elif model.n_all:
            hint = _NONE_PASSES
        else:
            hint = _NONE_YET if self._is_at_work else _NO_FILES
        self._hint.setText(hint)
        parts = [f"{model.n_shown:,} of {model.n_all:,} files shown"]
        for state, word in ((FileState.UNSURE, "unsure"), (FileState.FAILED, "failed")):
            number = model.count(state)
            if number:
                parts.append(f"{number:,} {word}")
        self.summary.setText(", ".join(parts) if model.n_all else "")

    def _build_filters(self) -> None:
        self.text_filter.textChanged.connect(self._apply_filter)
        self.genre_filter.setAccessibleName("Show files of one genre")
        self.genre_filter.setToolTip("Show the files whose verdict is this genre")
        self.genre_filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.genre_filter.currentIndexChanged.connect(self._apply_filter)
        self.unsure_only.setToolTip("Show the files alone whose verdict is unsure (Y)")
        self.unsure_only.toggled.connect(self._apply_filter)

    def _build_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        set_up_rows(table, "Classified files")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setIconSize(SWATCH_SIZE)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.FILE, Qt.SortOrder.AscendingOrder)
        header, width = table.horizontalHeader(), table.fontMetrics().averageCharWidth()
        for column, letters in {Column.FILE: _NAME_LETTERS, **_LETTERS}.items():
            header.resizeSection(column, letters * width)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(6 * width)
        table.selectionModel().currentRowChanged.connect(self._choose)
        table.doubleClicked.connect(self.activated)

    def _lay_out(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._hint)
        filters = QHBoxLayout()
        filters.setSpacing(NEAR)
        filters.addWidget(self.text_filter, stretch=1)
        filters.addWidget(self.genre_filter)
        filters.addWidget(self.unsure_only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(TIGHT, NEAR, NEAR, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(self.bar)
        layout.addLayout(filters)
        layout.addWidget(self._stack, stretch=1)
        layout.addWidget(self.summary)

    def _apply_filter(self) -> None:
        self._is_selecting = True
        self.model.set_filter(
            FileFilter(
                text=self.text_filter.text(),
                genre=self.genre_filter.currentData() or "",
                unsure_only=self.unsure_only.isChecked(),
            )
        )
        self._is_selecting = False

    def _find_again(self) -> None:
        """Select the file at hand at its new place."""
        place = self.model.place_of(self._at_hand)
        if place is not None:
            flags = QItemSelectionModel.SelectionFlag
            index = self.model.index(place, 0)
            was, self._is_selecting = self._is_selecting, True
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self._is_selecting = was
            self.table.scrollTo(index)
        self.show_state()

    def _choose(self) -> None:
        index = self.table.currentIndex()
        if self._is_selecting or not index.isValid():
            return
        key = self.model.row_at(index.row()).key
        if key != self._at_hand:
            self._at_hand = key
            self.file_chosen.emit(key)
