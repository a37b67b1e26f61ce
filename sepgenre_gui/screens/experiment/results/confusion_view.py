"""Confusion matrices: which genre is taken for which, and by which segments."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import NEAR, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.matrix_table import MatrixTable
from sepgenre_gui.screens.experiment.results.parts.page import ScrollPage, heading, paragraph
from sepgenre_gui.screens.experiment.results.parts.segment_list import SegmentList
from sepgenre_gui.screens.experiment.results.parts.side_by_side import SideBySide
from sepgenre_gui.screens.experiment.results.segments_view import percent
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.confusion import Confusion
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.segments import segments_in_cell
from sepgenre_training.report.summary import counted

_COLUMNS = (
    Column("Segment"),
    Column("Times", is_number=True, tip="Trials in which it was predicted so"),
    Column("Tested", is_number=True, tip="Trials in which the network was tested on it"),
    Column("Share", is_number=True),
)
_COUNTS, _RATES = "counts", "rates"
_NOTE = (
    "Rows are true genres, columns predicted ones, over all trials; the stronger the colour, the "
    "larger the share of the row. Choose a cell to see its segments; Enter plays the first."
)
_NOTHING = "No trial has finished yet."


class ConfusionView(ScrollPage):
    """Shows one network's matrix, and the segments of the cell that is chosen.

    Attributes
    ----------
    network_box, kind_box : QComboBox
        Which network; counts or rates.
    matrix : MatrixTable
    export : ChartExport
    list_ : SegmentList
        The segments of the current cell.
    cell_title : QLabel

    Signals
    -------
    segment_played, segment_opened : int
        A person wants to hear a segment, or to see it in curation.
    """

    segment_played = Signal(int)
    segment_opened = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._confusions: dict[str, Confusion] = {}
        self._record: RunRecord | None = None
        self._listed: tuple[str, tuple[int, int]] | None = None
        self.network_box = QComboBox()
        self.network_box.setAccessibleName("Network")
        self.kind_box = QComboBox()
        self.kind_box.setAccessibleName("What the cells show")
        self.kind_box.addItem("Counts", _COUNTS)
        self.kind_box.addItem("Shares of the row", _RATES)
        self.matrix = MatrixTable(theme)
        self.axes = label("True genre \N{DOWNWARDS ARROW}   predicted genre \N{RIGHTWARDS ARROW}")
        self.list_ = SegmentList(theme, "Segments of the cell")
        self.cell_title = heading("")
        self.hint = paragraph(_NOTHING, role="muted")
        self.export = ChartExport("confusion matrix", self._chart_name)
        self.export.serve(self.matrix)
        self._build()
        self.network_box.currentIndexChanged.connect(lambda _: self._show())
        self.kind_box.currentIndexChanged.connect(lambda _: self._show())
        self.matrix.cell_chosen.connect(lambda *_: self._show_cell())
        self.matrix.cell_entered.connect(lambda *_: self._play_first())
        self.list_.segment_played.connect(self.segment_played)
        self.list_.segment_opened.connect(self.segment_opened)
        self._show()

    @property
    def network(self) -> str:
        """The network whose matrix is shown; empty for none."""
        return self.network_box.currentText()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show the matrices of a run; network and cell stay where they can."""
        network = self.network
        self._confusions = {each.network: each for each in figures.confusions}
        self._record = record
        self.network_box.blockSignals(True)  # noqa: FBT003 - Qt's
        self.network_box.clear()
        self.network_box.addItems([*self._confusions])
        self.network_box.setCurrentIndex(max(self.network_box.findText(network), 0))
        self.network_box.blockSignals(False)  # noqa: FBT003 - Qt's
        self._show()

    def clear(self) -> None:
        """Show no run."""
        self._confusions, self._record = {}, None
        self.network_box.clear()
        self._show()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(NEAR)
        bar.addWidget(self.network_box)
        bar.addWidget(self.kind_box)
        bar.addStretch()
        bar.addWidget(self.export)
        self._left, right = QWidget(), QWidget()
        for side, parts in (
            (self._left, (self.axes, self.matrix)),
            (right, (self.cell_title, self.list_)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(NEAR)
            for part in parts:
                column.addWidget(part)
            column.addStretch()
        self._sides = SideBySide(self._left, right)
        self.axes.setProperty("role", "muted")
        self.cell_title.setTextFormat(Qt.TextFormat.PlainText)
        self._note = paragraph(_NOTE, role="muted")
        self.body.addWidget(heading("Which genre is taken for which"))
        self.body.addLayout(bar)
        for below in (self.hint, self._sides, self._note):
            self.body.addWidget(below)
        self.body.addStretch()

    def _chart_name(self) -> str:
        return f"confusion_{[*self._confusions].index(self.network) + 1}"

    def _show(self) -> None:
        confusion = self._confusions.get(self.network)
        has_matrix = confusion is not None
        self.hint.setVisible(not has_matrix)
        for part in (self._sides, self._note, self.network_box, self.kind_box, self.export):
            part.setVisible(has_matrix)
        self.matrix.show_confusion(
            confusion,
            () if self._record is None else self._record.genres,
            is_rates=self.kind_box.currentData() == _RATES,
        )
        if confusion is not None and self.matrix.cell is None:
            self.matrix.choose(*_most_confused(confusion))
        self._show_cell()

    def _show_cell(self) -> None:
        cell, record = self.matrix.cell, self._record
        if record is None or cell is None or self.network not in self._confusions:
            self.list_.show_rows((), ())
            return
        genre, predicted = (record.genres[index] for index in cell)
        rows = tuple(self._rows(record, *cell))
        times = self._confusions[self.network].counts[cell[0]][cell[1]]
        what = f"{genre} predicted as {predicted}" if cell[0] != cell[1] else f"{genre}, found"
        self.cell_title.setText(f"{what}: {counted(times, 'time')}")
        self.list_.show_rows(_COLUMNS, rows)
        if self._listed != (self.network, cell):
            # The segment looked at stays while a run goes on, but not from cell to cell.
            self.list_.table.choose_first()
        self._listed = self.network, cell

    def _rows(self, record: RunRecord, genre: int, predicted: int) -> Iterator[Row]:
        for each in segments_in_cell(record, self.network, genre, predicted):
            yield Row(
                cells=(
                    Cell(each.title),
                    Cell(str(each.times)),
                    Cell(str(each.tested)),
                    Cell(percent(each.rate)),
                ),
                identity=each.segment,
            )

    def _play_first(self) -> None:
        if self.list_.segment is not None:
            self.list_.setFocus()
            self.segment_played.emit(self.list_.segment)


def _most_confused(confusion: Confusion) -> tuple[int, int]:
    """Return the cell off the diagonal with the highest count, the first of equal ones."""
    cells = [
        (-count, row, column)
        for row, counts in enumerate(confusion.counts)
        for column, count in enumerate(counts)
        if row != column
    ]
    return min(cells)[1:] if cells else (0, 0)
