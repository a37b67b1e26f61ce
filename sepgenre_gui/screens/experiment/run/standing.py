"""The running table: each network's means so far, and what may be said against the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.report.summary import interval_text, number_text
from sepgenre_training.report.table1 import MeanAndDeviation, TableRow
from sepgenre_training.statistics.comparison import Comparison
from sepgenre_training.statistics.verdict import Verdict, verdict

COLUMNS = (
    "Network",
    "Trials",
    "Macro F1",
    "Accuracy",
    "Median loss",
    "F1 against the baseline",
    "Corrected 95 % interval",
    "Verdict",
)
_DAGGER, _DASH, _PLUS_MINUS = " \N{DAGGER}", "\N{EN DASH}", "\N{PLUS-MINUS SIGN}"
_TIPS = {
    Verdict.TOO_EARLY: "A verdict needs at least ten trials.",
    Verdict.BETTER: "The corrected test, adjusted for several comparisons, finds it better.",
    Verdict.WORSE: "The corrected test, adjusted for several comparisons, finds it worse.",
    Verdict.NO_DIFFERENCE: "Equally good networks would often differ as much. "
    "It does not show that they are equal.",
}


class StandingTable(QTableWidget):
    """One row for each network and reference; `show_rows` replaces all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        set_up_rows(self, "Means so far")
        self.setHorizontalHeaderLabels(list(COLUMNS))
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)

    def show_rows(self, rows: Sequence[TableRow], comparisons: Mapping[str, Comparison]) -> None:
        """Show `rows`; `comparisons` are those of the macro F1 with the baseline, by network."""
        self.setRowCount(len(rows))
        for place, row in enumerate(rows):
            comparison = comparisons.get(row.name)
            texts = (
                row.name + (_DAGGER if row.is_baseline else ""),
                str(row.trials),
                mean_text(row.macro_f1),
                mean_text(row.accuracy),
                number_text(row.median_loss, 2),
                *_comparison_texts(row, comparison),
            )
            for column, text in enumerate(texts):
                tip = text
                if comparison is not None and column == len(COLUMNS) - 1:
                    tip = _TIPS[verdict(comparison)]
                self._put(place, column, text, tip, is_reference=row.is_reference)
        height = self.horizontalHeader().height() + 2 * self.frameWidth()
        self.setMinimumHeight(
            height + min(len(rows), 6) * self.verticalHeader().defaultSectionSize()
        )

    def _put(self, place: int, column: int, text: str, tip: str, *, is_reference: bool) -> None:
        # A cell that stays is left alone: a new one costs half a millisecond, at every epoch.
        item = self.item(place, column)
        if item is None:
            item = QTableWidgetItem()
            if 0 < column < len(COLUMNS) - 1:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(place, column, item)
        if item.font().italic() is not is_reference:
            font = QFont(self.font())
            font.setItalic(is_reference)
            item.setFont(font)
        if item.text() != text:
            item.setText(text)
        if item.toolTip() != tip:
            item.setToolTip(tip)


def mean_text(value: MeanAndDeviation) -> str:
    """Return mean and standard deviation as printed."""
    if value.mean is None:
        return _DASH
    if value.standard_deviation is None:
        return number_text(value.mean)
    return f"{number_text(value.mean)} {_PLUS_MINUS} {number_text(value.standard_deviation)}"


def _comparison_texts(row: TableRow, comparison: Comparison | None) -> tuple[str, str, str]:
    if row.is_baseline:
        return _DASH, _DASH, "the baseline"
    if row.is_reference:
        return _DASH, _DASH, "a reference, no network"
    if comparison is None:
        return _DASH, _DASH, Verdict.TOO_EARLY.value
    difference = number_text(comparison.mean_difference, sign=True)
    if comparison.n_trials != row.trials:
        # The comparison comes from a worker, later than the means beside it.
        difference += f" ({count(comparison.n_trials, 'trial')})"
    return (
        difference,
        interval_text(comparison.corrected_interval),
        verdict(comparison).value,
    )
