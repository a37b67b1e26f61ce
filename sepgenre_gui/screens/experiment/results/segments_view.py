"""The hardest segments: those that the networks misclassified most often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.page import ScrollPage, heading, paragraph
from sepgenre_gui.screens.experiment.results.parts.segment_list import SegmentList
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.segments import SegmentDifficulty
from sepgenre_training.report.summary import counted

_COLUMNS = (
    Column("Segment"),
    Column("Genre"),
    Column("Most often taken for", tip="The wrong genre that was predicted most often"),
    Column("Wrong", is_number=True, tip="Predictions that were wrong, over all networks"),
    Column("Tested", is_number=True, tip="Predictions over all networks and trials"),
    Column("Share wrong", is_number=True),
)
_RATE = 5
_INTRODUCTION = (
    "How often the networks were wrong about each segment, over all trials that tested it; "
    "references do not count. Listen to the first ones: some may be mislabelled."
)
_ROWS = 18


class SegmentsView(ScrollPage):
    """Lists the segments that were tested, the hardest first.

    Attributes
    ----------
    always_box : QCheckBox
        Leaves those that every network misclassified in every trial.
    list_ : SegmentList
    count : QLabel

    Signals
    -------
    segment_played, segment_opened : int
        A person wants to hear a segment, or to see it in curation.
    """

    segment_played = Signal(int)
    segment_opened = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._difficulties: Sequence[SegmentDifficulty] = ()
        self._genres: Sequence[str] = ()
        self.always_box = QCheckBox("Only those that were &always misclassified")
        self.count = paragraph(role="muted")
        self.list_ = SegmentList(theme, "Hardest segments", most_rows=_ROWS)
        for part in (
            heading("Hardest segments"),
            paragraph(_INTRODUCTION, role="muted"),
            self.always_box,
            self.count,
            self.list_,
        ):
            self.body.addWidget(part)
        self.body.addStretch()
        self.always_box.toggled.connect(self._show)
        self.list_.segment_played.connect(self.segment_played)
        self.list_.segment_opened.connect(self.segment_opened)
        self.list_.sort_by(_RATE, Qt.SortOrder.DescendingOrder)
        self._show()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show the segments that were tested as far as the run is."""
        self._difficulties, self._genres = figures.difficulties, record.genres
        self._show()

    def clear(self) -> None:
        """Show no run."""
        self._difficulties, self._genres = (), ()
        self._show()

    def _show(self) -> None:
        always = [each for each in self._difficulties if each.misclassified == each.tested]
        shown = always if self.always_box.isChecked() else self._difficulties
        self.list_.show_rows(_COLUMNS, tuple(self._rows(shown)))
        tested = f"{counted(len(self._difficulties), 'segment')} tested"
        self.count.setText(
            f"{tested}, {len(always)} of them always misclassified."
            if self._difficulties
            else "No segment has been tested yet."
        )

    def _rows(self, shown: Sequence[SegmentDifficulty]) -> Iterator[Row]:
        for each in shown:
            taken_for = "" if each.taken_for is None else self._genres[each.taken_for]
            yield Row(
                cells=(
                    Cell(each.title),
                    Cell(self._genres[each.genre]),
                    Cell(taken_for),
                    Cell(str(each.misclassified), key=each.misclassified),
                    Cell(str(each.tested), key=each.tested),
                    Cell(percent(each.rate), key=each.rate),
                ),
                identity=each.segment,
            )


def percent(share: float) -> str:
    """Return a share as printed, without decimals."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
