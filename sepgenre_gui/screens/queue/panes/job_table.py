"""The table of jobs: which are selected, and which one is looked at."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.exchange.working_dialog import file_table
from sepgenre_gui.screens.queue.model import Column, JobModel
from sepgenre_gui.screens.queue.panes.progress_cell import ProgressCell

_LETTERS = {
    Column.JOB: 34,
    Column.STATE: 18,
    Column.PROGRESS: 44,
    Column.TIME: 29,
    Column.AT_HAND: 26,
}
"""The room that each column needs, the more important ones first."""

_TINY_LETTERS, _ICON_LETTERS = 40, 6


class JobTable(QWidget):
    """Shows the jobs of a model; the first that comes is chosen, until the person chooses.

    Signals
    -------
    chosen
        Another job is looked at, or others are selected.
    """

    chosen = Signal()

    def __init__(self, model: JobModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self.view: QTableView = file_table(model, "Jobs", [_LETTERS[each] for each in Column])
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setItemDelegateForColumn(Column.PROGRESS, ProgressCell(theme, self.view))
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(Column.JOB, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        selection = self.view.selectionModel()
        selection.selectionChanged.connect(lambda *_: self.chosen.emit())
        selection.currentRowChanged.connect(lambda *_: self.chosen.emit())
        model.rowsInserted.connect(self.choose_first)
        model.modelReset.connect(self.choose_first)

    @property
    def selected_ids(self) -> tuple[int, ...]:
        """The selected jobs, in the order of the table."""
        rows = self.view.selectionModel().selectedRows()
        return tuple(
            self._model.job_at(place).id for place in sorted(index.row() for index in rows)
        )

    @property
    def selected(self) -> tuple[Job, ...]:
        """How the selected jobs stand."""
        return tuple(
            job for job in (self._model.job(each) for each in self.selected_ids) if job is not None
        )

    @property
    def current(self) -> Job | None:
        """The job that is looked at: the one that was selected last."""
        index = self.view.currentIndex()
        is_selected = index.isValid() and self.view.selectionModel().isRowSelected(index.row())
        return self._model.job_at(index.row()) if is_selected else None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the columns for which there is room; the details say what the others would."""
        super().resizeEvent(event)
        width = self.view.fontMetrics().averageCharWidth()
        is_tiny = self.width() < _TINY_LETTERS * width
        state_letters = _ICON_LETTERS if is_tiny else _LETTERS[Column.STATE]
        self.view.setColumnWidth(Column.STATE, state_letters * width)
        needed = 0
        for column in Column:
            needed += _LETTERS[column] * width
            is_first = column in (Column.JOB, Column.STATE)
            self.view.setColumnHidden(column, not is_first and needed > self.width())

    def choose(self, job_id: int) -> None:
        """Select one job, and bring it into view."""
        place = self._model.place_of(job_id)
        if place is not None:
            index = self._model.index(place, 0)
            flags = QItemSelectionModel.SelectionFlag
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.view.scrollTo(index)

    def choose_first(self) -> None:
        """Select the job that is at work, or the first, where none is selected."""
        if self._model.rowCount() and not self.view.selectionModel().hasSelection():
            at_work = self._model.running_ids
            self.choose(at_work[0] if at_work else self._model.job_at(0).id)
