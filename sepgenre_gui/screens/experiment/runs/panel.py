"""The list of runs: choose one to look at, several to compare; above them, a new experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.run import RunState
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.services.experiment.runs import ListedRun
from sepgenre_training.report.summary import number_text

COLUMNS = ("Run", "Trials", "State")
_NO_RUNS = (
    "<b>No run yet</b><br><br>Each experiment becomes a run that is kept here, with its "
    "configuration, its trials and all that it takes to run it again."
)
_STATES: Mapping[RunState, str] = {
    RunState.CREATED: "not begun",
    RunState.RUNNING: "running",
    RunState.STOPPED: "stopped",
    RunState.FAILED: "failed",
    RunState.DONE: "done",
}


class RunsPanel(QWidget):
    """Shows the runs, the newest first.

    Signals
    -------
    new_asked
        A new experiment shall be set up.
    runs_chosen : tuple of int
        These runs are selected, at least one.
    rename_asked, note_asked, again_asked, delete_asked
        What the menu says of the selected run.
    """

    new_asked = Signal()
    runs_chosen = Signal(object)
    rename_asked = Signal()
    note_asked = Signal()
    again_asked = Signal()
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.new = QPushButton("&New experiment")
        self.table = QTableWidget(0, len(COLUMNS))
        self.hint = label("Ctrl+click a second run to compare.", role="muted")
        self._empty = label(_NO_RUNS)
        self._stack = QStackedWidget()
        self._rows: tuple[ListedRun, ...] = ()
        self._is_showing = False
        self._build()

    @property
    def selected(self) -> tuple[int, ...]:
        """The selected runs, the oldest first."""
        places = {index.row() for index in self.table.selectionModel().selectedRows()}
        return tuple(sorted(self._rows[place].run.id for place in places))

    def show_rows(self, rows: Sequence[ListedRun]) -> None:
        """Show `rows`, keeping what is selected."""
        selected = set(self.selected)
        self._is_showing = True
        self._rows = tuple(sorted(rows, key=lambda row: -row.run.id))
        self.table.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            wanted = row.run.trials_wanted
            texts = (row.run.name, f"{row.trials_done}/{wanted}", _STATES[row.run.state])
            tip = f"{row.run.name}\nProtocol {row.run.protocol}, stems by {row.run.separator}"
            tip += f"\nBegun {row.run.created_at}"
            for network, scores in row.means.items():
                tip += f"\n{network}: mean F1 {number_text(scores.macro_f1)}"
            tip += f"\n\n{row.run.note}" if row.run.note else ""
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(tip)
                self.table.setItem(place, column, item)
        self.select([each for each in selected if any(row.run.id == each for row in self._rows)])
        self._is_showing = False
        self._stack.setCurrentIndex(1 if self._rows else 0)
        self.hint.setVisible(len(self._rows) > 1)

    def select(self, run_ids: Sequence[int]) -> None:
        """Select these runs, without a word."""
        was, self._is_showing = self._is_showing, True
        flags = QItemSelectionModel.SelectionFlag
        self.table.clearSelection()
        for place, row in enumerate(self._rows):
            if row.run.id in run_ids:
                index = self.table.model().index(place, 0)
                self.table.selectionModel().select(index, flags.Select | flags.Rows)
                if len(run_ids) == 1:
                    self.table.setCurrentCell(place, 0, flags.NoUpdate)
        self._is_showing = was

    def _build(self) -> None:
        set_up_rows(self.table, "Runs")
        self.table.setSelectionMode(QTableWidget.SelectionMode.ExtendedSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setHorizontalHeaderLabels(list(COLUMNS))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.itemSelectionChanged.connect(self._choose)
        self.table.itemDoubleClicked.connect(lambda _: self.rename_asked.emit())
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.new.setToolTip("Look whether the data is ready, choose a configuration, run it")
        self.new.clicked.connect(self.new_asked)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(NEAR, NEAR, TIGHT, NEAR)
        lines.setSpacing(NEAR)
        lines.addWidget(self.new)
        lines.addWidget(self._stack, stretch=1)
        lines.addWidget(self.hint)

    def _choose(self) -> None:
        if not self._is_showing and self.selected:
            self.runs_chosen.emit(self.selected)

    def _show_menu(self, place: QPoint) -> None:
        if len(self.selected) != 1:
            return
        menu = QMenu(self)
        for text, signal in (
            ("&Rename…", self.rename_asked),
            ("&Note…", self.note_asked),
            ("Run &again", self.again_asked),
            ("&Delete…", self.delete_asked),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, signal=signal: signal.emit())
        menu.exec(self.table.viewport().mapToGlobal(place))
        menu.deleteLater()
